#include "drain/setup/command.hpp"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "core/base/error.hpp"
#include "tests/drain/setup/home.hpp"
#include "tests/support/support.hpp"

using namespace galdr::drain::setup;

TEST_CASE("the command is quoted only where the shell needs it", "[setup]") {
  CHECK(hook_command("/usr/bin/galdr-hook", "claude-code") ==
        "/usr/bin/galdr-hook --agent claude-code || exit 0");
  CHECK(hook_command("/a b/galdr-hook", "x") == "'/a b/galdr-hook' --agent x || exit 0");
  CHECK(hook_command("/x/galdr-hook", "x", "onStop") == "/x/galdr-hook --agent x --event onStop || exit 0");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("") == "''");
  CHECK_THROWS_AS(hook_command("/\xff/galdr-hook", "x"), galdr::Error);
}

TEST_CASE("a shell that runs the command runs that program, and succeeds without it", "[setup]") {
  const galdr::test::TempDir dir;
  const std::string odd = dir / "o'dd \"$HOME\" `x` \\ \xc3\xa4";
  ::mkdir(odd.c_str(), 0700);
  const std::string command = hook_command(odd + "/galdr-hook", "claude-code");
  CHECK(runs_hook(command, "claude-code"));
  CHECK(galdr::test::run({"/bin/sh", "-c", command}).status == 0);
  galdr::test::spit(odd + "/galdr-hook", "#!/bin/sh\necho \"ran $*\"\n");
  ::chmod((odd + "/galdr-hook").c_str(), 0700);
  CHECK(galdr::test::run({"/bin/sh", "-c", command}).out == "ran --agent claude-code\n");
}

TEST_CASE("galdr's command is known by the program it runs", "[setup]") {
  for (const char* ours :
       {"galdr-hook --agent claude-code", "/x/galdr-hook --agent=claude-code || true",
        "'/x y/galdr-hook' --event Stop --agent claude-code", "\"/x/galdr-hook\" --agent 'claude-code'",
        "GALDR_ROOT='/a b' /x/galdr-hook --agent claude-code || exit 0"}) {
    CAPTURE(ours);
    CHECK(runs_hook(ours, "claude-code"));
  }
  for (const char* other : {"", "galdr-hook", "galdr-hook --agent codex", "my-galdr-hook --agent claude-code",
                            "echo galdr-hook --agent claude-code", "galdr-hook || x --agent claude-code",
                            "/x/galdr-hook/run --agent claude-code", "A=galdr-hook", "galdr-hook --agent",
                            "true; galdr-hook --agent claude-code"}) {
    CAPTURE(other);
    CHECK_FALSE(runs_hook(other, "claude-code"));
  }
}

TEST_CASE("variables in front of the command outlive its update", "[setup]") {
  CHECK(updated_command("/old/galdr-hook --agent x", "NEW") == "NEW");
  CHECK(updated_command(" A=1 B='2 3'  /old/galdr-hook --agent x || y", "NEW") == " A=1 B='2 3'  NEW");
}

TEST_CASE("a variable in front of the command can be left out", "[setup]") {
  const std::string rest = "/x/galdr-hook --agent x A=1";
  CHECK(without_variable(rest, "A") == rest);
  CHECK(without_variable("A=1 AB='2 3' A='4 ' " + rest, "A") == "AB='2 3' " + rest);
}

TEST_CASE("galdr-hook is named by a path that lasts", "[setup]") {
  const galdr::test::Home home;
  ::mkdir((home / "v1").c_str(), 0700);
  SECTION("the one beside galdr") {
    galdr::test::spit(home / "v1/galdr-hook", "another");
    CHECK(hook_program(home / "v1/galdr") == home / "v1/galdr-hook");
    CHECK(hook_program(home / "bin/galdr") == home.hook());
  }
  SECTION("by its name on PATH, if it is the same file") {
    REQUIRE(::symlink(home.hook().c_str(), (home / "v1/galdr-hook").c_str()) == 0);
    CHECK(hook_program(home / "v1/galdr") == home.hook());
  }
  SECTION("the one on PATH, if there is none beside galdr") {
    CHECK(hook_program(home / "v1/galdr") == home.hook());
  }
  SECTION("where it should be, if there is none that can be run") {
    ::chmod(home.hook().c_str(), 0600);
    CHECK(hook_program(home / "v1/galdr") == home / "v1/galdr-hook");
  }
}

TEST_CASE("what keeps a program from running is told", "[setup]") {
  const galdr::test::Home home;
  CHECK(program_fault(home.hook()).empty());
  CHECK(program_fault(home / "none") == home / "none: No such file or directory");
  CHECK(program_fault(home / "bin") == home / "bin cannot be run");
}
