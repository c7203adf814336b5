#include <catch2/catch_test_macros.hpp>
#include <regex>

#include "core/gate/gate.hpp"
#include "core/skill/skill.hpp"
#include "tests/core/distill/runs.hpp"
#include "tests/support/support.hpp"

using namespace galdr;

namespace {

std::string without_version(const std::string& text) {
  return std::regex_replace(text, std::regex("galdr-version: \"[^\"]*\""), "galdr-version: \"\"");
}

}  // namespace

TEST_CASE("the demo's session becomes the skill that is kept beside the tests", "[distill]") {
  const distill::Run run = test::run_of_payloads(test::data_path("../../packaging/demo/session.jsonl"));
  std::int64_t redactions = 0;
  for (const auto& event : run.events) redactions += event.redactions;
  CHECK(redactions > 0);
  const distill::Skill skill = distill::distill({run});
  const std::string text = skill::render(skill);
  CHECK(without_version(text) == without_version(test::data("distill/demo/SKILL.md")));
  CHECK(gate::check(text, skill.name).empty());
  CHECK(gate::to_json(skill, text, {}).find("npm_") == std::string::npos);
}
