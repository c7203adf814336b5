/// The daemon's state as people and scripts see it: alive is not enough, work must go on.
#pragma once
#include <optional>
#include <string>

#include "core/outbox/dead.hpp"
#include "core/outbox/salvage.hpp"
#include "drain/pidfile.hpp"

namespace galdr::drain {

struct Status {
  std::string state;  ///< running, stale, not_running, stuck
  Identity identity;
  std::optional<Nanos> last_progress_at;
  outbox::Counts counts;
  std::int64_t spill_files = 0;
  std::int64_t denied = 0;  ///< events that the user's policies dropped, ever
  std::vector<outbox::Salvaged> damaged_copies;  ///< kept, since not all of them could be read
  std::string problem;                           ///< what could not be looked at, and why; empty as a rule
};

Status look(const Root& root);
/// When a drain last finished a batch: nothing if never.
std::optional<Nanos> last_progress(const Root& root);

}  // namespace galdr::drain
