#include "core/distill/distill.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/distill/text.hpp"
#include "tests/core/distill/runs.hpp"

using galdr::distill::distill;
using galdr::distill::Skill;
using galdr::distill::Step;
using galdr::test::RunOf;
using nlohmann::json;

namespace {

// What each step does: its command, or its tool and file.
std::vector<std::string> told(const Skill& skill) {
  std::vector<std::string> out;
  for (const Step& step : skill.steps) {
    const json input = json::parse(step.template_json);
    out.push_back(input.contains("command") ? input["command"].get<std::string>()
                                            : step.tool + " " + input.value("file_path", ""));
  }
  return out;
}

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("exploration, bookkeeping and waiting are no steps", "[distill]") {
  RunOf run("Build the kit");
  run.shell("ls -la", "a\nb").shell("cd /home/mira/src/kit && pwd").read("README.md");
  run.call("Grep", R"({"pattern":"x"})").call("TodoWrite", R"({"todos":[]})").shell("sleep 5");
  run.shell("galdr rec status").shell("cat /tmp/notes.txt", "n").write("/tmp/scratch.txt", "x");
  run.shell("git status", "clean").call("Agent", R"({"prompt":"look around"})").shell("make build", "ok");
  CHECK(told(distill({run.run})) == Told{"make build"});
}

TEST_CASE("a look is a step where a later step needs what it told", "[distill]") {
  SECTION("a file that is read and then edited") {
    RunOf run("Bump it");
    run.read("a.txt").read("b.txt").edit("a.txt", "1", "2");
    CHECK(told(distill({run.run})) == Told{"Read a.txt", "Edit a.txt"});
  }
  SECTION("an id that nobody knew before") {
    RunOf run("Revert the last deploy");
    run.shell("git log -1 --format=%h", "9f31c2d").shell("make rollback TO=9f31c2d");
    CHECK(told(distill({run.run})) == Told{"git log -1 --format=%h", "make rollback TO=9f31c2d"});
  }
  SECTION("a scratch file that a later step uses") {
    RunOf run("Load the data");
    run.write("/tmp/load.sql", "select 1").write("/tmp/other.sql", "").shell("psql -f /tmp/load.sql");
    CHECK(told(distill({run.run})) == Told{"Write /tmp/load.sql", "psql -f /tmp/load.sql"});
  }
}

TEST_CASE("a failure and what mended it is a gotcha, not a step", "[distill]") {
  RunOf run("Test the kit");
  SECTION("by a call in between, which is then optional") {
    run.shell_fails(
        "npm test",
        "Exit code 1\n> kit@1 test\nError: Cannot find module 'x'\n    at /home/mira/src/kit/a.js");
    run.shell("npm ci").shell("npm test", "ok");
    const Skill skill = distill({run.run});
    CHECK(told(skill) == Told{"npm ci", "npm test"});
    CHECK(skill.steps[0].optional);
    CHECK_FALSE(skill.steps[1].optional);
    REQUIRE(skill.gotchas.size() == 1);
    CHECK(skill.gotchas[0].symptom == "Error: Cannot find module 'x'");
    CHECK(skill.gotchas[0].fix == "Run `npm ci`, then try again.");
    CHECK(skill.gotchas[0].where == "npm test");
  }
  SECTION("by another form of the same command") {
    run.shell_fails("npm publish", "Exit code 1\nnpm error code E402").shell("npm publish --access public");
    const Skill skill = distill({run.run});
    CHECK(told(skill) == Told{"npm publish --access public"});
    CHECK(skill.gotchas.at(0).fix == "Use `npm publish --access public` instead of `npm publish`.");
  }
  SECTION("not if nothing mended it") {
    run.shell_fails("npm test", "Exit code 1\nError: no").shell("make doc");
    const Skill skill = distill({run.run});
    CHECK(told(skill) == Told{"make doc"});
    CHECK(skill.gotchas.empty());
  }
  SECTION("not if a look failed") {
    run.shell_fails("cat nowhere", "Exit code 1\nNo such file").shell("cat there").shell("make doc");
    CHECK(distill({run.run}).gotchas.empty());
  }
}

TEST_CASE("corrections and repeats are folded into the step that they belong to", "[distill]") {
  SECTION("an edit of a file that this run wrote") {
    RunOf run("Write it");
    run.write("calc.py", "a // b\n").shell_fails("pytest", "E assert 0 == 1").read("calc.py");
    run.edit("calc.py", "//", "/").shell("pytest");
    const Skill skill = distill({run.run});
    CHECK(told(skill) == Told{"Write calc.py", "pytest"});
    CHECK(json::parse(skill.steps[0].template_json)["content"] == "a / b\n");
    CHECK(skill.gotchas.at(0).fix == "In `calc.py` replace `//` with `/`, then try again.");
  }
  SECTION("an edit on top of an edit") {
    RunOf run("Change it");
    run.edit("a.c", "one", "two").edit("a.c", "two", "three").edit("a.c", "x", "y");
    const Skill skill = distill({run.run});
    REQUIRE(skill.steps.size() == 1);
    const json edits = json::parse(skill.steps[0].template_json)["edits"];
    CHECK(edits ==
          json::parse(R"([{"old_string":"one","new_string":"three"},{"old_string":"x","new_string":"y"}])"));
  }
  SECTION("the same call again, and a check that is made again later") {
    RunOf run("Ship it");
    run.shell("npm test")
        .shell("npm version minor")
        .shell("npm version minor")
        .shell("npm test")
        .shell("git push");
    CHECK(told(distill({run.run})) == Told{"npm version minor", "npm test", "git push"});
  }
  SECTION("a long file is described, not told") {
    std::string content = "# Guide\n";
    for (int i = 0; i < 200; ++i) content += "  line\n";
    RunOf run("Write a guide");
    run.write("GUIDE.md", content);
    const Skill skill = distill({run.run});
    CHECK_FALSE(json::parse(skill.steps.at(0).template_json).contains("content"));
    CHECK(skill.steps.at(0).note == "201 lines, such as:\n# Guide\n");
  }
}

TEST_CASE("values that the request names become parameters", "[distill]") {
  SECTION("a version and a quoted word, where they stand as tokens") {
    RunOf run("Release version 1.4.0 under the dist-tag \"next\"");
    run.shell("npm version 1.4.0")
        .shell("git tag v1.4.0")
        .shell("npm publish --tag next")
        .shell("make next-steps 1.4.01");
    const Skill skill = distill({run.run});
    CHECK(told(skill) == Told{"npm version {{version}}", "git tag v{{version}}", "npm publish --tag {{tag}}",
                              "make next-steps 1.4.01"});
    REQUIRE(skill.parameters.size() == 2);
    CHECK(skill.parameters[0].name == "version");
    CHECK(skill.parameters[0].values == Told{"1.4.0"});
    CHECK(skill.description ==
          "Releases a given version under a given dist-tag. Use when asked to release a given version under "
          "a given "
          "dist-tag.");
  }
  SECTION("an input of the recording, by its own name") {
    RunOf run("Deploy");
    run.run.inputs = {{"Target Env", "staging"}, {"unused", "zzz"}};
    run.shell("kubectl config use-context staging").shell("make deploy ENV=staging");
    const Skill skill = distill({run.run});
    CHECK(told(skill) == Told{"kubectl config use-context {{target_env}}", "make deploy ENV={{target_env}}"});
    CHECK(skill.parameters.size() == 1);
  }
  SECTION("nothing that no command holds, and no command that the request quotes") {
    RunOf run("Run `make all` and mention \"thanks\"");
    run.shell("make all");
    CHECK(distill({run.run}).parameters.empty());
  }
  SECTION("text with double braces of its own gets the other form") {
    RunOf run("List version 2.0.1");
    run.shell("docker build -t kit:2.0.1 . && docker inspect kit:2.0.1 --format '{{.Id}}'");
    const Skill skill = distill({run.run});
    CHECK(skill.steps.at(0).angle);
    CHECK(told(skill).at(0) ==
          "docker build -t kit:<version> . && docker inspect kit:<version> --format '{{.Id}}'");
  }
}

TEST_CASE("a skill does not tell whose machine it was made on", "[distill]") {
  RunOf run("Set up /home/mira/src/kit for mira");
  run.shell("cp /home/mira/src/kit/a.conf /home/mira/.config/a.conf && chown mira /etc/a");
  run.shell("git -c user.email=mira.x@mail.example.org commit -m x").shell("ssh git@git.example.org");
  run.shell("cc -I/home/mira/src/kit/include -L/Users/bob/lib src/home/page.c file:///home/mira/x");
  const Skill skill = distill({run.run});
  CHECK(told(skill) == Told{"cp a.conf ~/.config/a.conf && chown <user> /etc/a",
                            "git -c user.email=<email> commit -m x", "ssh git@git.example.org",
                            "cc -Iinclude -L~/lib src/home/page.c file://~/x"});
  CHECK(skill.when_to_use == "Set up . for <user>");
}

TEST_CASE("homes are known wherever a system keeps them", "[distill]") {
  for (const char* home :
       {"/var/home/jdoe", "/export/home/jdoe", "/mnt/c/Users/jdoe", "C:\\Users\\jdoe", "D:/Users/jdoe"}) {
    CHECK(galdr::distill::localise({}, std::string("cp ") + home + "/a b") == "cp ~/a b");
    CHECK(galdr::distill::tells_home(std::string("in ") + home));
  }
  CHECK_FALSE(galdr::distill::tells_home("http://x/Users/a src/home/page C:\\temp"));
}

TEST_CASE("the run's own last checks verify the skill", "[distill]") {
  RunOf run("Fix the parser");
  run.shell("cargo test", "9 passed").edit("src/p.rs", "a", "b").shell("cargo clippy --check");
  run.shell("cargo test", "test result: ok. 10 passed; 0 failed\n\n")
      .shell("git commit -am 'fix: test more'");
  run.shell("gh run view", "done");
  const Skill skill = distill({run.run});
  CHECK(skill.verification == Told{"`cargo clippy --check` exits 0.",
                                   "`cargo test` exits 0 and prints `test result: ok. 10 passed; 0 failed`.",
                                   "`gh run view` exits 0 and prints `done`."});
  CHECK(skill.preconditions ==
        Told{"Programs on the path: `cargo`, `git` and `gh`.", "Files that are already there: `src/p.rs`."});
}

TEST_CASE("nothing worth a step is an error", "[distill]") {
  RunOf run("Look around");
  run.shell("ls").shell_fails("make", "no");
  try {
    distill({run.run});
    FAIL("no error");
  } catch (const galdr::Error& e) {
    CHECK(e.code() == galdr::ErrorCode::invalid);
  }
}

TEST_CASE("where nobody said what it is for, the steps do", "[distill]") {
  RunOf run("");
  run.shell("npm version minor").shell("npm test").shell("npm publish").shell("make notes");
  const Skill skill = distill({run.run});
  CHECK(skill.title == "Run npm version, run the tests and publish");
  CHECK(skill.description.starts_with("Runs npm version, runs the tests and publishes. Use when"));
  CHECK(skill.when_to_use.empty());
  CHECK(distill({run.run}, "Fix Login").name == "fix-login");
  CHECK_THROWS_AS(distill({run.run}, ".."), galdr::Error);
}

TEST_CASE("several runs share what they have in common", "[distill]") {
  const auto one = [](const std::string& session, const std::string& version, bool extra) {
    RunOf run("Release version " + version);
    run.run.session_id = session;
    run.shell("npm version " + version);
    if (extra) run.shell("make notes");
    run.shell("npm publish");
    return run.run;
  };
  const Skill skill = distill({one("a", "1.0.0", false), one("b", "2.0.0", true), one("c", "3.0.0", true)});
  CHECK(told(skill) == Told{"npm version {{version}}", "make notes", "npm publish"});
  CHECK(skill.steps[0].support == 3);
  CHECK_FALSE(skill.steps[0].optional);
  CHECK(skill.steps[1].support == 2);
  CHECK(skill.steps[1].optional);
  CHECK(skill.parameters.at(0).values == Told{"1.0.0", "2.0.0", "3.0.0"});
  CHECK(skill.sessions == Told{"a", "b", "c"});
  SECTION("what only one of three did is left out") {
    CHECK(told(distill({one("a", "1.0.0", true), one("b", "2.0.0", false), one("c", "3.0.0", false)})) ==
          Told{"npm version {{version}}", "npm publish"});
  }
}

TEST_CASE("an end finds its start without a call id", "[distill]") {
  RunOf run("Build");
  run.shell("make one").shell("make two");
  for (auto& event : run.run.events) event.call_id.clear();
  CHECK(told(distill({run.run})) == Told{"make one", "make two"});
}
