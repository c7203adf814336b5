/// OpenCode, by the payloads of 1.18.33 (tests/data/opencode). It has no hooks that run commands: galdr's
/// plugin passes on what its plugin hooks (`input`, `output`) and its bus (`event`) tell. Their reference:
/// https://opencode.ai/docs/plugins/
///
/// A tool that throws has no tool.execute.after: only its message part says how it ended.
#include "core/event/opencode.hpp"

#include <algorithm>
#include <utility>

#include "core/event/adapters.hpp"
#include "core/event/response.hpp"

namespace galdr::event {
namespace {

constexpr FieldName kFields[] = {
    {Column::session, "session_id"},   {Column::event, "hook_event_name"}, {Column::cwd, "cwd"},
    {Column::tool, "input.tool"},      {Column::input, "input.args"},      {Column::input, "output.args"},
    {Column::call_id, "input.callID"},
};

constexpr EventName kEvents[] = {
    {"tool.execute.before", Kind::tool_start},
    {"tool.execute.after", Kind::tool_end, Status::ok},
    {"chat.message", Kind::prompt, Status::none, Closes::own_thread},
    {"event.session.created", Kind::session_start},
    {"event.session.deleted", Kind::session_end, Status::none, Closes::whole_session},
    {"event.session.idle", Kind::turn_end, Status::none, Closes::own_thread},
    {"event.session.error", Kind::notification},  // session.idle follows
    {"event.session.compacted", Kind::compact},
    {"experimental.session.compacting", Kind::compact},
    {"permission.ask", Kind::permission},
    {"event.permission.asked", Kind::permission},
    {"event.permission.updated", Kind::permission},
    {"event.permission.replied", Kind::permission},
};

constexpr ToolName kTools[] = {
    {"apply_patch", "edit"},
    {"plan_*", "other"},
    {"*_*", "mcp"},  // server_tool; its own tools have no '_' but for these
};

void judge_command(Event& event, std::string_view exit) {
  if (const auto code = json_integer(exit)) return end_with(event, *code);
  if (exit == "null")
    event.status = status_without_exit(json_string(json_at(event.output, "output")).value_or(""));
}

/// By its output: {"title", "output", "metadata"}, or an MCP server's result.
void judge(Event& event) {
  end_by_mcp_result(event);
  if (class_of_tool(kOpenCode, event.tool) == "shell")
    judge_command(event, json_at(event.output, "metadata.exit"));
  if (event.tool != "invalid") return;
  event.status = Status::error;
  event.error = json_string(json_at(event.output, "output"));
}

void read_end(Payload& payload, Normalised& out) {
  move_to(out.event, Column::output, payload, "output");
  judge(out.event);
}

void read_prompt(Payload& payload, Normalised& out) {
  std::string prompt;
  for (const std::string_view part : json_elements(payload.json("output.parts"))) {
    const auto text = json_string(json_at(part, "text"));
    if (text && json_at(part, "synthetic") != "true") prompt.append(prompt.empty() ? "" : "\n").append(*text);
  }
  out.event.prompt = as_typed(prompt);
}

/// A session with a parent is a subagent of it.
void read_created(Payload& payload, Normalised& out) {
  const auto parent = json_string(payload.json("event.properties.info.parentID"));
  if (!parent || parent->empty()) return;
  out.event.kind = Kind::subagent_start;
  out.event.parent_agent = std::exchange(out.event.session_id, *parent);
}

/// An output like that of tool.execute.after, out of the part's state.
void gather_output(Payload& payload, Event& event) {
  constexpr std::string_view kMembers[] = {
      "event.properties.part.state.title", "event.properties.part.state.output",
      "event.properties.part.state.metadata", "event.properties.part.state.attachments"};
  std::string output;
  for (const std::string_view path : kMembers) {
    const std::string_view json = payload.json(path);
    if (json.empty()) continue;
    output += output.empty() ? '{' : ',';
    append_json_string(output, path.substr(path.rfind('.') + 1));
    output.append(":").append(json);
    payload.take(path);
  }
  if (!output.empty()) event.output = output + '}';
}

void measure(std::string_view state, Event& event) {
  const auto start = json_integer(json_at(state, "time.start"));
  const auto end = json_integer(json_at(state, "time.end"));
  if (start && end && *start >= 0 && *end >= *start) event.duration_ms = *end - *start;
}

/// How a tool ended that threw, by the words of its error.
Status failure_of(const Event& event) {
  const std::string_view error = event.error ? std::string_view(*event.error) : std::string_view();
  const auto begins = [error](std::string_view words) { return error.starts_with(words); };
  if (begins("The user rejected permission") || begins("The user has specified a rule which prevents"))
    return Status::denied;
  const bool interrupted = json_at(event.output, "metadata.interrupted") == "true";
  return interrupted || begins("Tool execution aborted") ? Status::cancelled : Status::error;
}

/// A message part of a call that ended. What the call's own hook tells it tells again: that one counts more.
void read_part(Payload& payload, Normalised& out) {
  Event& event = out.event;
  const std::string_view state = payload.json("event.properties.part.state");
  const auto status = json_string(json_at(state, "status"));
  if (json_string(payload.json("event.properties.part.type")) != "tool") return;
  if (status != "completed" && status != "error") return;
  event.kind = Kind::tool_end;
  event.source = Source::batch;
  move_to(event, Column::tool, payload, "event.properties.part.tool");
  move_to(event, Column::call_id, payload, "event.properties.part.callID");
  move_to(event, Column::input, payload, "event.properties.part.state.input");
  move_to(event, Column::error, payload, "event.properties.part.state.error");
  gather_output(payload, event);
  measure(state, event);
  event.status = Status::ok;
  judge(event);
  if (status == "error") event.status = failure_of(event);
}

void read_error(Payload& payload, Normalised& out) {
  const std::string_view error = payload.json("event.properties.error");
  out.event.error = message_of(json_at(error, "data"));
  if (!out.event.error) out.event.error = message_of(error);
}

/// The program ends, which says nothing of a session that it does not name.
void read_dispose(Payload& payload, Normalised& out) {
  if (!json_string(payload.json("session_id"))) return;
  out.event.kind = Kind::session_end;
  out.closes = Closes::whole_session;
}

struct Reader {
  std::string_view event;
  void (*read)(Payload&, Normalised&);
};

constexpr Reader kReaders[] = {
    {"tool.execute.after", read_end},        {"chat.message", read_prompt},
    {"event.session.created", read_created}, {"event.message.part.updated", read_part},
    {"event.session.error", read_error},     {"dispose", read_dispose},
};

void refine(Payload& payload, Normalised& out) {
  for (const Reader& reader : kReaders) {
    if (reader.event == out.event.source_event) return reader.read(payload, out);
  }
}

}  // namespace

std::string as_typed(std::string_view prompt) {
  if (prompt.size() < 2 || prompt.front() != '"' || prompt.back() != '"') return std::string(prompt);
  std::string inside;
  for (std::size_t i = 1; i + 1 < prompt.size(); ++i) {
    if (prompt[i] == '"') return std::string(prompt);
    if (prompt[i] == '\\' && prompt[i + 1] == '"' && i + 2 < prompt.size()) ++i;
    inside += prompt[i];
  }
  return inside;
}

Status status_without_exit(std::string_view output) {
  const std::string_view end = output.substr(output.size() - std::min<std::size_t>(output.size(), 512));
  return end.find("User aborted the command") != end.npos ? Status::cancelled : Status::error;
}

constinit const Adapter kOpenCode = {"opencode", false, kFields, kEvents, kTools, refine};

}  // namespace galdr::event
