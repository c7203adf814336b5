/// Codex CLI: hooks.json, developers.openai.com/codex/hooks. Claude's shape; timeouts are seconds.
#include "core/base/paths.hpp"
#include "drain/setup/agents.hpp"
#include "drain/setup/codex_trust.hpp"

namespace galdr::drain::setup {
namespace {

constexpr int kTimeout = 10;
constexpr int kLast = 3;  // what Codex cuts those of an end to, with a warning at every start

std::string user_dir() {
  if (auto dir = env("CODEX_HOME")) return *dir;
  return below_home(".codex");
}

/// Left out: PermissionRequest, whose hook can decide, and PostCompact, which tells nothing that PreCompact
/// does not.
std::vector<HookEvent> events() {
  return {{"SessionStart", kTimeout}, {"UserPromptSubmit", kTimeout}, {"PreToolUse", kTimeout},
          {"PostToolUse", kTimeout},  {"SubagentStart", kTimeout},    {"SubagentStop", kTimeout},
          {"PreCompact", kTimeout},   {"Interrupt", kLast},           {"Stop", kTimeout},
          {"SessionEnd", kLast}};
}

}  // namespace

const Agent& codex() {
  static const Agent kAgent{
      .name = "codex",
      .program = "codex",
      .user_dir = user_dir,
      .user_config = "hooks.json",
      .project_config = ".codex/hooks.json",
      .shape = {.grouped = true},
      .events = events(),
      .canary = {.event = "SessionStart",
                 .payload = R"({"session_id":"{session}","transcript_path":null,"cwd":"{cwd}",)"
                            R"("hook_event_name":"SessionStart","model":"","permission_mode":"default",)"
                            R"("source":"startup"})",
                 .shell = "$SHELL"},
      .obstacles = codex_obstacles,
  };
  return kAgent;
}

}  // namespace galdr::drain::setup
