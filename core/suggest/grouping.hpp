/// Which patterns are tasks, and which of them tell the same. Pure.
#pragma once
#include <vector>

#include "core/suggest/pattern.hpp"

namespace galdr::suggest {

struct Group {
  Pattern pattern;
  int deeds = 0;      ///< of the median member
  int own = 0;        ///< those that not any work has
  double weight = 0;  ///< how telling its deeds are together, everyday ones left out
};

/// Those worth telling, the weightiest first: no boilerplate, no loops, nothing in no order, nothing twice.
std::vector<Group> groups_of(const Past& past, std::vector<Pattern> patterns);

}  // namespace galdr::suggest
