/// Copilot CLI's transcripts, by 1.0.102: session-state/<session>/events.jsonl, its subagents in the same
/// file.
#include <algorithm>
#include <utility>

#include "core/event/transcripts.hpp"

namespace galdr::event {
namespace {

constexpr std::string_view kFile = "/events.jsonl";

bool is_placed(std::string_view type) {
  return one_of(type, {"session.start", "session.resume", "session.context_changed"});
}

CallEnd end_of(const Members& data) {
  const Members result = data.object("result"), error = data.object("error");
  CallEnd end;
  end.output = result.json("content");
  end.exit_code = data.object("shellExecution").integer("exitCode");
  if (!end.exit_code) {
    const std::string text = json_string(end.output).value_or("");
    const std::size_t mark = text.rfind("<shellId: ");
    if (mark != text.npos && text.ends_with('>'))
      end.exit_code = number_after(std::string_view(text).substr(mark), " completed with exit code ");
  }
  end.status = data.is_true("success") ? Status::ok : Status::error;
  if (end.exit_code.value_or(0) != 0) end.status = Status::error;
  if (data.is_true("success")) return end;
  end.error = json_string(error.json("message"));
  const std::string code = error.text("code");
  if (one_of(code, {"denied", "rejected"})) end.status = Status::denied;
  if (one_of(code, {"cancelled", "aborted"})) end.status = Status::cancelled;
  return end;
}

class CopilotReader : public LineReader {
 public:
  using LineReader::LineReader;

  bool wants(std::string_view head) override {
    const std::string_view type = seen_ = next_type(head);
    if (telling_.quiet) return type.empty() || is_placed(type);
    return type.empty() || is_placed(type) ||
           one_of(type,
                  {"user.message", "assistant.message", "tool.execution_start", "tool.execution_complete",
                   "abort", "session.shutdown", "session.compaction_complete"}) ||
           type.starts_with("subagent.");
  }

  void read(const Members& line) override {
    const std::string type = line.text("type");
    if (type != seen_ && !seen_.empty()) return;  // it stands elsewhere in the line
    const Members data = line.object("data");
    telling_.stamp(parse_utc(line.text("timestamp")), type);
    telling_.line.parent_agent = line.text("agentId");
    if (is_placed(type)) place(data);
    if (type == "session.start" || type == "session.resume") return read_start(line, data);
    if (type == "user.message") return read_prompt(line, data);
    if (type == "assistant.message") return read_answer(line, data);
    if (type == "abort") return telling_.leave_all(Status::cancelled);
    if (type == "session.compaction_complete") return tell(line, telling_.event(Kind::compact));
    if (type == "session.shutdown") return read_shutdown(line);
    if (type.starts_with("subagent.")) return read_subagent(line, data);
    read_call(type, data);
  }

 private:
  void place(const Members& data) {
    if (auto id = data.text("sessionId"); !id.empty()) telling_.line.session_id = std::move(id);
    std::string cwd = data.object("context").text("cwd");
    if (cwd.empty()) cwd = data.text("cwd");
    if (!cwd.empty()) telling_.line.cwd = std::move(cwd);
  }

  void tell(const Members& line, Event&& event) { telling_.tell(std::move(event), line.text("id")); }

  void read_start(const Members& line, const Members& data) {
    telling_.leave_all(Status::unknown);
    Event start = telling_.event(Kind::session_start);
    const bool is_new = telling_.line.source_event == "session.start";
    start.extra = object_of({{"source", is_new ? "\"new\"" : "\"resume\""},
                             {"version", data.json("copilotVersion")},
                             {"model", data.json("selectedModel")}});
    tell(line, std::move(start));
  }

  void read_prompt(const Members& line, const Members& data) {
    telling_.leave(Status::unknown);
    const std::string source = data.text("source");
    if (!telling_.line.parent_agent.empty() || !one_of(source, {"", "user"})) return;
    Event prompt = telling_.event(Kind::prompt);
    prompt.prompt = data.text("content");
    tell(line, std::move(prompt));
  }

  /// An answer that asks for no tool is a turn's last. Of a subagent's, its own event tells.
  void read_answer(const Members& line, const Members& data) {
    if (data.json("toolRequests") == "[]" && telling_.line.parent_agent.empty())
      tell(line, telling_.event(Kind::turn_end));
  }

  void read_shutdown(const Members& line) {
    telling_.leave_all(Status::unknown);
    tell(line, telling_.event(Kind::session_end));
  }

  void read_subagent(const Members& line, const Members& data) {
    const bool starts = telling_.line.source_event == "subagent.started";
    if (!starts && !one_of(telling_.line.source_event, {"subagent.completed", "subagent.failed"})) return;
    if (!starts) telling_.leave(Status::unknown);
    Event event = telling_.event(starts ? Kind::subagent_start : Kind::subagent_end);
    event.duration_ms = data.integer("durationMs");
    event.extra = object_of({{"agent_type", data.json("agentType")},
                             {"agent_name", data.json("agentName")},
                             {"tool_call_id", data.json("toolCallId")}});
    tell(line, std::move(event));
  }

  void read_call(std::string_view type, const Members& data) {
    const std::string id = data.text("toolCallId");
    if (type == "tool.execution_start") telling_.begin(id, data.text("toolName"), data.json("arguments"));
    if (type == "tool.execution_complete") telling_.end(id, end_of(data));
  }

  std::string_view seen_;  ///< what the line that is read seemed to be
};

std::string path(const Event& source, const std::vector<JsonField>& extra) {
  std::string named = named_path(extra);
  if (!named.empty() || !is_plain_name(source.session_id)) return named;
  return source.session_id + std::string(kFile);
}

std::string subagents(std::string_view, std::string_view) { return {}; }

bool is_one(std::string_view relative) {
  return relative.ends_with(kFile) && is_plain_name(relative.substr(0, relative.size() - kFile.size()));
}

Told read(const TranscriptText& transcript, const Redactor& redact) {
  TranscriptText named = transcript;
  if (named.session_id.empty() && transcript.path.ends_with(kFile))
    named.session_id = file_name(folder_of(transcript.path));
  return read_lines<CopilotReader>("copilot", named, redact);
}

}  // namespace

constinit const Transcript kCopilotTranscript = {
    "copilot", nullptr, ".copilot", "session-state", read, path, subagents, is_one,
};

}  // namespace galdr::event
