/// The gate: what must be mended before a skill is put where agents look. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/gate/surroundings.hpp"
#include "core/skill/skill.hpp"

namespace galdr::gate {

/// What the gate has to say of one skill.
struct Finding {
  std::string severity;  ///< "error" blocks an install; "warning"; "info"
  std::string axis;      ///< "security", "practicality", "optimisation"
  std::string code, message;
  int line = 0;                   ///< from 1; 0 where none is meant
  std::string file = "SKILL.md";  ///< from the skill's folder
};

/// Findings on a skill's files, in a folder called `folder_name` ("" if that is not known), and among the
/// skills `around` it, if those are given. galdr's own skills, which say so in metadata.generator, must keep
/// to the format to the letter; of others' skills an error is only what no decent one holds. Linear.
std::vector<Finding> check(const skill::Files& files, const std::string& folder_name,
                           const Surroundings* around = nullptr);
/// The same of a SKILL.md that has no other files.
std::vector<Finding> check(const std::string& skill_md, const std::string& folder_name,
                           const Surroundings* around = nullptr);

/// What the gate has to say of an author's version, and how the text and the model differ: placeholders that
/// the model does not name, parameters that are used nowhere, a provenance that is not the model's. `text`:
/// what the author handed in; the findings go by its lines.
std::vector<Finding> check_authored(const skill::Files& files, const distill::Skill& skill,
                                    const std::string& text, const Surroundings* around = nullptr);

/// The object that `galdr distill --json` prints, on one line.
std::string to_json(const distill::Skill& skill, const skill::Files& files,
                    const std::vector<Finding>& findings);
std::string to_json(const distill::Skill& skill, const std::string& skill_md,
                    const std::vector<Finding>& findings);

}  // namespace galdr::gate
