/// What a session did, one thing after the other, as a skill's steps are held against it. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/event/event.hpp"
#include "core/outcome/matching.hpp"

namespace galdr::outcome {

enum class Went { well, wrong, unknown };

/// A command of a call, or a call of another tool.
struct Deed {
  Part part;
  Went went = Went::unknown;
  std::int64_t seq = 0;  ///< of its call
  int turn = 0;          ///< 0: that of the first event; each prompt of a person begins another
  std::string output;    ///< of its call
  std::string error;     ///< why that failed; empty unless it did
};

/// What the calls of `events`, which come in the order of time, did. Agents' own bookkeeping is left out. Of
/// a failed chain of commands the one that was tried again is taken to have failed, else the last one.
std::vector<Deed> deeds_of(const std::vector<event::Event>& events);

}  // namespace galdr::outcome
