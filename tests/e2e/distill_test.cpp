// Skills out of what five real agents did with the same task, as it was recorded by their hooks.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <regex>

#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Json = nlohmann::json;

namespace {

/// Plays a recorded run through the hook; the id of its session.
std::string play(const User& user, const std::string& agent, const std::string& name) {
  for (const std::string& line : lines(data(agent + "/" + name + ".jsonl"))) {
    const Json call = Json::parse(line);
    user.hook(agent, call["event"], call["payload"].dump());
  }
  std::string found;
  std::int64_t most = 0;
  const Json all = user.json({"sessions"});
  for (const Json& session : all["sessions"]) {
    if (session["agent"] != agent || session["calls"] <= most) continue;
    found = session["session_id"];
    most = session["calls"];
  }
  REQUIRE_FALSE(found.empty());
  return found;
}

std::string without_version(const std::string& text) {
  return std::regex_replace(text, std::regex("galdr-version: \"[^\"]*\""), "galdr-version: \"\"");
}

std::vector<std::string> play_all(const User& user, const std::vector<std::string>& agents,
                                  const std::string& name) {
  std::vector<std::string> out;
  for (const std::string& agent : agents) out.push_back(play(user, agent, name));
  return out;
}

std::vector<std::string> command(const std::string& name, std::vector<std::string> refs,
                                 const std::string& flag) {
  refs.insert(refs.begin(), name);
  refs.push_back(flag);
  return refs;
}

}  // namespace

TEST_CASE("five agents' runs of one task become the skill that is kept beside the tests", "[e2e]") {
  const User user;
  const auto runs =
      play_all(user, {"claude-code", "codex", "copilot", "gemini-cli", "opencode"}, "py-project");
  const Outcome made = user.galdr(command("distill", runs, "--dry-run"));
  CHECK(made.status == 0);
  CHECK(without_version(made.out) == without_version(data("distill/python-project/SKILL.md")));
}

TEST_CASE("a server's tools are the same tools for every agent", "[e2e]") {
  const User user;
  const auto runs = play_all(user, {"claude-code", "codex", "gemini-cli"}, "mcp");
  const Outcome made = user.galdr(command("distill", runs, "--dry-run"));
  CHECK(made.status == 0);
  CHECK(without_version(made.out) == without_version(data("distill/mcp-server/SKILL.md")));
}

TEST_CASE("diff shows what two runs have in common and what not", "[e2e]") {
  const User user;
  const auto runs = play_all(user, {"claude-code", "codex"}, "py-project");
  const Json found = user.json({"diff", runs[0], runs[1]});
  CHECK(found["a"] == runs[0]);
  REQUIRE(found["steps"].size() >= 4);
  CHECK(std::all_of(found["steps"].begin(), found["steps"].end(),
                    [](const Json& s) { return s["in"] == "both"; }));
  const Outcome shown = user.galdr({"diff", runs[0], runs[1]});
  CHECK(shown.status == 0);
  CHECK(shown.out.starts_with("--- " + runs[0] + "\n+++ " + runs[1] + "\n"));
  CHECK(user.galdr({"diff", runs[0], "nobody"}).status == 3);
  CHECK(user.galdr({"diff", runs[0]}).status == 2);
}
