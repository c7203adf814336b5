/// Two runs side by side: what both did, what only one did, which values differ. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/distill.hpp"

namespace galdr::distill {

/// A step of one run or of both.
struct ComparedStep {
  enum class In { both, first, second } in;
  bool same = true;    ///< of both: equal but for the values that are parameters
  bool moved = false;  ///< of both: the second run made it at another point
  std::string tool;    ///< of the first run that has it
  std::string first,
      second;  ///< its command, path or input; parameters named; "" where the run has no such step
};

/// A failure that one run met, or both.
struct ComparedGotcha {
  ComparedStep::In in;
  Gotcha gotcha;
};

struct Comparison {
  std::vector<ComparedStep> steps;  ///< in the order of both
  std::vector<Parameter> values;    ///< `values`: that of the first run, that of the second
  std::vector<ComparedGotcha> gotchas;
};

/// Exploration that only one of them made is left out. Throws Error{invalid} if a run has no step.
Comparison compare(const Run& first, const Run& second);

}  // namespace galdr::distill
