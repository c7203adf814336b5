/// Skills made of the worst that a recording can hold, for tests of the renderer, the gate and other
/// programs.
#pragma once
#include <string>
#include <vector>

#include "core/distill/distill.hpp"

namespace galdr::test {

/// Strings that try to break out of where they stand, to run, to be replaced on load, or to hide.
const std::vector<std::string>& nasty_strings();
/// A skill that holds `text` in every place that recorded text can reach.
distill::Skill skill_full_of(const std::string& text);
/// Ordinary skills of several shapes: short, with long files, with many steps and failures.
std::vector<distill::Skill> ordinary_skills();

}  // namespace galdr::test
