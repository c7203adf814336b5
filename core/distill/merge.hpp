/// Several runs of a task as one: which steps they share, what each of them learnt. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/distill.hpp"

namespace galdr::distill {

/// What one run comes to.
struct Recipe {
  std::vector<Parameter> parameters;
  std::vector<Step> steps;
  std::vector<Gotcha> gotchas;
  std::vector<std::string> verification, preconditions;
};

/// One recipe from several. The first run gives the order; a step that only some runs have is optional, one
/// that a single run of three or more has is left out.
Recipe merged(const std::vector<Recipe>& recipes);

}  // namespace galdr::distill
