/// What a version of a skill asks an agent to do: its steps and its checks, ready to be held against calls.
/// Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/outcome/matching.hpp"

namespace galdr::outcome {

struct PlanStep {
  std::string intent;
  std::string key;          ///< tells the step in another version of the skill
  std::vector<Part> parts;  ///< empty where it is prose: nothing of it can be seen in a recording
  bool optional = false;
};

/// A command that must exit 0.
struct PlanCheck {
  std::string told;
  std::vector<Part> parts;
  std::string prints;  ///< and that must print this; may have holes, "" for anything
};

struct Plan {
  std::vector<std::string> parameters;
  std::vector<PlanStep> steps;
  std::vector<PlanCheck> checks;
  std::vector<std::string> gotchas;  ///< the symptoms that it knows
};

/// Of a distilled skill's JSON (`galdr distill --json`). Nothing if the text is none.
std::optional<Plan> plan_of_model(std::string_view json);
/// Of a SKILL.md, galdr's or anybody's: numbered steps with their code, or else its shell blocks in order.
Plan plan_of_text(std::string_view skill_md);
/// Of either.
Plan plan_of(std::string_view model_or_skill_md);

/// "`npm test` exits 0 and prints `# pass 41`."; nothing if the line holds no command.
std::optional<PlanCheck> check_of(std::string_view line, const std::vector<std::string>& parameters);
/// What tells a step by its parts, else by its words.
std::string key_of(const PlanStep& step);

}  // namespace galdr::outcome
