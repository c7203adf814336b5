#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/outcome/outcome.hpp"
#include "core/outcome/regress.hpp"
#include "tests/core/store/store.hpp"

using namespace galdr;
using namespace galdr::outcome;
using galdr::test::payload;
using galdr::test::raw;
using nlohmann::json;

namespace {

constexpr const char* kSkill = R"({"name":"pack","parameters":[{"name":"version"}],"steps":[
  {"tool":"Bash","intent":"Fetch","template":{"command":"make deps"}},
  {"tool":"Bash","intent":"Pack","template":{"command":"make pack V={{version}}"}},
  {"tool":"Bash","intent":"Upload","template":{"command":"make upload V={{version}}"}}],"verification":[]})";

/// A user whose sessions load skills; a Claude-like hook tells of it.
class World {
 public:
  World() {
    const std::string dir = root() + "/pack";
    std::filesystem::create_directories(dir);
    test::spit(dir + "/SKILL.md", "x");
    skills = {{"pack", {{"v1", 0, kSkill}}, {root()}}, {"other", {{"o1", 0, "{\"steps\":[]}"}}, {root()}}};
  }
  std::string root() const { return dir_ / "skills"; }
  std::string dir() const { return dir_.path(); }

  World& says(const std::string& text) {
    return hook(payload(session, "UserPromptSubmit", "\"prompt\": " + json(text).dump()));
  }
  World& calls(const std::string& tool, const json& input, bool works = true, const std::string& out = "") {
    const std::string call = R"("tool_name": ")" + tool + R"(", "tool_use_id": "t)" + std::to_string(n_) +
                             R"(", "tool_input": )" + input.dump();
    hook(payload(session, "PreToolUse", call));
    if (works)
      return hook(payload(session, "PostToolUse",
                          call + ", \"tool_response\": {\"stdout\": " + json(out).dump() + "}"));
    return hook(payload(session, "PostToolUseFailure", call + R"(, "error": "Exit code 2\nmake: *** no")"));
  }
  World& loads(const std::string& name = "pack") { return calls("Skill", {{"skill", name}}); }
  World& runs(const std::string& command, bool works = true) {
    return calls("Bash", {{"command", command}}, works);
  }
  World& follows(const std::string& version) {
    return runs("make deps").runs("make pack V=" + version).runs("make upload V=" + version);
  }

  Report report() { return reports(store.catalog(), skills, "pack").at(0); }
  std::vector<std::string> results() {
    std::vector<std::string> out;
    for (const Use& use : report().uses) out.emplace_back(name_of(use.result));
    return out;
  }

  test::Store store;
  std::vector<Known> skills;
  std::string session = "s";

 private:
  World& hook(const std::string& text) {
    store.take({raw(++n_, text)});
    return *this;
  }
  test::TempDir dir_;
  int n_ = 0;
};

using Results = std::vector<std::string>;

}  // namespace

TEST_CASE("a use begins with a load and tells what followed", "[outcome]") {
  World world;
  world.says("pack 1.2").runs("make deps").loads().runs("make pack V=1.2").runs("make upload V=1.2", false);
  const Report report = world.report();
  REQUIRE(report.uses.size() == 1);
  const Use& use = report.uses[0];
  CHECK(use.agent == "claude-code");
  CHECK(use.session_id == "s");
  CHECK(use.version == "v1");
  CHECK(use.followed.inputs.at("version") == "1.2");
  CHECK(use.followed.steps[0].state == State::skipped);
  CHECK(use.followed.steps[2].state == State::failed);
  CHECK(report.summary.failed == 1);
  CHECK(report.summary.clean_rate == 0.0);
}

TEST_CASE("loads of one task are one use, those of another task are another", "[outcome]") {
  World world;
  SECTION("the prompt and the tool, then a reader of the file") {
    world.says("/pack 1.2")
        .loads()
        .calls("Read", {{"file_path", world.root() + "/pack/SKILL.md"}})
        .follows("1.2");
    CHECK(world.results() == Results{"clean"});
  }
  SECTION("the agent reads it again for the rest of the work") {
    world.says("go")
        .loads()
        .runs("make deps")
        .says("go on")
        .loads()
        .runs("make pack V=1")
        .runs("make upload V=1");
    CHECK(world.results() == Results{"clean"});
  }
  SECTION("the same task for another version") {
    world.says("1").loads().follows("1").says("now 2").loads().follows("2");
    CHECK(world.results() == Results{"clean", "clean"});
    CHECK(world.report().uses[1].followed.inputs.at("version") == "2");
  }
  SECTION("another session") {
    world.loads().follows("1");
    world.session = "t";
    world.loads().follows("2");
    CHECK(world.results() == Results{"clean", "clean"});
  }
}

TEST_CASE("a use ends where another skill begins, or a turn brings it no further", "[outcome]") {
  World world;
  SECTION("another skill") {
    world.says("x").loads().runs("make deps").loads("other").runs("make pack V=1").runs("make upload V=1");
    CHECK(world.report().uses[0].followed.done == 1);
  }
  SECTION("turns that go on with it") {
    world.says("x").loads().runs("make deps").says("thanks, go on").says("yes").runs("make pack V=1");
    CHECK(world.report().uses[0].followed.done == 2);
  }
  SECTION("a turn about something else") {
    world.says("x").loads().follows("1").says("now test").runs("make deps", false).runs("pytest", false);
    CHECK(world.results() == Results{"clean"});
    CHECK(world.report().uses[0].followed.extra.empty());
  }
}

TEST_CASE("only what loads our skill is a use", "[outcome]") {
  World world;
  const auto count = [&] { return world.report().uses.size(); };
  SECTION("a load that failed is none") {
    world.calls("Skill", {{"skill", "pack"}}, false).follows("1");
    CHECK(count() == 0);
  }
  SECTION("another's skill of the same name is none") {
    std::filesystem::create_directories(world.dir() + "/p/.claude/skills/pack");
    world.calls("Read", {{"file_path", world.dir() + "/p/.claude/skills/pack/SKILL.md"}}).follows("1");
    CHECK(count() == 0);
  }
  SECTION("through a link it is ours") {
    std::filesystem::create_directories(world.dir() + "/.claude/skills");
    std::filesystem::create_directory_symlink(world.root() + "/pack", world.dir() + "/.claude/skills/pack");
    world.runs("sed -n 1,80p " + world.dir() + "/.claude/skills/pack/SKILL.md").follows("1");
    CHECK(world.results() == Results{"clean"});
    CHECK(name_of(world.report().uses[0].how) == "shell");
  }
  SECTION("where agents look for skills, and it is gone, it was ours") {
    world.runs("cat /home/somebody/.codex/skills/pack/SKILL.md").follows("1");
    CHECK(count() == 1);
  }
  SECTION("a draft, a listing, a search for the file are none") {
    world.runs("cat " + world.dir() + "/.galdr/drafts/pack/SKILL.md")
        .runs("ls -l " + world.root() + "/pack/SKILL.md");
    world.runs("rm " + world.root() + "/pack/SKILL.md").follows("1");
    CHECK(count() == 0);
  }
  SECTION("work on the skill itself is none") {
    world.calls("Read", {{"file_path", world.root() + "/pack/SKILL.md"}});
    world.calls("Edit",
                {{"file_path", world.root() + "/pack/SKILL.md"}, {"old_string", "x"}, {"new_string", "y"}});
    CHECK(count() == 0);
  }
  SECTION("a skill that was loaded and left alone is told so") {
    world.loads().runs("python3 -m pytest");
    CHECK(world.results() == Results{"ignored"});
  }
}

TEST_CASE("a use is judged by the version that was in force", "[outcome]") {
  World world;
  world.loads().follows("1");
  const Nanos then = raw(1000, "").ts;
  world.skills[0].versions.push_back(
      {"v2", then, R"({"steps":[{"tool":"Bash","intent":"x","template":{"command":"make all"}}]})"});
  const Report report = world.report();
  CHECK(report.uses[0].version == "v1");
  CHECK(report.uses[0].result == Result::clean);
  CHECK(version_at(world.skills[0], then).hash == "v2");
  CHECK(version_at(world.skills[0], 5).hash == "v1");
}

TEST_CASE("drift is what the uses of the version in force have in common", "[outcome]") {
  World world;
  for (const char* version : {"1", "2", "3"}) {
    world.session = std::string("s") + version;
    world.loads()
        .runs("make deps")
        .runs("make sign")
        .runs(std::string("make pack V=") + version + (version[0] == '1' ? "" : " ZIP=1"));
  }
  const auto drift = world.report().summary.drift;
  const auto told = [&](const std::string& kind) {
    std::string out;
    for (const Drift& d : drift)
      if (d.kind == kind)
        out += std::to_string(d.step) + ":" + std::to_string(d.in) + "/" + std::to_string(d.of) + " ";
    return out;
  };
  CHECK(told("skipped") == "3:3/3 ");
  CHECK(told("changed") == "2:2/3 ");
  CHECK(told("extra") == "0:3/3 ");
}

TEST_CASE("what was said outranks what was seen", "[outcome]") {
  World world;
  world.loads().runs("make deps").runs("make pack V=1").runs("make upload V=1", false);
  REQUIRE(world.results() == Results{"failed"});
  const Use use = world.report().uses[0];
  store::Verdict said;
  said.id = "1";
  said.skill = "pack";
  said.session_id = "s";
  said.seq = use.seq;
  said.word = "good";
  said.judge = "user";
  SECTION("of a step") {
    said.step = 3;
    store::append_verdicts(world.store.catalog().db(), world.store.root(), {said});
    CHECK(world.results() == Results{"clean"});
    CHECK(world.report().uses[0].followed.steps[2].said == "good");
    CHECK(world.report().uses[0].inferred == Result::failed);
  }
  SECTION("of all of it") {
    store::append_verdicts(world.store.catalog().db(), world.store.root(), {said});
    CHECK(world.results() == Results{"clean"});
    CHECK(world.report().uses[0].verdict->judge == "user");
  }
  SECTION("of another use") {
    said.seq += 1;
    store::append_verdicts(world.store.catalog().db(), world.store.root(), {said});
    CHECK(world.results() == Results{"failed"});
  }
}

TEST_CASE("uses since a pinned one are same, better or worse, step by step", "[outcome]") {
  World world;
  world.session = "a";
  world.loads()
      .runs("make deps")
      .runs("make pack V=1")
      .runs("make upload V=1", false)
      .runs("make upload V=1");
  const Use pinned = world.report().uses[0];
  store::Verdict pin;
  pin.kind = "pin";
  pin.skill = "pack";
  pin.ts = raw(100'000, "").ts;  // said later than the uses were made
  pin.baseline = baseline_of(pinned);
  const auto trends = [&] {
    std::string out;
    for (const Compared& c : against(pin, world.report().uses)) out += std::string(name_of(c.trend)) + " ";
    return out;
  };
  CHECK(trends().empty());
  world.session = "b";
  world.loads().runs("make deps").runs("make pack V=2").runs("make upload V=2");
  world.session = "c";
  world.loads().runs("make deps").runs("make upload V=3", false).runs("make upload V=3");
  CHECK(trends() == "better worse ");
  store::Verdict unpin = pin;
  unpin.kind = "unpin";
  CHECK(pins_in({pin, pin}).size() == 1);
  CHECK(pins_in({pin, unpin}).empty());
}

TEST_CASE("a report is JSON whatever the calls held", "[outcome]") {
  World world;
  world.loads()
      .runs("make deps \xF0\x9F\x8D\x8E \"'$(x)\x01\x02")
      .runs("make pack V=\x01y\x02")
      .runs("make upload V={{version}}");
  const json told = json::parse(to_json(world.report()));
  CHECK(told["uses"].size() == 1);
  CHECK(told["uses"][0]["steps"].size() == 3);
  CHECK(told["summary"]["uses"] == 1);
}
