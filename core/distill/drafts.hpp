/// From the calls that are steps to the steps of a skill: repeats and later corrections folded in. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/call.hpp"
#include "core/distill/gotchas.hpp"
#include "core/distill/noise.hpp"

namespace galdr::distill {

/// A step before its parameters are named.
struct Draft {
  Call call;              ///< its input holds what the step ends with: a file's last content, all its changes
  std::string note;       ///< what a long text held, where the text itself is left out
  bool optional = false;  ///< it mended a failure that need not happen
};

/// The drafts of a story, in order.
std::vector<Draft> drafts_of(const Story& story, const std::vector<Role>& roles,
                             const std::vector<Mend>& mends);

}  // namespace galdr::distill
