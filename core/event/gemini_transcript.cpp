/// Gemini CLI's transcripts, by 0.61.0: tmp/<project>/chats/session-<minute>-<id>.jsonl, and one for each of
/// its subagents in chats/<session>/. A message that gets calls is written once more, with them. Earlier
/// versions wrote one document, <same name>.json.
#include <algorithm>
#include <utility>

#include "core/event/transcripts.hpp"

namespace galdr::event {
namespace {

/// What stands in place of a prompt but nobody typed.
bool is_injected(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \n");
  return starts_with_any(text.substr(std::min(first, text.size())),
                         {"<session_context>", "<loaded_context>"});
}

/// The first workspace folder that the context at a session's start names; "" if it is none.
std::string folder_in(std::string_view context) {
  constexpr std::string_view kLabel = "**Workspace Directories:**\n  - ";
  const std::size_t at = context.substr(0, 4096).find(kLabel);
  if (!context.starts_with("<session_context>") || at == context.npos) return {};
  context.remove_prefix(at + kLabel.size());
  return std::string(context.substr(0, context.find('\n')));
}

/// A shell's report ends in lines of its own, and an exit code is among them if it is not 0.
std::optional<std::int64_t> exit_code_in(std::string_view text) {
  constexpr std::string_view kLabel = "\nExit Code: ";
  const std::string_view tail = text.substr(text.size() - std::min<std::size_t>(text.size(), 512));
  const std::size_t at = tail.rfind(kLabel);
  return at == tail.npos ? std::nullopt : number_after(tail.substr(at), kLabel);
}

/// What the model was shown: the answer of the only function, or all there is.
std::string_view output_of(const Members& call, std::string_view name) {
  const auto results = json_elements(call.json("result"));
  if (results.size() != 1) return name == "output" ? call.json("result") : std::string_view();
  return Members(results.front()).object("functionResponse").object("response").json(name);
}

CallEnd end_of(const Members& call) {
  CallEnd end;
  const std::string status = call.text("status");
  end.output = output_of(call, "output");
  end.error = json_string(output_of(call, "error"));
  if (end.error) end.output = output_of(call, "error");
  end.extra = object_of({{"agent_id", call.json("agentId")}});
  const std::string text = json_string(end.output).value_or("");
  if (call.text("name") == "run_shell_command") end.exit_code = exit_code_in(text);
  end.status = status == "success" ? Status::ok : Status::error;
  if (end.exit_code.value_or(0) != 0) end.status = Status::error;
  if (status == "cancelled") end.status = Status::cancelled;
  const std::string_view head = std::string_view(text).substr(0, 1024);
  if (contains(head, "User did not allow tool call") || contains(head, "denied by policy"))
    end.status = Status::denied;
  return end;
}

class GeminiReader : public LineReader {
 public:
  GeminiReader(Telling& telling) : LineReader(telling), root_(telling.line.session_id) {}

  bool wants(std::string_view head) override {
    const bool is_context = head.starts_with("{\"$set\":{\"messages\"") && telling_.line.cwd.empty();
    if (telling_.quiet) return is_context || telling_.at == 0;
    return !head.starts_with("{\"$set\":{\"lastUpdated\"");
  }

  void read(const Members& line) override {
    if (telling_.at == 0) return read_header(line);
    if (!line.json("$set").empty()) return read_changes(line.object("$set"));
    read_message(line);
  }

 private:
  void read_header(const Members& line) {
    Event& own = telling_.line;
    const bool is_subagent = line.text("kind") == "subagent";
    const auto folders = json_elements(line.json("directories"));
    if (!folders.empty()) own.cwd = json_string(folders.front()).value_or("");
    if (is_subagent) own.parent_agent = line.text("sessionId");
    if (!is_subagent || root_.empty()) own.session_id = line.text("sessionId");
    telling_.stamp(parse_utc(line.text("startTime")), "header");
    telling_.tell(telling_.event(is_subagent ? Kind::subagent_start : Kind::session_start), "header");
    for (const std::string_view message : json_elements(line.json("messages")))
      read_message(Members(message));
  }

  void read_changes(const Members& changes) {
    for (const std::string_view element : json_elements(changes.json("messages"))) {
      const Members message(element);
      if (telling_.line.cwd.empty()) telling_.line.cwd = folder_in(text_of_content(message.json("content")));
      read_message(message);
    }
  }

  void read_message(const Members& message) {
    const std::string type = message.text("type");
    const auto written = parse_utc(message.text("timestamp"));
    telling_.stamp(written, type);
    if (type == "user") read_prompt(message);
    for (const std::string_view call : json_elements(message.json("toolCalls")))
      read_call(written, Members(call));
  }

  void read_prompt(const Members& message) {
    std::string text = text_of_content(message.json("content"));
    if (text.empty()) return;  // the calls' results
    telling_.leave(Status::unknown);
    if (is_injected(text) || !telling_.line.parent_agent.empty()) return;
    Event prompt = telling_.event(Kind::prompt);
    prompt.prompt = std::move(text);
    telling_.tell(std::move(prompt), message.text("id"));
  }

  void read_call(std::optional<Nanos> written, const Members& call) {
    const std::string id = call.text("id");
    telling_.stamp(written, "gemini");
    telling_.begin(id, call.text("name"), call.json("args"));
    if (!one_of(call.text("status"), {"success", "error", "cancelled"})) return;
    if (const auto ended = parse_utc(call.text("timestamp"))) telling_.stamp(ended, "gemini");
    telling_.end(id, end_of(call));
    if (call.text("name") == "complete_task" && !telling_.line.parent_agent.empty())
      telling_.tell(telling_.event(Kind::subagent_end), id);
  }

  std::string root_;  ///< the session that this one is a subagent of, or itself
};

/// A subagent's transcript lies in a folder beside that of its session, which has the session's id.
std::string path(const Event& source, const std::vector<JsonField>& extra) {
  std::string path = named_path(extra);
  if (path.empty() || source.parent_agent.empty()) return path;
  if (!is_plain_name(source.parent_agent) || !is_plain_name(source.session_id)) return {};
  return std::string(folder_of(path)) + '/' + source.session_id + '/' + source.parent_agent + ".jsonl";
}

std::string subagents(std::string_view path, std::string_view session_id) {
  if (!file_name(path).starts_with("session-") || !is_plain_name(session_id)) return {};
  return std::string(folder_of(path)) + '/' + std::string(session_id);
}

bool is_one(std::string_view relative) {
  if (!relative.ends_with(".jsonl") && !relative.ends_with(".json")) return false;
  const std::string_view folder = folder_of(relative);
  if (file_name(relative).starts_with("session-")) return file_name(folder) == "chats";
  return file_name(folder_of(folder)) == "chats";
}

Told read(const TranscriptText& transcript, const Redactor& redact) {
  TranscriptText named = transcript;
  const std::string_view folder = folder_of(transcript.path);
  if (file_name(folder_of(folder)) == "chats") named.session_id = file_name(folder);
  if (!transcript.path.ends_with(".json")) return read_lines<GeminiReader>("gemini-cli", named, redact);
  Telling telling("gemini-cli", named, redact);
  return GeminiReader(telling).read_document(named);
}

}  // namespace

constinit const Transcript kGeminiTranscript = {
    "gemini-cli", nullptr, ".gemini", "tmp", read, path, subagents, is_one,
};

}  // namespace galdr::event
