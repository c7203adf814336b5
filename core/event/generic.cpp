/// Any agent without an adapter of its own: names that many of them share, in either spelling.
#include "core/event/adapters.hpp"

namespace galdr::event {
namespace {

constexpr FieldName kFields[] = {
    {Column::session, "session_id"},
    {Column::session, "sessionId"},
    {Column::session, "sessionID"},
    {Column::session, "conversation_id"},
    {Column::session, "conversationId"},
    {Column::session, "trajectory_id"},
    {Column::session, "thread_id"},
    {Column::event, "hook_event_name"},
    {Column::event, "hookEventName"},
    {Column::event, "hookName"},
    {Column::event, "agent_action_name"},
    {Column::weak_event, "event_name"},
    {Column::weak_event, "event"},
    {Column::weak_event, "type"},
    {Column::tool, "tool_name"},
    {Column::tool, "toolName"},
    {Column::tool, "tool"},
    {Column::input, "tool_input"},
    {Column::input, "toolInput"},
    {Column::input, "toolArgs"},
    {Column::input, "tool_args"},
    {Column::input, "arguments"},
    {Column::input, "args"},
    {Column::input, "tool_info"},
    {Column::input, "input"},
    {Column::output, "tool_response"},
    {Column::output, "toolResponse"},
    {Column::output, "tool_result"},
    {Column::output, "toolResult"},
    {Column::output, "tool_output"},
    {Column::output, "result"},
    {Column::output, "output"},
    {Column::call_id, "tool_use_id"},
    {Column::call_id, "toolUseId"},
    {Column::call_id, "tool_call_id"},
    {Column::call_id, "toolCallId"},
    {Column::call_id, "call_id"},
    {Column::call_id, "callID"},
    {Column::call_id, "callId"},
    {Column::parent_agent, "agent_id"},
    {Column::parent_agent, "agentId"},
    {Column::cwd, "cwd"},
    {Column::cwd, "working_directory"},
    {Column::error, "error"},
    {Column::error, "error_message"},
    {Column::prompt, "prompt"},
    {Column::prompt, "user_prompt"},
    {Column::duration, "duration_ms"},
    {Column::duration, "durationMs"},
};

// A tool's end says that it ended, no more: in several agents "post" does not mean "succeeded".
constexpr EventName kEvents[] = {
    {"pretooluse", Kind::tool_start},
    {"beforetool", Kind::tool_start},
    {"toolexecutebefore", Kind::tool_start},
    {"toolstart", Kind::tool_start},
    {"posttooluse", Kind::tool_end, Status::unknown},
    {"aftertool", Kind::tool_end, Status::unknown},
    {"toolexecuteafter", Kind::tool_end, Status::unknown},
    {"toolend", Kind::tool_end, Status::unknown},
    {"posttoolusefailure", Kind::tool_end, Status::error},
    {"toolerror", Kind::tool_end, Status::error},
    {"userpromptsubmit", Kind::prompt, Status::none, Closes::own_thread},
    {"userpromptsubmitted", Kind::prompt, Status::none, Closes::own_thread},
    {"beforesubmitprompt", Kind::prompt, Status::none, Closes::own_thread},
    {"preuserprompt", Kind::prompt, Status::none, Closes::own_thread},
    {"beforeagent", Kind::prompt, Status::none, Closes::own_thread},
    {"prompt", Kind::prompt, Status::none, Closes::own_thread},
    {"stop", Kind::turn_end, Status::none, Closes::own_thread},
    {"stopfailure", Kind::turn_end, Status::none, Closes::own_thread},
    {"agentstop", Kind::turn_end, Status::none, Closes::own_thread},
    {"afteragent", Kind::turn_end, Status::none, Closes::own_thread},
    {"interrupt", Kind::turn_end, Status::none, Closes::own_thread},
    {"turnend", Kind::turn_end, Status::none, Closes::own_thread},
    {"subagentstart", Kind::subagent_start},
    {"subagentstop", Kind::subagent_end, Status::none, Closes::own_thread},
    {"subagentend", Kind::subagent_end, Status::none, Closes::own_thread},
    {"sessionstart", Kind::session_start},
    {"sessionend", Kind::session_end, Status::none, Closes::whole_session},
    {"precompact", Kind::compact},
    {"postcompact", Kind::compact},
    {"precompress", Kind::compact},
    {"notification", Kind::notification},
    {"elicitation", Kind::notification},
    {"elicitationresult", Kind::notification},
    {"permissionrequest", Kind::permission},
    {"permissiondenied", Kind::permission},
};

/// A member that tells how a call ended, in the payload itself or in its output.
struct Sign {
  std::string_view name, json;
  Status status;
};

constexpr Sign kSigns[] = {
    {"interrupted", "true", Status::cancelled},
    {"is_interrupt", "true", Status::cancelled},
    {"is_error", "true", Status::error},
    {"isError", "true", Status::error},
    {"success", "false", Status::error},
    {"exit_code", "0", Status::ok},
    {"exitCode", "0", Status::ok},
    {"success", "true", Status::ok},
};

constexpr std::string_view kExitCodes[] = {"exit_code", "exitCode"};

Status told_by(const std::vector<JsonField>& fields) {
  for (const std::string_view name : kExitCodes) {
    if (json_integer(json_member(fields, name)).value_or(0) != 0) return Status::error;
  }
  for (const Sign& sign : kSigns) {
    if (json_member(fields, sign.name) == sign.json) return sign.status;
  }
  const std::string_view error = json_member(fields, "error");
  return error.starts_with('{') || (error.size() > 2 && error.starts_with('"')) ? Status::error
                                                                                : Status::none;
}

std::optional<std::int64_t> exit_code_of(const Payload& payload, const Event& event) {
  for (const auto& fields : {payload.fields(), json_fields(event.output)}) {
    for (const std::string_view name : kExitCodes) {
      if (const auto code = json_integer(json_member(fields, name))) return code;
    }
  }
  return std::nullopt;
}

Status how_it_ended(const Payload& payload, const Event& event) {
  for (const auto& fields : {payload.fields(), json_fields(event.output)}) {
    if (const Status told = told_by(fields); told != Status::none) return told;
  }
  return event.error && !event.error->empty() ? Status::error : event.status;
}

void refine(Payload& payload, Normalised& out) {
  Event& event = out.event;
  if (event.kind == Kind::tool_end) {
    event.status = how_it_ended(payload, event);
    event.exit_code = exit_code_of(payload, event);
  }
  if (!event.error) event.error = json_string(json_member(json_fields(payload.json("error")), "message"));
}

}  // namespace

constinit const Adapter kGeneric = {"", true, kFields, kEvents, {}, refine};

}  // namespace galdr::event
