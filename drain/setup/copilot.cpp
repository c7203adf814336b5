/// GitHub Copilot CLI: each file in its folder `hooks` counts, so galdr has one of its own there. Timeouts
/// are seconds. A preToolUse hook that fails denies the call: the fallback in the command matters.
#include "core/base/paths.hpp"
#include "drain/setup/agents.hpp"

namespace galdr::drain::setup {
namespace {

constexpr int kTimeout = 10;

std::string user_dir() {
  if (auto dir = env("COPILOT_HOME")) return *dir;
  return below_home(".copilot");
}

/// Left out: permissionRequest, whose silence can mean a refusal, and what tells a thing twice
/// (userPromptTransformed, preMcpToolCall).
std::vector<HookEvent> events() {
  return {{"sessionStart", kTimeout}, {"userPromptSubmitted", kTimeout}, {"preToolUse", kTimeout},
          {"postToolUse", kTimeout},  {"postToolUseFailure", kTimeout},  {"subagentStart", kTimeout},
          {"subagentStop", kTimeout}, {"errorOccurred", kTimeout},       {"agentStop", kTimeout},
          {"sessionEnd", kTimeout}};
}

}  // namespace

const Agent& copilot() {
  static const Agent kAgent{
      .name = "copilot",
      .program = "copilot",
      .user_dir = user_dir,
      .user_config = "hooks/galdr.json",
      .project_config = ".github/hooks/galdr.json",
      .shape = {.versioned = true, .names_event = true, .command_key = "bash", .timeout_key = "timeoutSec"},
      .events = events(),
      .canary = {.event = "sessionStart",
                 .payload = R"({"sessionId":"{session}","timestamp":0,"cwd":"{cwd}","source":"new"})",
                 .shell = "bash"},
      .own_file = true,
  };
  return kAgent;
}

}  // namespace galdr::drain::setup
