/// A use of a skill that later ones are held against: the pin. It is kept as a verdict of kind "pin".
#pragma once
#include <string>
#include <vector>

#include "core/outcome/outcome.hpp"

namespace galdr::outcome {

enum class Trend { same, better, worse };
std::string_view name_of(Trend trend);

/// What differs from the pinned use, in a step or a check.
struct Difference {
  std::string what;      ///< "step" or "check"
  std::string key;       ///< the step's command or words, the check's command
  std::string was, now;  ///< states; a step that was tried again: "followed at try 3"
  Trend trend = Trend::same;
};

struct Compared {
  const Use* use = nullptr;
  Trend trend = Trend::same;
  std::vector<Difference> differences;
};

/// What is kept of a use: JSON object.
std::string baseline_of(const Use& use);
/// Each use after the pinned one against it. Worse if anything is. What nobody knows differs from nothing.
/// Borrows `uses`.
std::vector<Compared> against(const store::Verdict& pin, const std::vector<Use>& uses);
/// The pins that hold, one a skill at most, oldest first.
std::vector<store::Verdict> pins_in(const std::vector<store::Verdict>& verdicts);

}  // namespace galdr::outcome
