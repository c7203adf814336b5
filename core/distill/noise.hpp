/// What of a run is no step: exploration that led nowhere, waiting, bookkeeping, failed attempts. Pure.
#pragma once
#include <vector>

#include "core/distill/call.hpp"

namespace galdr::distill {

/// What a call was to its run.
enum class Role {
  step,    ///< it did something that the task needs
  failed,  ///< an attempt that did not work
  look,    ///< it only looked, and nothing in its run shows what for; other runs may
  aside,   ///< left out
};

/// The role of each call of the story, in order.
std::vector<Role> roles_of(const Story& story);

}  // namespace galdr::distill
