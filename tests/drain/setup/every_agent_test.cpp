// What holds for each agent that `galdr setup` knows, over config files as people have them.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "drain/setup/command.hpp"
#include "drain/setup/setup.hpp"
#include "tests/drain/setup/home.hpp"

using namespace galdr::drain::setup;
using galdr::test::Home;
using galdr::test::slurp;
using galdr::test::spit;
using nlohmann::json;

namespace {

struct Files {
  std::string full, commented;
};

/// A file in full use and one with comments, in the shape of each agent; none for a plugin.
const std::map<std::string_view, Files>& files() {
  static const std::map<std::string_view, Files> kFiles{
      {"claude-code",
       {R"j({
  "$schema": "https://json.schemastore.org/claude-code-settings.json",
  "model": "opus",
  "permissions": {"allow": ["Bash(git status:*)", "Read"], "deny": ["Read(./.env)"]},
  "hooks": {
    "PreToolUse": [
      {
        "matcher": "Bash",
        "hooks": [{"type": "command", "command": "~/bin/guard || exit 2", "timeout": 5}]
      }
    ],
    "Notification": [{"hooks": [{"type": "command", "command": "notify-send Claude"}]}]
  },
  "statusLine": {"type": "command", "command": "~/.claude/status.sh"}
}
)j",
        "{\n    // the team's\n    \"env\": {\"TZ\": \"UTC\"}, /* until May */\n    \"hooks\": {\n        // "
        "none yet\n    },\n}\n"}},
      {"codex",
       {R"({
  "hooks": {
    "SessionStart": [{"matcher": "startup|resume", "hooks": [{"type": "command", "command": "python3 ~/.codex/hooks/start.py", "statusMessage": "Loading notes"}]}],
    "PreToolUse": [
      {"matcher": "^Bash$", "hooks": [{"type": "command", "command": "/usr/bin/python3 policy.py", "timeout": 30}]}
    ]
  }
}
)",
        "// hooks\r\n{\r\n\t\"hooks\": {\r\n\t\t\"Stop\": [] // later\r\n\t}\r\n}\r\n"}},
      {"gemini-cli",
       {R"({
  "general": {"vimMode": true, "preferredEditor": "nvim"},
  "security": {"auth": {"selectedType": "oauth-personal"}},
  "mcpServers": {"echo": {"command": "python3", "args": ["echo.py"], "timeout": 30000}},
  "hooksConfig": {"enabled": true, "disabled": []},
  "hooks": {
    "BeforeTool": [
      {
        "matcher": "write_file|replace",
        "sequential": true,
        "hooks": [{"name": "secrets", "type": "command", "command": "$GEMINI_PROJECT_DIR/check.sh", "timeout": 5000}]
      }
    ]
  }
})",
        "{\n  // theme of the day\n  \"ui\": {\"theme\": \"GitHub\"} /* or Default */\n}\n"}},
      {"copilot",
       {R"({
  "version": 1,
  "hooks": {
    "sessionStart": [{"type": "command", "bash": "./start.sh", "powershell": "./start.ps1", "cwd": "scripts", "timeoutSec": 30}],
    "preToolUse": [{"type": "command", "bash": "./check.sh", "env": {"LEVEL": "info"}}]
  }
}
)",
        "{\n  \"version\": 1, // the only one\n  \"hooks\": {\n    /* empty */\n  }\n}\n"}},
      {"cursor",
       {R"({
  "version": 1,
  "hooks": {
    "beforeShellExecution": [{"command": "./hooks/audit.sh", "timeout": 30, "matcher": "curl|wget"}],
    "afterFileEdit": [{"command": "./hooks/format.sh"}],
    "stop": [{"command": "./hooks/track-stop.sh", "loop_limit": 5}]
  }
}
)",
        "{\n\t\"version\": 1,\n\t\"hooks\": {\n\t\t// \"stop\": [{\"command\": "
        "\"old.sh\"}],\n\t\t\"preToolUse\": "
        "[\n\t\t\t{ \"command\": \"guard\", \"failClosed\": true }, // strict\n\t\t]\n\t}\n}\n"}},
      {"windsurf",
       {R"({
  "hooks": {
    "pre_read_code": [{"command": "python3 /opt/rules/reads.py", "show_output": true}],
    "post_write_code": [{"command": "npx prettier --write .", "show_output": false, "working_directory": "web"}]
  }
}
)",
        "/* Cascade */\n{ \"hooks\": { \"pre_run_command\": [] } } // one line\n"}},
  };
  return kFiles;
}

Target target(const Home& home, const Agent& agent, bool project = false) {
  return {agent, config_path(agent, project), home.hook(), *galdr::find_root()};
}

void put(const std::string& path, const std::string& bytes) {
  std::filesystem::create_directories(galdr::parent_dir(path));
  spit(path, bytes);
}

/// Everything below the home, to be compared later.
std::map<std::string, std::string> all_files(const Home& home) {
  std::map<std::string, std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(home.path()))
    out[entry.path()] = entry.is_regular_file() ? slurp(entry.path()) : "";
  return out;
}

/// galdr's own folder may stay behind, empty.
void forget_root(const Home& home) {
  CHECK(galdr::test::files_below(home / "root").empty());
  std::filesystem::remove_all(home / "root");
}

void check_round_trip(const Home& home, const Target& at) {
  const auto before = all_files(home);
  CHECK(install(at) == State::installed);
  const std::string once = slurp(at.config);
  CHECK(install(at) == State::unchanged);
  CHECK(slurp(at.config) == once);
  CHECK(undo(at) == State::removed);
  forget_root(home);
  CHECK(all_files(home) == before);
}

}  // namespace

TEST_CASE("every agent's config comes back byte for byte", "[setup]") {
  for (const Agent* agent : agents()) {
    CAPTURE(agent->name);
    {
      const Home home;
      check_round_trip(home, target(home, *agent));
    }
    std::vector<std::string> contents{"", "\n"};
    if (agent->plugin == nullptr) {
      contents.insert(contents.end(), {"{}", "{\n}\n", "{\"hooks\":{}}\n", files().at(agent->name).full,
                                       files().at(agent->name).commented});
    }
    for (const std::string& content : contents) {
      CAPTURE(content);
      const Home home;
      const Target at = target(home, *agent);
      put(at.config, content);
      check_round_trip(home, at);
    }
  }
}

TEST_CASE("what was added after the install outlives the undo of any agent", "[setup]") {
  for (const Agent* agent : agents()) {
    if (agent->plugin != nullptr) continue;
    const Files& theirs = files().at(agent->name);
    for (const std::string& content : {std::string("{}\n"), theirs.full, theirs.commented}) {
      CAPTURE(agent->name, content);
      const Home home;
      const Target at = target(home, *agent);
      put(at.config, content);
      install(at);
      spit(at.config, slurp(at.config) + "\n// mine\n");
      CHECK(undo(at) == State::removed);
      CHECK(slurp(at.config) == content + "\n// mine\n");
    }
  }
}

TEST_CASE("a project's config comes back byte for byte", "[setup]") {
  const auto before = std::filesystem::current_path();
  for (const Agent* agent : agents()) {
    CAPTURE(agent->name);
    const Home home;
    std::filesystem::create_directory(home / "project");
    std::filesystem::current_path(home / "project");
    const Target at = target(home, *agent, true);
    CHECK(at.config == home / "project/" + std::string(agent->project_config));
    check_round_trip(home, at);
    std::filesystem::current_path(before);
  }
}

TEST_CASE("a file that cannot be understood is left as it is", "[setup]") {
  for (const Agent* agent : agents()) {
    for (const std::string content : {"{ \"hooks\": ", "// not of galdr\nexport const x = 1\n", "[]"}) {
      CAPTURE(agent->name, content);
      const Home home;
      const Target at = target(home, *agent);
      put(at.config, content);
      const auto before = all_files(home);
      CHECK_THROWS_AS(install(at), galdr::Error);
      CHECK(all_files(home) == before);
      if (agent->plugin == nullptr) {
        CHECK_THROWS_AS(undo(at), galdr::Error);
      } else {
        CHECK(undo(at) == State::absent);
      }
      CHECK(all_files(home) == before);
    }
  }
}

TEST_CASE("every command has a fallback and names its agent, and its event where the payload does not",
          "[setup]") {
  const Home home;
  for (const Agent* agent : agents()) {
    if (agent->plugin != nullptr) continue;
    CAPTURE(agent->name);
    const json document = json::parse(fragment(target(home, *agent)));
    CHECK(document.at("hooks").size() == agent->events.size());
    for (const auto& event : agent->events) {
      const json& entry = document.at("hooks").at(std::string(event.name)).at(0);
      const json& handler = agent->shape.grouped ? entry.at("hooks").at(0) : entry;
      std::string wanted = home.hook() + " --agent " + std::string(agent->name);
      if (agent->name == "copilot") wanted += " --event " + std::string(event.name);
      CHECK(handler.at(std::string(agent->shape.command_key)) == wanted + " || exit 0");
    }
  }
}

TEST_CASE("each agent's entries have its own shape", "[setup]") {
  const Home home;
  const std::string runs = home.hook() + " --agent ";
  const auto first = [&](const Agent& agent, const char* event) {
    return json::parse(fragment(target(home, agent))).at("hooks").at(event).at(0).dump();
  };
  const auto written = [](const json& value) { return value.dump(); };
  CHECK(
      first(codex(), "PreToolUse") ==
      written({{"hooks", {{{"type", "command"}, {"command", runs + "codex || exit 0"}, {"timeout", 10}}}}}));
  CHECK(first(gemini_cli(), "BeforeTool") ==
        written({{"hooks",
                  {{{"type", "command"}, {"command", runs + "gemini-cli || exit 0"}, {"timeout", 10000}}}}}));
  CHECK(first(copilot(), "preToolUse") == written({{"type", "command"},
                                                   {"bash", runs + "copilot --event preToolUse || exit 0"},
                                                   {"timeoutSec", 10}}));
  CHECK(first(cursor(), "preToolUse") == written({{"command", runs + "cursor || exit 0"}, {"timeout", 10}}));
  CHECK(first(windsurf(), "pre_run_command") == written({{"command", runs + "windsurf || exit 0"}}));
}

TEST_CASE("no hook is put where it could decide, or comes with every request to a model", "[setup]") {
  for (const Agent* agent : agents()) {
    for (const HookEvent& event : agent->events) {
      for (const std::string_view never :
           {"WorktreeCreate", "PermissionRequest", "permissionRequest", "BeforeModel", "AfterModel",
            "BeforeToolSelection", "PreCompress", "MessageDisplay"})
        CHECK(event.name != never);
    }
  }
}

TEST_CASE("a file of galdr's own goes even where its backup is lost", "[setup]") {
  for (const Agent* agent : {&copilot(), &opencode()}) {
    CAPTURE(agent->name);
    const Home home;
    const Target at = target(home, *agent);
    install(at);
    std::filesystem::remove_all(home / "root");
    CHECK(undo(at) == State::removed);
    CHECK_FALSE(std::filesystem::exists(at.config));
  }
}

TEST_CASE("an agent's own variable moves its config", "[setup]") {
  const Home home;
  const std::pair<const Agent&, std::pair<const char*, std::string>> cases[] = {
      {claude_code(), {"CLAUDE_CONFIG_DIR", "/settings.json"}},
      {codex(), {"CODEX_HOME", "/hooks.json"}},
      {gemini_cli(), {"GEMINI_CLI_HOME", "/.gemini/settings.json"}},
      {copilot(), {"COPILOT_HOME", "/hooks/galdr.json"}},
      {opencode(), {"XDG_CONFIG_HOME", "/opencode/plugin/galdr.js"}},
  };
  for (const auto& [agent, place] : cases) {
    const galdr::test::Variable moved(place.first, home / "moved");
    CHECK(config_path(agent, false) == home / "moved" + place.second);
  }
}
