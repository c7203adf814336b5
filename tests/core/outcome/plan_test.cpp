#include "core/outcome/plan.hpp"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/support.hpp"

using namespace galdr;
using namespace galdr::outcome;

namespace {

std::vector<std::string> keys(const Plan& plan) {
  std::vector<std::string> out;
  for (const PlanStep& step : plan.steps)
    out.push_back(step.key.empty() ? "(" + step.intent + ")" : step.key);
  return out;
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("the steps of galdr's own SKILL.md are those of its model", "[outcome]") {
  const Plan plan = plan_of(test::data("distill/demo/SKILL.md"));
  REQUIRE(plan.steps.size() == 11);
  CHECK(plan.steps[0].key == "git pull --ff-only origin main");
  CHECK(plan.steps[1].optional);
  CHECK(plan.steps[4].key == "read CHANGELOG.md");
  CHECK(plan.steps[5].key == "change CHANGELOG.md");
  CHECK(plan.steps[7].parts.size() == 2);
  CHECK(plan.steps[8].key == "npm publish --access public --tag {{tag}}");
  REQUIRE(plan.checks.size() == 2);
  CHECK(plan.checks[0].prints.empty());
  CHECK(without_holes(plan.checks[1].prints) == "{{version}}");
}

TEST_CASE("steps are found in skills that somebody wrote by hand", "[outcome]") {
  const std::string front = "---\nname: x\ndescription: y\n---\n";
  CHECK(keys(plan_of(
            front +
            "# X\n\n1. Run `make deps`.\n2. Then build:\n```sh\n$ make all\nok\n```\n3. Tell the user.\n")) ==
        Keys{"make deps", "make all", "Tell the user."});
  CHECK(keys(plan_of(front + "## Step 1: Install\n\n```bash\npip install -r req.txt\n```\n\n## Step 2 - "
                             "Check\n\nRun `pytest -q`\n")) == Keys{"pip install -r req.txt", "pytest -q"});
  CHECK(keys(plan_of(front + "Do it:\n\n```bash\nterraform init\n```\n\nthen\n\n```bash\nterraform "
                             "apply\n```\n\n```json\n{}\n```\n")) ==
        Keys{"terraform init", "terraform apply"});
  CHECK(keys(plan_of(
            front +
            "## Workflow\n\n1. Update `pkg/version.py`\n2. If the lock is stale, run `uv lock --upgrade`\n\n"
            "## Examples\n\n1. Run `rm -rf x y`\n")) == Keys{"change pkg/version.py", "uv lock --upgrade"});
  CHECK(plan_of(front + "## Steps\n\n1. If it is stale, run `uv lock -U`\n").steps[0].optional);
}

TEST_CASE("a skill without a step that can be seen has none that can be judged", "[outcome]") {
  CHECK(plan_of("").steps.empty());
  CHECK(plan_of("---\nname: x\ndescription: y\n---\nBe kind.\n").steps.empty());
  CHECK(plan_of("{\"name\":1}").steps.empty());
  CHECK(
      plan_of(R"({"steps":[1,{"template":7},{"tool":"Bash","template":{"command":"make"}}]})").steps.size() ==
      2);
}
