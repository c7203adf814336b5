// `galdr doctor --live`: an event through each hook that `galdr setup` installed.
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Catch::Matchers::ContainsSubstring;
using Json = nlohmann::json;

namespace {

/// Somebody who has galdr on PATH and a folder for temporary files.
class Person {
 public:
  Person() { std::filesystem::create_directory(home_ / "tmp"); }

  Outcome galdr(std::vector<std::string> arguments, std::map<std::string, std::string> env = {}) const {
    arguments.insert(arguments.begin(), galdr_program());
    RunOptions options;
    options.env = {{"HOME", home_.path()},  {"GALDR_ROOT", ""},      {"TMPDIR", home_ / "tmp"},
                   {"PATH", path()},        {"CODEX_HOME", ""},      {"CLAUDE_CONFIG_DIR", ""},
                   {"COPILOT_HOME", ""},    {"GEMINI_CLI_HOME", ""}, {"XDG_CONFIG_HOME", ""},
                   {"GALDR_HOOK_OFF", "0"}, {"SHELL", "/bin/sh"}};
    for (const auto& [name, value] : env) options.env[name] = value;
    return run(arguments, options);
  }
  Json live(int status = 0, std::map<std::string, std::string> env = {}) const {
    const Outcome outcome = galdr({"doctor", "--live", "--json"}, env);
    INFO(outcome.err);
    CHECK(outcome.status == status);
    return Json::parse(outcome.out).at("live");
  }
  /// The same settings with another command at each event.
  void replace_command(const std::string& with) const {
    std::string text = slurp(settings());
    const std::string old = galdr_hook_program() + " --agent claude-code || exit 0";
    for (auto at = text.find(old); at != std::string::npos; at = text.find(old, at + with.size()))
      text.replace(at, old.size(), with);
    spit(settings(), text);
  }
  std::string settings() const { return home_ / ".claude/settings.json"; }
  std::string operator/(const std::string& name) const { return home_ / name; }

 private:
  static std::string path() {
    const char* old = std::getenv("PATH");
    return std::filesystem::path(galdr_hook_program()).parent_path().string() + ":" +
           (old == nullptr ? "/usr/bin:/bin" : old);
  }
  TempDir home_;
};

}  // namespace

TEST_CASE("a canary goes through each installed hook, arrives, and leaves nothing behind", "[e2e]") {
  const Person person;
  CHECK(person.live() == Json::array());
  CHECK(
      person
          .galdr({"setup", "claude-code", "codex", "gemini-cli", "opencode", "copilot", "cursor", "windsurf"})
          .status == 0);
  std::vector<std::string> names;
  for (const Json& canary : person.live()) {
    CAPTURE(canary.dump());
    names.push_back(canary.at("agent"));
    if (names.back() == "opencode" && !canary.at("fired").get<bool>()) {
      CHECK(canary.at("problem") == "not run: there is no node or bun to run the plugin");
      continue;
    }
    CHECK(canary.at("fired") == true);
    CHECK(canary.at("arrived") == true);
    CHECK(canary.at("problem").is_null());
    CHECK(canary.at("ms").is_number_integer());
  }
  CHECK(names == std::vector<std::string>{"claude-code", "codex", "gemini-cli", "opencode", "copilot",
                                          "cursor", "windsurf"});
  CHECK(Json::parse(person.galdr({"sessions", "--json"}).out) == Json::parse(R"({"sessions":[]})"));
  CHECK(files_below(person / "tmp").empty());
  const Outcome text = person.galdr({"doctor", "--live"});
  CHECK_THAT(text.out, ContainsSubstring("live claude-code: an event arrived"));
  CHECK(Json::parse(person.galdr({"doctor", "--json"}).out).contains("live") == false);
}

TEST_CASE("a hook that does not do its work is an error", "[e2e]") {
  const Person person;
  person.galdr({"setup", "claude-code"});
  const std::string hook = galdr_hook_program() + " --agent claude-code";
  const std::pair<std::string, std::string> cases[] = {
      {"/gone/galdr-hook --agent claude-code || exit 0", "it complained: \""},
      {"/gone/galdr-hook --agent claude-code 2>/dev/null || exit 0",
       "the event did not arrive, and the command told nothing"},
      {"/gone/galdr-hook --agent claude-code 2>/dev/null", "it ended with status 127"},
      {hook + "; echo hello", "it said \"hello"},
  };
  for (const auto& [command, problem] : cases) {
    CAPTURE(command);
    person.galdr({"setup", "claude-code"});
    person.replace_command(command);
    const Json canary = person.live(1).at(0);
    CHECK(canary.at("fired") == true);
    CHECK_THAT(canary.at("problem").get<std::string>(), ContainsSubstring(problem));
  }
  person.galdr({"setup", "claude-code"});
  const Json off = person.live(1, {{"GALDR_HOOK_OFF", "1"}}).at(0);
  CHECK(off.at("arrived") == false);
  CHECK(off.at("problem") == "the event did not arrive: GALDR_HOOK_OFF is set here");
}

TEST_CASE("a command that answers {} and one that names a root of its own are well, and leave no session",
          "[e2e]") {
  const Person person;
  person.galdr({"setup", "claude-code"});
  const std::string hook = galdr_hook_program() + " --agent claude-code";
  for (const std::string& command :
       {"GALDR_ROOT='" + person / "other" + "' A=1 " + hook + " || exit 0", hook + " || exit 0; echo '{}'"}) {
    person.galdr({"setup", "claude-code"});
    person.replace_command(command);
    const Json canary = person.live().at(0);
    CAPTURE(canary.dump());
    CHECK(canary.at("arrived") == true);
    CHECK(canary.at("problem").is_null());
  }
  CHECK_FALSE(std::filesystem::exists(person / "other"));
}

TEST_CASE("an event that has no entry is said not to have been sent", "[e2e]") {
  const Person person;
  person.galdr({"setup", "claude-code"});
  Json settings = Json::parse(slurp(person.settings()));
  settings.at("hooks").erase("SessionStart");
  spit(person.settings(), settings.dump());
  const Json canary = person.live().at(0);
  CHECK(canary.at("fired") == false);
  CHECK(canary.at("problem") == "not run: no entry of galdr's at SessionStart");
}

TEST_CASE("doctor tells which agents have hooks, and what is wrong with them", "[e2e]") {
  const Person person;
  const auto hooks = [&] {
    const Json doctor = Json::parse(person.galdr({"doctor", "--json"}).out);
    for (const Json& check : doctor.at("checks"))
      if (check.at("name") == "hooks") return check;
    return Json();
  };
  CHECK(hooks().at("state") == "warning");
  CHECK(hooks().at("advice") == "galdr setup");
  person.galdr({"setup", "claude-code", "gemini-cli"});
  CHECK(hooks().at("state") == "ok");
  CHECK(hooks().at("message") == "claude-code, gemini-cli");
  std::string gemini = slurp(person / ".gemini/settings.json");
  gemini.replace(gemini.find("10000"), 5, "10");
  spit(person / ".gemini/settings.json", gemini);
  CHECK(hooks().at("state") == "warning");
  CHECK(hooks().at("message") ==
        "gemini-cli: SessionStart its timeout is 10, and should be from 1000 to 60000");
  CHECK(hooks().at("advice") == "galdr setup gemini-cli");
  spit(person / ".gemini/settings.json", "{oops");
  CHECK_THAT(hooks().at("message").get<std::string>(), ContainsSubstring("line 1, column 2"));
}
