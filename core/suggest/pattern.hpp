/// What is done together again and again: features that come in each other's company, and where. Pure.
#pragma once
#include <cstdint>
#include <vector>

#include "core/suggest/past.hpp"

namespace galdr::suggest {

/// Features of one and the same deed.
struct Column {
  std::vector<FeatureId> features;  ///< the weightiest first
  double weight = 0;                ///< of the first
  bool asked = false;               ///< words of a request
  bool own = false;                 ///< more than any work has
  bool core = true;                 ///< the pattern was found by it; the others came with the members
  double rank = 0;                  ///< where it stands as a rule, 0 first to 1 last
};

/// One time that it was done: marks first..last of a session.
struct Member {
  At first = 0, last = 0;
  std::uint64_t columns = 0;  ///< which it has, a bit each
  int deeds = 0;              ///< marks that a column was found in
};

struct Pattern {
  std::vector<Column> columns;  ///< at most 64, in the order of their ranks
  std::vector<Member> members;  ///< disjoint, in order
};

/// Every pattern that at least `least` members have, each told once or several times over.
std::vector<Pattern> patterns_of(const Past& past, std::size_t least);

}  // namespace galdr::suggest
