/// Events of the last moments: the same event may be delivered twice, where two installations of the hook
/// stand beside each other, or one agent runs another's hooks.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>

#include "core/event/event.hpp"

namespace galdr::store {

/// Knows events without a call id; those with one are known by it. Lives as long as its drain.
class RecentEvents {
 public:
  /// The id of the first delivery of `event`, whose payload was `payload`; "" if this is the first.
  std::string first_delivery(const event::Event& event, std::string_view payload);

 private:
  struct Seen {
    std::string event_id;
    Nanos ts = 0;
  };
  std::unordered_map<std::uint64_t, Seen> seen_;
  std::unordered_map<std::uint64_t, std::uint64_t>
      turning_points_;  ///< the last prompt, turn end … of each thread
};

}  // namespace galdr::store
