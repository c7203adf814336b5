#include <catch2/catch_test_macros.hpp>

#include "tests/support/support.hpp"

using namespace galdr;

TEST_CASE("galdr demo makes the skill that the README shows, and leaves nothing behind", "[e2e]") {
  const test::TempDir dir;
  test::RunOptions options;
  options.env = {{"TMPDIR", dir.path()}, {"HOME", dir.path()}};
  // The demo runs the galdr-hook beside it: a folder of its own, as an installation has.
  const std::string bin = dir / "bin";
  REQUIRE(test::run({"mkdir", bin}).status == 0);
  REQUIRE(test::run({"cp", test::galdr_program(), bin + "/galdr"}).status == 0);
  REQUIRE(test::run({"cp", test::galdr_hook_program(), bin + "/galdr-hook"}).status == 0);
  const auto demo = test::run({bin + "/galdr", "demo"}, options);
  CHECK(demo.status == 0);
  CHECK(demo.out == test::data("distill/demo/SKILL.md"));
  CHECK(test::files_below(dir.path()) == std::vector<std::string>{"bin/galdr", "bin/galdr-hook"});
}
