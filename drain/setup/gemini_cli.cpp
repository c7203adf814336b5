/// Gemini CLI: settings.json, geminicli.com/docs/hooks. Timeouts are milliseconds. An exit status of 2 or
/// more, thus a program that is gone, blocks the whole agent: the fallback in the command matters.
#include "core/base/paths.hpp"
#include "drain/setup/agents.hpp"

namespace galdr::drain::setup {
namespace {

constexpr int kTimeout = 10'000;

std::string user_dir() {
  if (auto home = env("GEMINI_CLI_HOME")) return *home + "/.gemini";
  return below_home(".gemini");
}

/// Left out: BeforeModel, AfterModel, BeforeToolSelection and PreCompress, which come with every request to
/// the model.
std::vector<HookEvent> events() {
  return {{"SessionStart", kTimeout}, {"BeforeAgent", kTimeout}, {"BeforeTool", kTimeout},
          {"AfterTool", kTimeout},    {"AfterAgent", kTimeout},  {"Notification", kTimeout},
          {"SessionEnd", kTimeout}};
}

}  // namespace

const Agent& gemini_cli() {
  static const Agent kAgent{
      .name = "gemini-cli",
      .program = "gemini",
      .user_dir = user_dir,
      .user_config = "settings.json",
      .project_config = ".gemini/settings.json",
      .shape = {.grouped = true,
                .second = 1000,
                .off_switch = {.object = "hooksConfig", .key = "enabled", .value = "false"}},
      .events = events(),
      .canary = {.event = "SessionStart",
                 .payload = R"({"session_id":"{session}","transcript_path":"","cwd":"{cwd}",)"
                            R"("hook_event_name":"SessionStart","source":"startup"})",
                 .shell = "bash"},
  };
  return kAgent;
}

}  // namespace galdr::drain::setup
