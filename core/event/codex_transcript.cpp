/// Codex's transcripts, by 0.169.0: sessions/<year>/<month>/<day>/rollout-<time>-<thread>.jsonl, a file for
/// each thread; a subagent is a thread with a parent.
#include <utility>

#include "core/event/codex_items.hpp"
#include "core/event/transcripts.hpp"

namespace galdr::event {
namespace {

/// What stands in place of a prompt but nobody typed.
bool is_injected(std::string_view text) {
  return starts_with_any(text, {"<environment_context>", "<user_instructions>", "# AGENTS.md instructions",
                                "<turn_aborted>", "<skill>", "<subagent_notification>"});
}

class CodexReader : public LineReader {
 public:
  using LineReader::LineReader;

  bool wants(std::string_view head) override {
    const std::string_view type = seen_ = next_type(head);
    if (one_of(type, {"", "session_meta", "turn_context"})) return true;
    if (telling_.quiet) return false;
    if (type == "compacted") return true;
    const std::string_view inner = next_type(head);
    if (type == "event_msg")
      return one_of(inner,
                    {"", "task_started", "task_complete", "turn_aborted", "user_message", "item_completed"});
    if (type != "response_item") return false;
    return one_of(inner, {"", "function_call", "function_call_output", "custom_tool_call",
                          "custom_tool_call_output", "local_shell_call"});
  }

  void read(const Members& line) override {
    const std::string type = line.text("type");
    if (type != seen_ && !seen_.empty()) return;  // it stands elsewhere in the line
    const Members payload = line.object("payload");
    const std::string inner = payload.text("type");
    telling_.stamp(parse_utc(line.text("timestamp")), inner.empty() ? type : inner);
    if (type == "session_meta") return read_thread(payload);
    if (type == "turn_context") return read_place(payload);
    if (type == "compacted") return telling_.tell(telling_.event(Kind::compact));
    if (type == "event_msg" && inner == "item_completed") return read_item(payload, payload.object("item"));
    if (type == "event_msg") return read_turn(inner, payload);
    if (type != "response_item") return;
    if (inner.ends_with("_output")) return read_output(payload);
    if (inner.ends_with("_call")) read_request(payload);
  }

 private:
  /// A thread that was forked has the head of the one that it came from too.
  void read_thread(const Members& meta) {
    if (std::exchange(has_thread_, true)) return;
    Event& own = telling_.line;
    const std::string id = meta.text("id");
    const Members spawn = meta.object("source").object("subagent").object("thread_spawn");
    std::string parent = meta.text("parent_thread_id");
    if (parent.empty()) parent = spawn.text("parent_thread_id");
    own.session_id = meta.text("session_id");
    if (own.session_id.empty()) own.session_id = parent.empty() ? id : parent;
    if (!parent.empty()) own.parent_agent = id;
    read_place(meta);
    Event start = telling_.event(parent.empty() ? Kind::session_start : Kind::subagent_start);
    start.extra = object_of({{"version", meta.json("cli_version")},
                             {"agent_path", meta.json("agent_path")},
                             {"agent_nickname", meta.json("agent_nickname")}});
    telling_.tell(std::move(start), id);
  }

  void read_place(const Members& payload) {
    if (auto cwd = payload.text("cwd"); !cwd.empty()) telling_.line.cwd = std::move(cwd);
  }

  void read_turn(std::string_view type, const Members& payload) {
    if (type == "task_started") return start_turn();
    if (type == "user_message") return read_message(payload.text("message"));
    if (type == "turn_aborted") telling_.leave(Status::cancelled);
    Event end = telling_.event(telling_.line.parent_agent.empty() ? Kind::turn_end : Kind::subagent_end);
    end.duration_ms = payload.integer("duration_ms");
    telling_.tell(std::move(end), payload.text("turn_id"));
  }

  void start_turn() {
    telling_.leave(Status::unknown);
    prompt_.clear();
  }

  /// Earlier versions do not write down where a turn starts.
  void read_message(std::string text) {
    if (!is_injected(text)) telling_.leave(Status::unknown);
    read_prompt(std::move(text), {});
  }

  /// Some versions tell a prompt twice.
  void read_prompt(std::string text, const std::string& id) {
    if (text.empty() || is_injected(text) || !telling_.line.parent_agent.empty()) return;
    if (text == prompt_) return;
    prompt_ = text;
    Event prompt = telling_.event(Kind::prompt);
    prompt.prompt = std::move(text);
    telling_.tell(std::move(prompt), id);
  }

  /// Of a script the calls that it makes are told, by their items; itself only if it fails.
  static bool is_script(const CodexCall& call) { return call.tool == "exec" || call.tool == "wait"; }

  void read_request(const Members& payload) {
    const CodexCall call = codex_request(payload);
    std::string id = payload.text("call_id");
    if (id.empty()) id = payload.text("id");
    telling_.begin(id, call.tool, call.input, is_script(call));
  }

  void read_output(const Members& payload) {
    const std::string id = payload.text("call_id");
    const std::string_view output = payload.json("output");
    OpenCall* call = telling_.open(id);
    if (call != nullptr && call->silent && !codex_script_failed(output)) return telling_.forget(id);
    CallEnd end = call != nullptr ? call->end : CallEnd{};
    const bool has_ended = codex_read_output(output, end);
    if (call != nullptr && call->silent) end.status = Status::error, end.error = text_of_content(output);
    if (has_ended) return telling_.end(id, std::move(end));
    if (call != nullptr) call->end = std::move(end);
  }

  void read_item(const Members& payload, const Members& item) {
    const std::string type = item.text("type"), id = item.text("id");
    if (type == "UserMessage") return read_prompt(text_of_content(item.json("content")), id);
    OpenCall* call = telling_.open(id);
    if (type == "SubAgentActivity" && call != nullptr)
      call->end.extra = object_of({{"agent_id", item.json("agent_thread_id")}});
    if (type == "CollabAgentToolCall" && call != nullptr) call->end.status = codex_item_end(item).status;
    const CodexCall ran = codex_item(item, telling_.line.cwd);
    if (!ran.tool.empty()) read_ran(payload, item, ran);
  }

  /// A call of a script is told by nothing else; one that was left to run ends here; others wait for what the
  /// model is shown.
  void read_ran(const Members& payload, const Members& item, const CodexCall& ran) {
    const std::string id = item.text("id");
    OpenCall* call = telling_.open(id);
    const bool is_left = call != nullptr && !call->end.output.empty();
    CallEnd end = codex_item_end(item);
    if (call != nullptr && !is_left) {
      call->end = std::move(end);
      return;
    }
    end.output = codex_item_output(item);
    const auto started = nanos_of_ms(payload.integer("started_at_ms"));
    const auto ended = nanos_of_ms(payload.integer("completed_at_ms"));
    if (call == nullptr && id.starts_with("exec-")) {
      if (started) telling_.stamp(started, "item_completed");
      telling_.begin(id, ran.tool, ran.input);
    }
    if (ended) telling_.stamp(ended, "item_completed");
    telling_.end(id, std::move(end));
  }

  std::string_view seen_;  ///< what the line that is read seemed to be
  bool has_thread_ = false;
  std::string prompt_;  ///< the last one of this turn
};

/// A subagent's last event names its transcript beside that of its session.
std::string path(const Event&, const std::vector<JsonField>& extra) {
  auto path = json_string(json_member(extra, "agent_transcript_path"));
  return path && !path->empty() ? *path : named_path(extra);
}

std::string subagents(std::string_view, std::string_view) { return {}; }

bool is_one(std::string_view relative) {
  return file_name(relative).starts_with("rollout-") && relative.ends_with(".jsonl");
}

Told read(const TranscriptText& transcript, const Redactor& redact) {
  constexpr std::size_t kUuid = 36;
  const std::string_view stem =
      file_name(transcript.path).substr(0, file_name(transcript.path).rfind(".jsonl"));
  TranscriptText named = transcript;
  if (named.session_id.empty() && stem.size() > kUuid) named.session_id = stem.substr(stem.size() - kUuid);
  return read_lines<CodexReader>("codex", named, redact);
}

}  // namespace

constinit const Transcript kCodexTranscript = {
    "codex", "CODEX_HOME", ".codex", "sessions", read, path, subagents, is_one,
};

}  // namespace galdr::event
