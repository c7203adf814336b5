#include "drain/setup/codex_trust.hpp"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "drain/setup/setup.hpp"
#include "tests/drain/setup/home.hpp"

using namespace galdr::drain::setup;
using galdr::test::Home;
using galdr::test::spit;

namespace {

Target target(const Home& home) {
  return {codex(), config_path(codex(), false), home.hook(), *galdr::find_root()};
}

/// config.toml as Codex writes it when all entries were trusted.
std::string trusting(const std::vector<HookEntry>& entries, const std::string& config) {
  std::string toml = "model = \"gpt-5.5\"\n";
  for (const HookEntry& entry : entries) {
    std::string event;
    for (const char c : entry.event) {
      if (c < 'a' && !event.empty()) event += '_';
      event += c < 'a' ? static_cast<char>(c + 32) : c;
    }
    toml += "\n[hooks.state.\"" + config + ":" + event + ":" + std::to_string(entry.group) + ":" +
            std::to_string(entry.handler) + "\"]\ntrusted_hash = \"" + codex_hash(entry) + "\"\n";
  }
  return toml;
}

std::vector<HookEntry> entries(const Target& at) {
  return hook_entries(codex(), galdr::test::slurp(at.config));
}

}  // namespace

TEST_CASE("a handler is hashed as Codex does it", "[setup]") {
  const std::string command = "/usr/bin/galdr-hook --agent codex || exit 0";
  HookEntry entry{"SessionStart", 0, 0, command, 10};
  CHECK(codex_hash(entry) == "sha256:defac311d4b194bbf743e2188308c5b8f1ffc7b8dd95061e76f5d2c082443b1f");
  entry.event = "PreToolUse";
  CHECK(codex_hash(entry) == "sha256:71992d150f71bf8a064bf8ae52819e25b489dc309e7770e035fc39cae563fb7e");
  entry.event = "Stop";
  entry.matcher = "zzz";  // of no meaning there
  CHECK(codex_hash(entry) == "sha256:8a80ebaa9acb9571ca4b11fc475bc2c93ef599d383b57ee5223c325db4ac1f4b");
  entry.event = "SessionEnd";
  entry.matcher.reset();  // the timeout is cut to 3
  CHECK(codex_hash(entry) == "sha256:9be00a214009938ff1c0b19897ba16f5583a42d135cd4eb4a23f23742fdbb7e0");
  entry.event = "Interrupt";
  const std::string plain = codex_hash(entry);
  entry.matcher = "";
  CHECK(codex_hash(entry) == plain);
  entry.timeout = 3;
  CHECK(codex_hash(entry) == plain);
  const HookEntry lint{"PreToolUse", 0, 0, "lint", std::nullopt, "Bash"};
  CHECK(codex_hash(lint) == "sha256:a8badd868193192ee864d8dc2cb453ff65b1b772233c95e3b3070014172f05bf");
  HookEntry empty{"PreToolUse", 0, 0, "c", 1, ""};
  CHECK(codex_hash(empty) == "sha256:3c413f24453a8f843c2d80afe0eb824899962d4aa55d2d69fe1a356ade4c37cd");
}

TEST_CASE("hooks that Codex does not trust are told until it does", "[setup]") {
  const Home home;
  const Target at = target(home);
  CHECK(install(at) == State::installed);
  const Inspection fresh = inspect(at);
  CHECK(fresh.state == State::outdated);
  REQUIRE(fresh.problems.size() == 1);
  CHECK(fresh.problems[0].starts_with("not trusted yet, so Codex skips them"));
  CHECK(
      fresh.problems[0].ends_with(": SessionStart, UserPromptSubmit, PreToolUse, PostToolUse, "
                                  "SubagentStart, SubagentStop, PreCompact, Interrupt, Stop, SessionEnd"));
  const std::string toml = trusting(entries(at), at.config);
  spit(home / ".codex/config.toml", toml);
  CHECK(inspect(at).state == State::unchanged);
  SECTION("an entry that moved is one that was not trusted") {
    std::string text = galdr::test::slurp(at.config);
    const auto list = text.find('[', text.find("\"Stop\"")) + 1;
    text.insert(list, R"({"hooks": [{"type": "command", "command": "mine"}]},)");
    spit(at.config, text);
    REQUIRE(inspect(at).problems.size() == 1);
    CHECK(inspect(at).problems[0].ends_with("trust them: Stop"));
  }
  SECTION("a command that changed is no longer trusted") {
    Target moved = at;
    moved.program = "/new/galdr-hook";
    CHECK(install(moved) == State::updated);
    const auto problems = codex_obstacles(codex(), at.config, galdr::test::slurp(at.config));
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].starts_with("changed since they were trusted"));
  }
  SECTION("one that is switched off is told") {
    spit(home / ".codex/config.toml", toml + "enabled = false\n");
    REQUIRE(inspect(at).problems.size() == 1);
    CHECK(inspect(at).problems[0] ==
          "switched off in Codex; enter /hooks there to switch them on: SessionEnd");
  }
  SECTION("and so is the whole feature") {
    spit(home / ".codex/config.toml", toml + "[features]\nhooks = false\n");
    CHECK(inspect(at).problems ==
          std::vector<std::string>{"features.hooks is false in " + (home / ".codex/config.toml") +
                                   ", so no hook runs"});
  }
  SECTION("Codex may know the file by its resolved path") {
    std::filesystem::create_directory_symlink(home / ".codex", home / "link");
    const galdr::test::Variable moved("CODEX_HOME", home / "link");
    CHECK(inspect(target(home)).state == State::unchanged);
  }
}
