/// Reading what was recorded: folded events, with their lines from the span files.
#pragma once
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/event/event.hpp"
#include "core/store/catalog.hpp"

namespace galdr::store {

struct Slice {
  std::int64_t from_seq = 0;
  std::int64_t to_seq = std::numeric_limits<std::int64_t>::max();
  bool superseded = false;  ///< duplicates and closings that something better replaced, too
};

using UseEvent = std::function<void(const event::Event&)>;

/// The events of one session, by seq. Lines that cannot be read any more are left out. Throws Error{io}.
void read_events(Catalog& catalog, const Session& session, const Slice& slice, const UseEvent& use);
/// Those of all sessions, by (ts, seq).
void read_all_events(Catalog& catalog, bool superseded, const UseEvent& use);
/// The event of this id, superseded or not.
std::optional<event::Event> find_event(Catalog& catalog, const std::string& event_id);
/// How many events a slice holds.
std::int64_t count_events(Catalog& catalog, std::int64_t session, const Slice& slice);

}  // namespace galdr::store
