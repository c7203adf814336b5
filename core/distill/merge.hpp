/// Several runs of a task as one: which steps they share, what varies, what each of them learnt. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/distill.hpp"
#include "core/distill/trace.hpp"

namespace galdr::distill {

/// What runs come to, before it has a name.
struct Recipe {
  std::vector<Parameter> parameters;
  std::vector<Step> steps;
  std::vector<Gotcha> gotchas;
  std::vector<std::string> verification, preconditions;
  std::vector<std::string> tasks;  ///< what each run's person asked for, parameters named; each wording once
  std::vector<std::string> wishes;
};

/// One recipe from two or more traces (Among::others). A step that only some runs have is optional, one that
/// a single run of three or more has is left out.
Recipe merged(std::vector<Trace> traces);

}  // namespace galdr::distill
