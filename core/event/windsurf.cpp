/// Windsurf's Cascade, by its documentation alone (tests/data/windsurf): nobody has run it here. Its hooks
/// reference: https://docs.windsurf.com/windsurf/cascade/hooks
#include <algorithm>

#include "core/event/adapters.hpp"

namespace galdr::event {
namespace {

constexpr FieldName kFields[] = {
    {Column::session, "trajectory_id"},
    {Column::event, "agent_action_name"},
    {Column::output, "tool_info.mcp_result"},
    {Column::prompt, "tool_info.user_prompt"},
};

// Reading, writing and MCP are told when they went well; of a command only that it ran.
constexpr EventName kEvents[] = {
    {"pre_read_code", Kind::tool_start},
    {"post_read_code", Kind::tool_end, Status::ok},
    {"pre_write_code", Kind::tool_start},
    {"post_write_code", Kind::tool_end, Status::ok},
    {"pre_run_command", Kind::tool_start},
    {"post_run_command", Kind::tool_end, Status::unknown},
    {"pre_mcp_tool_use", Kind::tool_start},
    {"post_mcp_tool_use", Kind::tool_end, Status::ok},
    {"pre_user_prompt", Kind::prompt, Status::none, Closes::own_thread},
    {"post_cascade_response", Kind::turn_end, Status::none, Closes::own_thread},
};

/// "run_command" of "pre_run_command" and "post_run_command".
std::string_view tool_of(std::string_view event) {
  return event.substr(std::min(event.find('_') + 1, event.size()));
}

/// A call's two events have the same input, by which they are paired: the result is none of it.
void refine(Payload& payload, Normalised& out) {
  Event& event = out.event;
  put(event, Column::cwd, payload.json("tool_info.cwd"));
  if (event.kind != Kind::tool_start && event.kind != Kind::tool_end) return;
  event.tool = tool_of(event.source_event);
  if (!payload.json("tool_info").starts_with('{')) return;
  event.input = payload.left_of("tool_info");
  payload.take("tool_info");
}

}  // namespace

constinit const Adapter kWindsurf = {"windsurf", false, kFields, kEvents, {}, refine};

}  // namespace galdr::event
