/// Codex CLI, by the payloads of 0.169.0 (tests/data/codex). Its hooks reference:
/// https://developers.openai.com/codex/hooks
///
/// Its PostToolUse tells neither exit code nor duration, and none comes for many calls that fail: the
/// session's rollout file does.
#include "core/event/adapters.hpp"
#include "core/event/response.hpp"

namespace galdr::event {
namespace {

constexpr FieldName kFields[] = {
    {Column::session, "session_id"},    {Column::event, "hook_event_name"},
    {Column::tool, "tool_name"},        {Column::input, "tool_input"},
    {Column::output, "tool_response"},  {Column::call_id, "tool_use_id"},
    {Column::parent_agent, "agent_id"}, {Column::cwd, "cwd"},
    {Column::prompt, "prompt"},
};

constexpr EventName kEvents[] = {
    {"PreToolUse", Kind::tool_start},
    {"PostToolUse", Kind::tool_end, Status::unknown},
    {"UserPromptSubmit", Kind::prompt, Status::none, Closes::own_thread},
    {"Stop", Kind::turn_end, Status::none, Closes::own_thread},
    {"Interrupt", Kind::turn_end, Status::none, Closes::own_thread},
    {"SubagentStart", Kind::subagent_start},
    {"SubagentStop", Kind::subagent_end, Status::none, Closes::own_thread},
    {"SessionStart", Kind::session_start},
    {"SessionEnd", Kind::session_end, Status::none, Closes::whole_session},
    {"PreCompact", Kind::compact},
    {"PostCompact", Kind::compact},
    {"PermissionRequest", Kind::permission},
};

constexpr ToolName kTools[] = {
    {"collaboration*", "agent"},  // the namespace is glued to the name: collaborationspawn_agent
};

void refine(Payload&, Normalised& out) {
  Event& event = out.event;
  if (event.kind != Kind::tool_end) return;
  if (event.tool == "apply_patch") {
    const auto code = number_at_start(first_text(event.output), "Exit code: ");
    if (code) end_with(event, *code);
  }
  if (event.tool.starts_with("mcp__")) end_by_mcp_result(event);
}

}  // namespace

constinit const Adapter kCodex = {"codex", false, kFields, kEvents, kTools, refine};

}  // namespace galdr::event
