/// One run, worked out: what its calls were to it, and what is left of them as steps. Pure.
#pragma once
#include <vector>

#include "core/distill/drafts.hpp"

namespace galdr::distill {

struct Trace {
  const Run* run = nullptr;
  Story story;
  std::vector<Role> roles;
  std::vector<Mend> mends;
  std::vector<Draft> drafts;
};

/// `run` must outlive it.
Trace trace_of(const Run& run, Among among);

}  // namespace galdr::distill
