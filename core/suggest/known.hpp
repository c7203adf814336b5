/// What a SKILL.md that is there already does, as shapes, so that its task is not suggested again. Pure.
#pragma once
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/suggest/pattern.hpp"

namespace galdr::suggest {

struct Known {
  std::string name;
  std::vector<std::string> sessions;         ///< that it was made from; may be empty
  std::unordered_set<std::string> features;  ///< of the commands that it tells and the files that it names
};

/// Reads the body of a SKILL.md, whoever wrote it: its code blocks and code spans.
Known known_of(const std::string& name, std::string_view skill_md);
/// Does the skill do what the pattern does, for the most part? A skill that was made from sessions of the
/// pattern need not be so much like it.
bool covers(const Known& skill, const Past& past, const Pattern& pattern);

}  // namespace galdr::suggest
