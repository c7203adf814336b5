/// SKILL.md: written by the Agent Skills format (agentskills.io), checked by the gate, put where agents look.
#pragma once
#include <string>
#include <vector>

#include "core/distill/distill.hpp"

namespace galdr::skill {

/// What the gate has to say of one skill.
struct Finding {
  std::string severity;  ///< "error" blocks an install; "warning"; "info"
  std::string axis;      ///< "security", "practicality", "optimisation"
  std::string code, message;
  int line = 0;  ///< in SKILL.md, from 1; 0 where none is meant
};

/// The text of SKILL.md. Front matter holds only the six keys that the format knows.
std::string render(const distill::Skill& skill);
/// Findings on a SKILL.md's text, in a folder called `folder_name`.
std::vector<Finding> check(const std::string& skill_md, const std::string& folder_name);
/// The object that `galdr distill --json` prints, on one line.
std::string to_json(const distill::Skill& skill, const std::string& skill_md,
                    const std::vector<Finding>& findings);

/// Writes `dir`/NAME/SKILL.md, atomically; replaces an earlier one of ours. Returns the path of SKILL.md.
/// Throws Error{refused} if NAME there is not galdr's (its front matter says metadata.generator), Error{io}.
std::string write(const std::string& dir, const std::string& name, const std::string& skill_md);

}  // namespace galdr::skill
