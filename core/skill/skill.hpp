/// A skill's files: written by the Agent Skills format (agentskills.io).
#pragma once
#include <string>
#include <vector>

#include "core/distill/distill.hpp"

namespace galdr::skill {

/// A file beside SKILL.md.
struct File {
  std::string path;         ///< from the skill's folder: "references/handler-py.md"
  std::string text;         ///< its bytes
  bool executable = false;  ///< for its owner
};

/// What stands in a skill's folder and was not taken into its files.
struct Untaken {
  enum class Why { link, special, unreadable, too_large, too_many, too_deep, repository, privileged };
  std::string path;  ///< from the skill's folder
  Why why;
};

/// Everything that a skill's folder holds.
struct Files {
  std::string skill_md;
  std::vector<File> others = {};      ///< sorted by path, where they were read from a folder
  std::vector<Untaken> untaken = {};  ///< empty unless they were read from a folder
};

/// The files of a skill. Front matter holds only the six keys that the format knows. What is too long for
/// SKILL.md goes into references, at most 8 of 64 KiB and 256 KiB in all; what is beyond is said to be left
/// out.
Files files_of(const distill::Skill& skill);
/// The text of SKILL.md alone.
std::string render(const distill::Skill& skill);
/// The model alone, indented, for an author to read.
std::string model_json(const distill::Skill& skill);

}  // namespace galdr::skill
