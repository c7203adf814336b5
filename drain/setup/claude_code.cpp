/// Claude Code: settings.json, code.claude.com/docs/en/hooks. Timeouts are seconds.
#include "core/base/paths.hpp"
#include "drain/setup/agents.hpp"

namespace galdr::drain::setup {
namespace {

constexpr int kTimeout = 10;

std::string user_dir() {
  if (auto dir = env("CLAUDE_CONFIG_DIR")) return *dir;
  return below_home(".claude");
}

/// The fewest events that tell everything. PostToolBatch is the only one that shows calls which were denied
/// or never valid. Left out: those whose hook decides something (PermissionRequest), replaces something
/// (WorktreeCreate), or comes with each piece of text (MessageDisplay). SessionEnd gets 1.5 s in all unless
/// its entry has a timeout of its own.
std::vector<HookEvent> events() {
  return {{"SessionStart", kTimeout},  {"UserPromptSubmit", kTimeout},   {"PreToolUse", kTimeout},
          {"PostToolUse", kTimeout},   {"PostToolUseFailure", kTimeout}, {"PostToolBatch", kTimeout},
          {"SubagentStart", kTimeout}, {"SubagentStop", kTimeout},       {"PreCompact", kTimeout},
          {"Stop", kTimeout},          {"SessionEnd", kTimeout}};
}

}  // namespace

const Agent& claude_code() {
  static const Agent kAgent{
      .name = "claude-code",
      .program = "claude",
      .user_dir = user_dir,
      .user_config = "settings.json",
      .project_config = ".claude/settings.json",
      .shape = {.grouped = true, .off_switch = {.key = "disableAllHooks", .value = "true"}},
      .events = events(),
      .canary = {.event = "SessionStart",
                 .payload = R"({"session_id":"{session}","transcript_path":"","cwd":"{cwd}",)"
                            R"("hook_event_name":"SessionStart","source":"startup"})",
                 .shell = "/bin/sh"},
  };
  return kAgent;
}

}  // namespace galdr::drain::setup
