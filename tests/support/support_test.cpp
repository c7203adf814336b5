#include "tests/support/support.hpp"

#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

using namespace galdr::test;

TEST_CASE("a program's streams and exit status come back whole", "[support]") {
  const std::string big(3'000'000, 'x');
  const auto outcome = run({"sh", "-c", "cat; cat /dev/null; echo no >&2; exit 7"}, {.stdin_bytes = big});
  CHECK(outcome.status == 7);
  CHECK(outcome.out == big);
  CHECK(outcome.err == "no\n");
}

TEST_CASE("a program that reads nothing does not stop its caller", "[support]") {
  CHECK(run({"true"}, {.stdin_bytes = std::string(3'000'000, 'x')}).status == 0);
}

TEST_CASE("a program that outlives its time is killed with its children", "[support]") {
  const auto outcome = run({"sh", "-c", "sleep 600 & echo started; wait"}, {.timeout_s = 1});
  CHECK(outcome.status == 128 + 9);
  CHECK(outcome.out == "started\n");
}

TEST_CASE("a program that closes its outputs and goes on is killed at its time", "[support]") {
  CHECK(run({"sh", "-c", "exec >&- 2>&-; sleep 600"}, {.timeout_s = 1}).status == 128 + 9);
}

TEST_CASE("a program gets the folder and the variables that it was given", "[support]") {
  const TempDir dir;
  const auto outcome = run({"sh", "-c", "pwd; echo $GALDR_X; echo $HOME"},
                           {.env = {{"GALDR_X", "a b"}, {"HOME", "/nowhere"}}, .cwd = dir.path()});
  CHECK(outcome.out == dir.path() + "\na b\n/nowhere\n");
}

TEST_CASE("a program that is not there ends with 127", "[support]") {
  CHECK(run({"/no/such/program"}).status == 127);
}

TEST_CASE("a temporary folder is private and goes with what is in it", "[support]") {
  std::string path;
  {
    const TempDir dir;
    path = dir.path();
    struct stat info {};
    REQUIRE(stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0700);
    spit(dir / "b/c", "2\n\n3");
    spit(dir / "a", "");
    CHECK(files_below(path) == std::vector<std::string>{"a", "b/c"});
    CHECK(lines(slurp(dir / "b/c")) == std::vector<std::string>{"2", "", "3"});
    CHECK(slurp(dir / "none").empty());
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("test data that is not there is an error", "[support]") { CHECK_THROWS(data("no-such-file")); }
