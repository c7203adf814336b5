/// Failures and what mended them. Pure.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/distill/call.hpp"
#include "core/distill/noise.hpp"

namespace galdr::distill {

/// A failed call and the next success of the same or a similar one.
struct Mend {
  std::size_t failed = 0, success = 0;  ///< indices into the story's calls
  std::vector<std::size_t> fixes;  ///< what was done in between; empty where another form of the call worked
  Gotcha gotcha;
};

/// The lines of an error that tell what went wrong: at most three, without decoration.
std::string telling_lines(std::string_view error);
/// What was done about it, in a sentence or two.
std::string fix_told(const Story& story, const Mend& mend);
/// Every failure of the story that something mended, in order; the same failure twice is one, seen twice.
std::vector<Mend> mends_of(const Story& story, const std::vector<Role>& roles);

}  // namespace galdr::distill
