/// Skills made up to try the gate: one trick each, and decent ones of many hands.
#pragma once
#include <string>
#include <vector>

#include "core/skill/skill.hpp"

namespace galdr::test {

struct Sample {
  std::string name;   ///< the folder's
  std::string trick;  ///< what it tries
  std::string code;   ///< the error that is expected; "" of a decent one
  skill::Files files;
};

/// A SKILL.md called `name` with this text below a plain front matter.
std::string manual_of(const std::string& name, const std::string& body);

std::vector<Sample> hostile_skills();
/// Families of tricks, each in several spellings: other tools, systems and file kinds.
std::vector<Sample> hostile_families();
std::vector<Sample> decent_skills();

}  // namespace galdr::test
