/// Claude Code's transcripts, by 2.1.329 and 2.1.197: projects/<folder>/<session>.jsonl, and one for each of
/// its subagents in <session>/subagents/.
#include <algorithm>

#include "core/event/claude_code.hpp"
#include "core/event/response.hpp"
#include "core/event/transcripts.hpp"

namespace galdr::event {
namespace {

constexpr std::string_view kSuffix = ".jsonl";

/// What stands in place of a prompt but nobody typed.
bool is_injected(std::string_view text) {
  return starts_with_any(text, {"<task-notification>", "<system-reminder>", "<local-command-", "<bash-",
                                "Caveat: The messages below", "[Request interrupted by user"});
}

std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t from = text.find(before);
  if (from == text.npos) return {};
  text.remove_prefix(from + before.size());
  return text.substr(0, text.find(after));
}

/// A command is written down as tags; the hook gets what was typed.
std::string typed(std::string text) {
  if (!starts_with_any(text, {"<command-name>", "<command-message>"})) return text;
  std::string command(between(text, "<command-name>", "</command-name>"));
  const std::string_view args = between(text, "<command-args>", "</command-args>");
  if (!args.empty()) command.append(" ").append(args);
  return command;
}

CallEnd end_of_result(const Members& block, const Members& result, bool is_denied) {
  CallEnd end;
  end.output = block.json("content");
  end.duration_ms = result.integer("durationMs");
  if (!end.duration_ms) end.duration_ms = result.integer("totalDurationMs");
  const std::string_view agent = result.json("agentId");
  if (agent.size() <= 256) end.extra = object_of({{"agent_id", agent}});
  if (!block.is_true("is_error")) {
    end.status = result.is_true("interrupted") ? Status::cancelled : Status::ok;
    return end;
  }
  std::string text = first_text(end.output);
  end.exit_code = text.starts_with("Exit code ") ? number_after(text, "Exit code ") : std::nullopt;
  judge_claude_text(text, end.status, end.error);
  if (end.status == Status::unknown) end.status = Status::error, end.error = std::move(text);
  if (is_denied) end.status = Status::denied;
  if (end.error->starts_with("[Request interrupted by user")) end.status = Status::cancelled;
  return end;
}

class ClaudeReader : public LineReader {
 public:
  explicit ClaudeReader(Telling& telling) : LineReader(telling), session_(telling.line.session_id) {}

  bool wants(std::string_view head) override {
    if (telling_.quiet && greeted_) return false;
    if (contains(head, "\"attachment\":")) return contains(head, "\"queued_command\"");
    if (!head.starts_with("{\"type\":")) return true;
    return one_of(next_type(head), {"user", "assistant", "system"});
  }

  void read(const Members& line) override {
    const std::string type = line.text("type");
    if (!one_of(type, {"user", "assistant", "system", "attachment"})) return;
    place(line, type);
    greet(line);
    if (type == "assistant") read_answer(line);
    if (type == "user") read_user(line);
    if (type == "system" && line.text("subtype") == "compact_boundary") read_compaction(line);
    if (type == "attachment") read_queued(line);
  }

 private:
  void place(const Members& line, std::string_view type) {
    Event& own = telling_.line;
    own.session_id = line.text("sessionId");
    if (own.session_id.empty()) own.session_id = session_;
    own.cwd = line.text("cwd");
    own.parent_agent.clear();
    if (line.is_true("isSidechain")) own.parent_agent = line.text("agentId");
    if (line.is_true("isSidechain") && own.parent_agent.empty()) own.parent_agent = "sidechain";
    telling_.stamp(parse_utc(line.text("timestamp")), type);
  }

  void greet(const Members& line) {
    if (telling_.line.session_id.empty() || std::exchange(greeted_, true)) return;
    const bool is_subagent = !telling_.line.parent_agent.empty();
    Event start = telling_.event(is_subagent ? Kind::subagent_start : Kind::session_start);
    start.extra = object_of({{"version", line.json("version")}, {"entrypoint", line.json("entrypoint")}});
    telling_.tell(std::move(start), "first");
  }

  void read_answer(const Members& line) {
    const Members message = line.object("message");
    std::string last;
    for (const std::string_view element : json_elements(message.json("content"))) {
      const Members block(element);
      last = block.text("type");
      if (last == "tool_use") telling_.begin(block.text("id"), block.text("name"), block.json("input"));
    }
    if (last != "text" || message.text("stop_reason") != "end_turn") return;
    const bool is_subagent = !telling_.line.parent_agent.empty();
    telling_.tell(telling_.event(is_subagent ? Kind::subagent_end : Kind::turn_end), line.text("uuid"));
  }

  void read_user(const Members& line) {
    const std::string_view content = line.object("message").json("content");
    const Members result = line.object("toolUseResult");
    const bool is_denied = !line.json("toolDenialKind").empty();
    bool has_result = false;
    for (const std::string_view element : json_elements(content)) {
      const Members block(element);
      if (block.text("type") != "tool_result") continue;
      has_result = true;
      telling_.end(block.text("tool_use_id"), end_of_result(block, result, is_denied));
    }
    if (!has_result && !line.is_true("isMeta")) read_prompt(line, text_of_content(content));
  }

  void read_prompt(const Members& line, std::string text) {
    if (text.empty() || text.starts_with("<local-command-")) return;
    telling_.leave(text.starts_with("[Request interrupted") ? Status::cancelled : Status::unknown);
    const std::string origin = line.object("origin").text("kind");
    const bool is_person = origin.empty() || origin == "human";
    if (is_person && !line.is_true("isCompactSummary") && telling_.line.parent_agent.empty())
      tell_prompt(line, std::move(text));
  }

  void tell_prompt(const Members& line, std::string text) {
    if (is_injected(text)) return;
    Event prompt = telling_.event(Kind::prompt);
    prompt.prompt = typed(std::move(text));
    telling_.tell(std::move(prompt), line.text("uuid"));
  }

  /// What was typed while the agent was at work.
  void read_queued(const Members& line) {
    const Members attachment = line.object("attachment");
    if (attachment.text("type") != "queued_command") return;
    const std::string mode = attachment.text("commandMode");
    std::string text = text_of_content(attachment.json("prompt"));
    if (text.empty() || !one_of(mode, {"", "prompt"}) || !telling_.line.parent_agent.empty()) return;
    tell_prompt(line, std::move(text));
  }

  void read_compaction(const Members& line) {
    Event compact = telling_.event(Kind::compact);
    compact.extra = object_of({{"trigger", line.object("compactMetadata").json("trigger")}});
    telling_.tell(std::move(compact), line.text("uuid"));
  }

  const std::string session_;  ///< of lines that do not tell
  bool greeted_ = false;
};

std::string without_suffix(std::string_view path) {
  return std::string(path.substr(0, path.size() - kSuffix.size()));
}

/// A subagent's transcript lies in a folder beside that of its session, which has the session's name.
std::string path(const Event& source, const std::vector<JsonField>& extra) {
  const std::string path = named_path(extra);
  if (source.parent_agent.empty() || !path.ends_with(kSuffix)) return path;
  if (!is_plain_name(source.parent_agent)) return {};
  return without_suffix(path) + "/subagents/agent-" + source.parent_agent + std::string(kSuffix);
}

std::string subagents(std::string_view path, std::string_view) {
  if (!path.ends_with(kSuffix) || file_name(path).starts_with("agent-")) return {};
  return without_suffix(path) + "/subagents";
}

bool is_one(std::string_view relative) {
  const auto slashes = std::count(relative.begin(), relative.end(), '/');
  if (!relative.ends_with(kSuffix)) return false;
  if (slashes == 3) return file_name(folder_of(relative)) == "subagents";
  return slashes == 1;
}

Told read(const TranscriptText& transcript, const Redactor& redact) {
  TranscriptText named = transcript;
  const std::string_view name = file_name(transcript.path);
  if (named.session_id.empty() && name.ends_with(kSuffix) && !name.starts_with("agent-"))
    named.session_id = name.substr(0, name.size() - kSuffix.size());
  return read_lines<ClaudeReader>("claude-code", named, redact);
}

}  // namespace

constinit const Transcript kClaudeTranscript = {
    "claude-code", "CLAUDE_CONFIG_DIR", ".claude", "projects", read, path, subagents, is_one,
};

}  // namespace galdr::event
