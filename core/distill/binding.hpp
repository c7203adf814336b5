/// The holes in aligned steps made parameters: the same value in several places is one. Pure.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/distill/pattern.hpp"

namespace galdr::distill {

/// One text of a step, such as its command: what the runs share, and its holes.
struct StepText {
  std::size_t column = 0;  ///< of the alignment
  std::string key;         ///< JSON pointer into the step's input
  Pattern pattern;
  bool everywhere = true;  ///< all runs have it: its literals never vary
};

/// A value that differs between runs.
struct Variable {
  Values values;
  std::string name;
  std::string description;
  std::size_t derived_from = kNone;  ///< another variable's index
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  bool is_derived() const { return derived_from != kNone; }
};

/// What each run's person said, by run: the words that requests use for values, and where a value ends.
using Requests = std::vector<std::vector<std::string>>;

/// Puts holes right where they were cut too small or too large: a value that is one word in every request is
/// one hole, parts that never stand alone are one, a hole that holds another's value is text around it.
void settle_holes(std::vector<StepText>& texts, const Requests& requests);

/// The distinct value vectors of all holes, in order of appearance. Those of which some runs are missing join
/// one that agrees with them.
std::vector<Variable> variables_of(const std::vector<StepText>& texts);

/// Does every value that `some` has equal that of `whole`, and has it any?
bool agrees(const Values& some, const Values& whole);

}  // namespace galdr::distill
