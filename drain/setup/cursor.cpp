/// Cursor: hooks.json, cursor.com/docs/agent/hooks. Timeouts are seconds. Cursor runs Claude Code's hooks,
/// too; galdr knows whose event it is by the payload.
#include "drain/setup/agents.hpp"

namespace galdr::drain::setup {
namespace {

constexpr int kTimeout = 10;

std::string user_dir() { return below_home(".cursor"); }

/// The events of single kinds of tools (beforeShellExecution, afterFileEdit, …) tell again what those of all
/// tools do, so they are left out.
std::vector<HookEvent> events() {
  return {{"sessionStart", kTimeout},       {"beforeSubmitPrompt", kTimeout},
          {"preToolUse", kTimeout},         {"postToolUse", kTimeout},
          {"postToolUseFailure", kTimeout}, {"subagentStart", kTimeout},
          {"subagentStop", kTimeout},       {"stop", kTimeout},
          {"sessionEnd", kTimeout}};
}

}  // namespace

const Agent& cursor() {
  static const Agent kAgent{
      .name = "cursor",
      .program = "cursor",
      .user_dir = user_dir,
      .user_config = "hooks.json",
      .project_config = ".cursor/hooks.json",
      .shape = {.typed = false, .versioned = true},
      .events = events(),
      .canary = {.event = "sessionStart",
                 .payload =
                     R"({"conversation_id":"{session}","generation_id":"",)"
                     R"("hook_event_name":"sessionStart","cursor_version":"","session_id":"{session}",)"
                     R"("workspace_roots":["{cwd}"]})",
                 .shell = "/bin/sh"},
  };
  return kAgent;
}

}  // namespace galdr::drain::setup
