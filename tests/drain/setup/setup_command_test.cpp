#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "drain/cmd/setup.hpp"
#include "drain/setup/command.hpp"
#include "tests/drain/setup/home.hpp"

using Catch::Matchers::ContainsSubstring;
using galdr::drain::cmd::SetupOptions;
using galdr::test::Home;
using galdr::test::slurp;
using nlohmann::json;

namespace {

struct Ran {
  int status;
  std::string out, err;
  std::string state() const { return json::parse(out).at("agents").at(0).at("state"); }
};

Ran run(const SetupOptions& options, const std::string& answers = "", bool may_ask = false) {
  std::istringstream in(answers);
  std::ostringstream out, err;
  const int status = galdr::drain::cmd::setup(options, {in, out, err, may_ask});
  return {status, out.str(), err.str()};
}

SetupOptions claude() { return {.agents = {"claude-code"}, .json = true}; }

}  // namespace

TEST_CASE("galdr setup reports each agent's state", "[setup]") {
  const Home home;
  SetupOptions check = claude(), undo = claude();
  check.check = true;
  undo.undo = true;
  CHECK(run(check).status == 1);
  CHECK(run(check).state() == "absent");
  const Ran first = run(claude());
  CHECK(first.status == 0);
  CHECK(first.err.empty());
  CHECK(json::parse(first.out) == json{{"agents",
                                        {{{"agent", "claude-code"},
                                          {"found", true},
                                          {"config", home.settings()},
                                          {"state", "installed"},
                                          {"problems", json::array()}}}}});
  CHECK(run(claude()).state() == "unchanged");
  CHECK(run(check).status == 0);
  CHECK(run(undo).state() == "removed");
  CHECK(run(undo).state() == "absent");
  CHECK_FALSE(std::filesystem::exists(home / ".claude"));
}

TEST_CASE("galdr setup without a name changes nothing unless it is told to", "[setup]") {
  const Home home;
  CHECK(run({}).status == 2);
  CHECK(run({.all = true}).status == 0);
  CHECK_FALSE(std::filesystem::exists(home / ".claude"));
  home.put_settings("{}");
  SECTION("nobody to ask") {
    const Ran ran = run({});
    CHECK(ran.status == 2);
    CHECK_THAT(ran.out, ContainsSubstring("claude-code: no hooks of galdr's in " + home.settings()));
    CHECK_THAT(ran.err, ContainsSubstring("--all"));
    CHECK(slurp(home.settings()) == "{}");
  }
  SECTION("a no, or no answer") {
    CHECK(run({}, "n\n", true).status == 0);
    CHECK(run({}, "", true).status == 0);
    CHECK(slurp(home.settings()) == "{}");
  }
  SECTION("a yes") {
    CHECK(run({}, "y\n", true).status == 0);
    CHECK(slurp(home.settings()) != "{}");
  }
  SECTION("--all") {
    CHECK(run({.all = true}).status == 0);
    CHECK(slurp(home.settings()) != "{}");
    CHECK(run({.all = true, .undo = true}).status == 0);
    CHECK(slurp(home.settings()) == "{}");
  }
}

TEST_CASE("galdr setup shows what it found, and asks only where something could change", "[setup]") {
  const Home home;
  home.put_settings("{}");
  std::filesystem::create_directories(home / ".cursor");
  CHECK(run({.agents = {"cursor"}}).status == 0);
  SECTION("for an install") {
    const Ran ran = run({}, "y\nn\n", true);
    CHECK(ran.status == 0);
    CHECK_THAT(ran.out, ContainsSubstring("claude-code: no hooks of galdr's in " + home.settings()));
    CHECK_THAT(ran.out, ContainsSubstring("cursor: hooks are in place in " + home / ".cursor/hooks.json"));
    CHECK_THAT(ran.out, ContainsSubstring("claude-code: hooks installed"));
    CHECK(ran.err.find("hooks.json") == std::string::npos);
  }
  SECTION("for an undo") {
    const Ran ran = run({.undo = true}, "y\n", true);
    CHECK(ran.status == 0);
    CHECK_THAT(ran.out, ContainsSubstring("cursor: hooks taken out"));
    CHECK(slurp(home.settings()) == "{}");
    CHECK_FALSE(std::filesystem::exists(home / ".cursor/hooks.json"));
  }
  SECTION("and not at all where all is done") {
    CHECK(run({.agents = {"claude-code"}}).status == 0);
    const Ran ran = run({}, "", true);
    CHECK(ran.status == 0);
    CHECK(ran.err == "galdr setup: nothing to do\n");
  }
  SECTION("a file that cannot be read is told, and not asked about") {
    galdr::test::spit(home.settings(), "{oops");
    const Ran ran = run({}, "", true);
    CHECK_THAT(ran.err, ContainsSubstring(home.settings() + ": line 1, column 2"));
    CHECK(ran.err.find("[y/N]") == std::string::npos);
  }
}

TEST_CASE("galdr setup --all is all that were found, and undoes all that it knows", "[setup]") {
  const Home home;
  for (const char* dir : {".codex", ".gemini", ".config/opencode", ".copilot", ".codeium/windsurf"})
    std::filesystem::create_directories(home / dir);
  const Ran ran = run({.all = true, .json = true});
  CHECK(ran.status == 0);
  std::vector<std::string> names;
  const json answer = json::parse(ran.out);
  for (const json& agent : answer.at("agents")) {
    names.push_back(agent.at("agent"));
    CHECK(agent.at("state") == "installed");
  }
  CHECK(names == std::vector<std::string>{"codex", "gemini-cli", "opencode", "copilot", "windsurf"});
  CHECK(run({.all = true, .undo = true}).status == 0);
  std::filesystem::remove_all(home / "root");
  CHECK(galdr::test::files_below(home.path()) == std::vector<std::string>{"bin/galdr-hook"});
}

TEST_CASE("galdr setup refuses what it does not know", "[setup]") {
  const Home home;
  const Ran ran = run({.agents = {"claude-code", "clippy\x1b"}});
  CHECK(ran.status == 2);
  CHECK(ran.err ==
        "galdr setup: no agent is called \"clippy\\u001b\"; known are: claude-code, codex, gemini-cli, "
        "opencode, copilot, cursor, windsurf\n");
  CHECK_FALSE(std::filesystem::exists(home / ".claude"));
  CHECK(run({.agents = {"claude-code"}, .check = true, .undo = true}).status == 2);
}

TEST_CASE("galdr setup tells a file that it cannot read and goes on to exit 1", "[setup]") {
  const Home home;
  home.put_settings("{oops}");
  const Ran ran = run(claude());
  CHECK(ran.status == 1);
  CHECK(ran.state() == "refused");
  CHECK_THAT(ran.err, ContainsSubstring(home.settings() + ": line 1, column 2"));
  CHECK(slurp(home.settings()) == "{oops}");
}

TEST_CASE("galdr setup --print shows what to add and adds nothing", "[setup]") {
  const Home home;
  const Ran ran = run({.agents = {"claude-code"}, .print = true});
  CHECK(ran.status == 0);
  CHECK(json::parse(ran.out).at("hooks").at("PreToolUse").at(0).at("hooks").at(0).at("command") ==
        galdr::drain::setup::hook_command(galdr::drain::setup::hook_program(), "claude-code"));
  CHECK_FALSE(std::filesystem::exists(home / ".claude"));
  CHECK_FALSE(std::filesystem::exists(home / "root"));
}

TEST_CASE("galdr setup --project writes to the folder it is run in", "[setup]") {
  const Home home;
  const auto before = std::filesystem::current_path();
  std::filesystem::create_directory(home / "project");
  std::filesystem::current_path(home / "project");
  SetupOptions project = claude();
  project.project = true;
  SetupOptions text = project;
  text.json = false;
  CHECK_THAT(run(text).out, ContainsSubstring("`galdr setup claude-code --project --undo`"));
  CHECK(run(project).state() == "unchanged");
  CHECK(std::filesystem::exists(home / "project/.claude/settings.json"));
  CHECK_FALSE(std::filesystem::exists(home / ".claude"));
  project.undo = true;
  CHECK(run(project).state() == "removed");
  CHECK_FALSE(std::filesystem::exists(home / "project/.claude"));
  std::filesystem::current_path(before);
}

TEST_CASE("galdr setup without HOME says what is missing", "[setup]") {
  const Home home;
  const galdr::test::Variable gone("HOME", std::nullopt);
  const Ran ran = run(claude());
  CHECK(ran.status == 1);
  CHECK_THAT(ran.err, ContainsSubstring("HOME is not set"));
}
