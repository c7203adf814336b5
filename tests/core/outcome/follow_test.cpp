#include "core/outcome/follow.hpp"

#include <catch2/catch_test_macros.hpp>

#include "core/outcome/outcome.hpp"
#include "tests/core/outcome/runs.hpp"

using namespace galdr;
using namespace galdr::outcome;
using galdr::test::Acts;

namespace {

constexpr const char* kRelease = R"({"name":"release","parameters":[{"name":"version"},{"name":"tag"}],
 "steps":[
  {"tool":"Bash","intent":"Install","template":{"command":"npm ci"},"optional":true},
  {"tool":"Bash","intent":"Test","template":{"command":"npm test"}},
  {"tool":"Bash","intent":"Set the version","template":{"command":"npm version {{version}} --no-git-tag-version"}},
  {"tool":"Edit","intent":"Change the log","template":{"file_path":"CHANGELOG.md"}},
  {"tool":"Bash","intent":"Commit and tag","template":{"command":"git commit -am \"release: v{{version}}\" && git tag v{{version}}"}},
  {"tool":"Bash","intent":"Publish","template":{"command":"npm publish --access public --tag {{tag}}"}}],
 "gotchas":[{"symptom":"npm error code E402","fix":"x","seen":1}],
 "verification":["`npm view kit@{{tag}} version` exits 0 and prints `{{version}}`."]})";

Followed followed(const Acts& acts, const char* skill = kRelease) {
  return follow(plan_of(skill), deeds_of(acts.events));
}

/// A letter a step: followed, changed, skipped, failed (x), or unknown.
std::string told(const Followed& f) {
  std::string out;
  for (const StepOutcome& s : f.steps) out += std::string("fcsx??").at(static_cast<std::size_t>(s.state));
  return out;
}

Acts begun() { return Acts().says("release 1.4.0").runs("npm ci").runs("npm test"); }
Acts to_publish() {
  return begun()
      .runs("npm version 1.4.0 --no-git-tag-version")
      .writes("/home/mira/src/kit/CHANGELOG.md")
      .runs("git commit -am 'release: v1.4.0' && git tag v1.4.0");
}
Acts clean() {
  return to_publish()
      .runs("npm publish --access public --tag next")
      .runs("npm view kit@next version", "1.4.0\n");
}

}  // namespace

TEST_CASE("a run that does as the skill says is clean, and tells the values", "[outcome]") {
  const Followed f = followed(clean());
  CHECK(told(f) == "ffffff");
  CHECK(result_of(f) == Result::clean);
  CHECK(f.inputs == Binding{{"version", "1.4.0"}, {"tag", "next"}});
  REQUIRE(f.checks.size() == 1);
  CHECK(f.checks[0].held == Held::held);
  CHECK(f.extra.empty());
}

TEST_CASE("the same thing said otherwise is the same step", "[outcome]") {
  const auto publishes = [](const std::string& command) { return followed(to_publish().runs(command)); };
  for (const char* command :
       {"npm publish --tag next --access public", "npm publish --tag=next --access=public",
        "cd /home/mira/src/kit && npm publish --access public --tag next 2>&1",
        "sudo npm publish --access public --tag 'next'",
        "NODE_ENV=production npm publish --access public --tag next",
        "bash -c 'npm publish --access public --tag next'", "npm whoami; npm publish --access public --tag next"}) {
    INFO(command);
    CHECK(told(publishes(command)) == "ffffff");
  }
}

TEST_CASE("where the exit status is another's, a step is not known to have gone well", "[outcome]") {
  const std::string publish = "npm publish --access public --tag next";
  const auto with = [&](const std::string& command, const std::string& output) {
    return followed(to_publish().runs(command, output).runs("npm view kit@next version", "1.4.0\n"));
  };
  for (const std::string& command : {publish + " | tail -5", publish + " || true", publish + "; echo done",
                                     publish + " &", "! " + publish, "if false; then " + publish + "; fi"}) {
    INFO(command);
    CHECK(result_of(with(command, "+ kit@1.4.0\n")) != Result::clean);
  }
  CHECK(told(with(publish + " | tail -5", "+ kit@1.4.0\n")) == "fffff?");
  CHECK(told(with(publish + " 2>&1 | tail -5", "npm ERR! 403 Forbidden\n")) == "fffffx");
}

TEST_CASE("the same program with something else is a changed step", "[outcome]") {
  const Followed f = followed(to_publish().runs("npm publish --tag next"));
  CHECK(told(f) == "fffffc");
  CHECK(f.steps[5].made == "npm publish --tag next");
  CHECK(result_of(f) == Result::drifted);
}

TEST_CASE("a value is the same in all steps of a use", "[outcome]") {
  const Followed f = followed(begun()
                                  .runs("npm version 1.4.0 --no-git-tag-version")
                                  .writes("CHANGELOG.md")
                                  .runs("git commit -am 'release: v1.4.0' && git tag v1.4.1")
                                  .runs("npm publish --access public --tag next"));
  CHECK(f.inputs.at("version") == "1.4.0");
  CHECK(told(f) == "ffffcf");
}

TEST_CASE("what was not done is skipped, and only what must be done counts", "[outcome]") {
  const Followed f =
      followed(Acts().runs("npm test").runs("npm version 1.4.0 --no-git-tag-version").writes("CHANGELOG.md"));
  CHECK(told(f) == "sfffss");
  CHECK(result_of(f) == Result::drifted);
  const Followed nothing = followed(Acts().reads("README.md").runs("ls"));
  CHECK(result_of(nothing) == Result::ignored);
}

TEST_CASE("a step that failed and was tried again is followed, at the second try", "[outcome]") {
  const Followed f = followed(Acts().fails("npm test").runs("npm ci").runs("npm test"));
  CHECK(f.steps[1].state == State::followed);
  CHECK(f.steps[1].tries == 2);
  CHECK(f.steps[0].state == State::followed);
}

TEST_CASE("a step whose last try failed has failed", "[outcome]") {
  const Followed f =
      followed(to_publish()
                   .fails("npm publish --access public --tag next", "npm error code E500\nnpm error no")
                   .fails("npm publish --access public --tag next", "npm error code E503\nnpm error no"));
  CHECK(told(f) == "fffffx");
  CHECK(f.steps[5].tries == 2);
  CHECK(f.steps[5].error.find("E503") != std::string::npos);
  CHECK(result_of(f) == Result::failed);
  CHECK(followed(begun().fails("npm test")).steps[1].state == State::failed);
}

TEST_CASE("of a failed chain the command that is tried again has failed", "[outcome]") {
  const Followed f =
      followed(begun()
                   .fails("npm version 1.4.0 --no-git-tag-version && npm publish --access public --tag next")
                   .runs("npm publish --access public --tag next"));
  CHECK(f.steps[2].state == State::followed);
  CHECK(f.steps[5].state == State::followed);
  CHECK(f.steps[5].tries == 2);
}

TEST_CASE("repeats and looks in between change nothing", "[outcome]") {
  Acts acts = Acts()
                  .runs("git status")
                  .runs("npm ci")
                  .reads("package.json")
                  .runs("npm test")
                  .runs("npm test")
                  .runs("cat package.json");
  acts.runs("npm version 1.4.0 --no-git-tag-version")
      .runs("git diff")
      .writes("CHANGELOG.md")
      .writes("CHANGELOG.md");
  acts.runs("git commit -am 'release: v1.4.0' && git tag v1.4.0")
      .runs("npm publish --access public --tag next");
  const Followed f = followed(acts);
  CHECK(told(f) == "ffffff");
  CHECK(result_of(f) == Result::clean);
  for (const StepOutcome& step : f.steps) CHECK(step.tries == 1);
}

TEST_CASE("several steps in one call are several steps", "[outcome]") {
  const Followed f = followed(Acts()
                                  .runs("npm ci && npm test && npm version 1.4.0 --no-git-tag-version")
                                  .writes("CHANGELOG.md")
                                  .runs("git commit -am 'release: v1.4.0'")
                                  .runs("git tag v1.4.0")
                                  .runs("npm publish --access public --tag next"));
  CHECK(told(f) == "ffffff");
}

TEST_CASE("a step at another point is followed, and told to have moved", "[outcome]") {
  const Followed f = followed(Acts()
                                  .writes("CHANGELOG.md")
                                  .runs("npm ci")
                                  .runs("npm test")
                                  .runs("npm version 1.4.0 --no-git-tag-version")
                                  .runs("git commit -am 'release: v1.4.0' && git tag v1.4.0")
                                  .runs("npm publish --access public --tag next"));
  CHECK(told(f) == "ffffff");
  CHECK(f.steps[3].moved);
  CHECK_FALSE(f.steps[2].moved);
}

TEST_CASE("a subagent's work and another folder's are the skill's work", "[outcome]") {
  Acts acts = begun().by("agent-7").runs("npm version 1.4.0 --no-git-tag-version");
  acts.by("").in("/home/mira/src/kit/docs").writes("/home/mira/src/kit/CHANGELOG.md");
  acts.runs("cd .. && git commit -am 'release: v1.4.0' && git tag v1.4.0")
      .runs("npm publish --access public --tag next");
  CHECK(told(followed(acts)) == "ffffff");
  const Followed elsewhere = followed(Acts().in("/srv/other/pkg").writes("/srv/other/CHANGELOG.md"));
  CHECK(elsewhere.steps[3].state == State::followed);
}

TEST_CASE("what nobody tells the end of is unknown, never clean", "[outcome]") {
  const Followed f = followed(to_publish().runs_untold("npm publish --access public --tag next"));
  CHECK(f.steps[5].state == State::unknown);
  CHECK(result_of(f) == Result::unknown);
}

TEST_CASE("a check holds if it exits 0 and prints what it must", "[outcome]") {
  const auto held = [](const Acts& acts) { return followed(acts).checks.at(0).held; };
  CHECK(held(to_publish()) == Held::not_run);
  const Acts published = to_publish().runs("npm publish --access public --tag next");
  CHECK(held(Acts(published).runs("npm view kit@next version", "1.3.9")) == Held::failed);
  CHECK(held(Acts(published).fails("npm view kit@next version")) == Held::failed);
  CHECK(held(Acts(published).fails("npm view kit@next version").runs("npm view kit@next version", "1.4.0")) ==
        Held::held);
  CHECK(held(Acts(published).runs_untold("npm view kit@next version")) == Held::unknown);
  CHECK(result_of(followed(Acts(published).runs("npm view kit@next version", "1.3.9"))) == Result::failed);
}

TEST_CASE("a pipe hides the exit status of what is before it", "[outcome]") {
  constexpr const char* kSkill =
      R"({"name":"x","parameters":[],"steps":[{"tool":"Bash","intent":"a","template":{"command":"make all"}}],"verification":["`make test` exits 0."]})";
  CHECK(followed(Acts().runs("make all").runs("make test | tail -3"), kSkill).checks[0].held ==
        Held::unknown);
  CHECK(followed(Acts().runs("make all").runs("make test; echo $?"), kSkill).checks[0].held == Held::unknown);
  CHECK(followed(Acts().runs("make all").runs("make all && make test"), kSkill).checks[0].held == Held::held);
}

TEST_CASE("what no step asks for is told, and failures that no gotcha knows", "[outcome]") {
  const Followed f = followed(clean()
                                  .runs("npm dist-tag add kit@1.4.0 latest")
                                  .fails("npm deprecate kit", "npm error code E403\nno"));
  REQUIRE(f.extra.size() == 2);
  CHECK(f.extra[0].key == "npm dist-tag");
  CHECK(f.extra[1].failed);
  CHECK(f.extra[1].error.find("E403") != std::string::npos);
  const Followed known =
      followed(to_publish()
                   .fails("npm publish --access public --tag next", "npm error code E402\nno")
                   .runs("npm publish --access public --tag next"));
  CHECK(known.extra.empty());
}

TEST_CASE("a tool that is no shell is held against its input", "[outcome]") {
  constexpr const char* kSkill =
      R"({"name":"x","parameters":[{"name":"city"}],"steps":[{"tool":"mcp__geo__find","intent":"Find","template":{"query":"{{city}}, DE","limit":3}}]})";
  const Followed same = followed(Acts().calls("mcp_geo_find", R"({"query":"Ulm, DE","limit":3})"), kSkill);
  CHECK(same.steps[0].state == State::followed);
  CHECK(same.inputs.at("city") == "Ulm");
  CHECK(followed(Acts().calls("mcp__geo__find", R"({"query":"Ulm","limit":3})"), kSkill).steps[0].state ==
        State::changed);
  CHECK(followed(Acts().calls("mcp__geo__list", R"({"query":"Ulm, DE"})"), kSkill).steps[0].state ==
        State::skipped);
}

TEST_CASE("texts that would take for ever to compare are given up", "[outcome]") {
  std::string holes, words;
  for (int i = 0; i < 60; ++i)
    holes += " {{p" + std::to_string(i) + "}}x{{q" + std::to_string(i) + "}}", words += " xxxxxxxxxxxxxxxx";
  const Plan plan =
      plan_of(R"({"steps":[{"tool":"Bash","intent":"a","template":{"command":"run)" + holes + R"( end"}}]})");
  CHECK(follow(plan, deeds_of(Acts().runs("run" + words + " fin").events)).steps.size() == 1);
}
