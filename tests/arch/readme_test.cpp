#include <catch2/catch_test_macros.hpp>

#include "tests/support/support.hpp"

using namespace galdr;

TEST_CASE("the README shows the skill that the demo makes", "[docs]") {
  const std::string readme = test::slurp(GALDR_SOURCE_DIR "/README.md");
  const std::string skill = test::data("distill/demo/SKILL.md");
  REQUIRE(!skill.empty());
  CHECK(readme.find(skill) != std::string::npos);
}
