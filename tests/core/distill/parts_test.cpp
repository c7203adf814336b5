#include <catch2/catch_test_macros.hpp>

#include "core/distill/commands.hpp"
#include "core/distill/gotchas.hpp"
#include "core/distill/wording.hpp"

using namespace galdr::distill;

TEST_CASE("a command line is read into simple commands", "[distill]") {
  SECTION("operators, quotes and redirections") {
    const auto all =
        parse_shell("A=1 sudo npm test 2>&1 | tee 'out put.txt'; echo \"a && b\" > f.txt 2>/dev/null && x");
    REQUIRE(all.size() == 4);
    CHECK(program_of(all[0]) == "npm");
    CHECK(all[1].piped);
    CHECK(all[1].words == std::vector<std::string>{"tee", "out put.txt"});
    CHECK(all[2].words == std::vector<std::string>{"echo", "a && b"});
    CHECK(all[2].files == std::vector<std::string>{"f.txt"});
    CHECK(program_of(all[3]) == "x");
  }
  SECTION("a here-document's body is no command") {
    const auto all = parse_shell("cat > a.sh <<'EOF'\nrm -rf /\nEOF\nmake");
    REQUIRE(all.size() == 2);
    CHECK(all[0].files == std::vector<std::string>{"a.sh"});
    CHECK(program_of(all[1]) == "make");
  }
  SECTION("a text that ends anywhere is read to its end") {
    for (const char* text :
         {"echo 'a", "echo \"a", "x $(y", "x `y", "cat <<EOF", "a |", "a >", "\\", "<", "2>"})
      CHECK_NOTHROW(parse_shell(text));
  }
  SECTION("what it is called") {
    CHECK(signature_of(parse_shell("kubectl -n shop rollout status deploy/web")[0]) ==
          "kubectl rollout status");
    CHECK(signature_of(parse_shell("python3 -m unittest -q")[0]) == "python3 -m unittest");
    CHECK(signature_of(parse_shell("npm run build -- --watch")[0]) == "npm run build");
  }
}

TEST_CASE("commands are told apart by their shape", "[distill]") {
  const auto first = [](const char* text) { return parse_shell(text).at(0); };
  for (const char* look :
       {"git status -s", "git -C x log", "git branch", "cat a", "sed -n 1p a", "grep -r x ."})
    CHECK(only_looks(first(look)));
  for (const char* deed :
       {"git branch x", "git commit -m x", "cat a > b", "sed -i s/a/b/ c", "find . -delete"})
    CHECK_FALSE(only_looks(first(deed)));
  for (const char* check :
       {"npm run test:unit", "node --test", "make lint", "x --version", "curl -f https://h.example/healthz"})
    CHECK(is_check(first(check)));
  for (const char* deed : {"git commit -m 'test: x'", "git add test_a.py", "npm publish", "echo test"})
    CHECK_FALSE(is_check(first(deed)));
}

TEST_CASE("an error's telling lines are those that name it", "[distill]") {
  CHECK(telling_lines(
            "Exit code 1\n======\nFAIL: test_div\n-----\nTraceback\n  File x\nAssertionError: 0 != 0.5\n\n"
            "Ran 2 tests\n\nFAILED (failures=1)") == "FAIL: test_div\nAssertionError: 0 != 0.5");
  CHECK(telling_lines("\x1b[31merror:\x1b[0m bad") == "error: bad");
  CHECK(telling_lines("went\nastray") == "astray");
  CHECK(telling_lines("Exit code 3\n").empty());
}

TEST_CASE("a skill is named in the format's letters", "[distill]") {
  CHECK(skill_name("  Fix_Login -- NOW! ") == "fix-login-now");
  CHECK(skill_name("Claude's release") == "s-release");
  CHECK(skill_name("ünï").size() <= 64);
  CHECK(skill_name(std::string(200, 'a')).empty());
  CHECK(skill_name("日本語").empty());
}

TEST_CASE("a description is in the third person and short", "[distill]") {
  CHECK(task_of({"please add a flag. Keep it small."}) == "Add a flag");
  CHECK(wishes_of({"please add a flag. Keep it small.", "no, use two flags"}) ==
        std::vector<std::string>{"Keep it small", "No, use two flags"});
  CHECK(description_of("Copy the files, then fix and push them") ==
        "Carries out a recorded task: copy the files, then fix and push them. Use when a task like this "
        "comes up.");
  CHECK(description_of("Fix the parser and push it").rfind("Fixes the parser and pushes it. Use when", 0) ==
        0);
  std::string long_task = "Fix the parser";
  for (int i = 0; i < 60; ++i) long_task += ", then the other parser";
  CHECK(description_of(long_task).size() <= 250);
}
