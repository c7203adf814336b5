/// Events of the last moments: the same event may be delivered twice, where two installations of the hook
/// stand beside each other, or one agent runs another's hooks.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "core/event/event.hpp"

namespace galdr::store {

/// Knows events without a call id; those with one are known by it. Lives as long as its drain; what another
/// drain has written just before is told to it.
class RecentEvents {
 public:
  /// Is nothing known of the session yet? True once.
  bool begins(std::int64_t session) { return sessions_.insert(session).second; }
  /// The id of the first delivery of `event`, which is normalised and has no call id of its own; "" if this
  /// is it.
  std::string first_delivery(const event::Event& event);

 private:
  struct Seen {
    std::string event_id;
    Nanos ts = 0;
  };
  std::unordered_set<std::int64_t> sessions_;
  std::unordered_map<std::uint64_t, Seen> seen_;
  std::unordered_map<std::uint64_t, std::uint64_t>
      turning_points_;  ///< the last prompt, turn end … of each thread
};

}  // namespace galdr::store
