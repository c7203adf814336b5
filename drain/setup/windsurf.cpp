/// Windsurf's Cascade: hooks.json, docs.windsurf.com/windsurf/cascade/hooks. It knows no timeout.
#include "drain/setup/agents.hpp"

namespace galdr::drain::setup {
namespace {

std::string user_dir() { return below_home(".codeium/windsurf"); }

/// Left out: post_cascade_response_with_transcript, which hands over what post_cascade_response tells, and
/// post_setup_worktree.
std::vector<HookEvent> events() {
  return {{"pre_user_prompt"},   {"pre_read_code"},        {"post_read_code"},   {"pre_write_code"},
          {"post_write_code"},   {"pre_run_command"},      {"post_run_command"}, {"pre_mcp_tool_use"},
          {"post_mcp_tool_use"}, {"post_cascade_response"}};
}

}  // namespace

const Agent& windsurf() {
  static const Agent kAgent{
      .name = "windsurf",
      .program = "windsurf",
      .user_dir = user_dir,
      .user_config = "hooks.json",
      .project_config = ".windsurf/hooks.json",
      .shape = {.typed = false, .timeout_key = ""},
      .events = events(),
      .canary = {.event = "pre_user_prompt",
                 .payload = R"({"agent_action_name":"pre_user_prompt","trajectory_id":"{session}",)"
                            R"("execution_id":"","timestamp":"","tool_info":{"user_prompt":""}})",
                 .shell = "bash"},
  };
  return kAgent;
}

}  // namespace galdr::drain::setup
