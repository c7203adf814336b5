#include "core/store/recent.hpp"

#include <cstdlib>
#include <initializer_list>

#include "core/base/hash.hpp"

namespace galdr::store {
namespace {

constexpr Nanos kWithin = 50 * kMilli;  ///< deliveries of one event were measured 5 to 9 ms apart
constexpr std::size_t kMost = 4096;

/// What a session has one at a time of: the same again, after something else, is no second delivery.
bool is_turning_point(event::Kind kind) {
  using event::Kind;
  return kind == Kind::prompt || kind == Kind::turn_end || kind == Kind::session_start ||
         kind == Kind::session_end;
}

std::uint64_t hash_of(std::initializer_list<std::string_view> parts, std::uint64_t hash = kFnvBasis) {
  for (const std::string_view part : parts) hash = fnv1a64({"", 1}, fnv1a64(part, hash));
  return hash;
}

/// Two hooks of one agent may word a prompt's payload differently.
std::uint64_t fingerprint(const event::Event& event) {
  const std::uint64_t thread =
      hash_of({event.agent, event.session_id, event.parent_agent, event::name_of(event.kind)});
  if (event.prompt) return hash_of({*event.prompt}, thread);
  return hash_of(
      {event.source_event, event.tool, event.input, event.output, event.error.value_or(""), event.extra},
      thread);
}

}  // namespace

std::string RecentEvents::first_delivery(const event::Event& event) {
  if (seen_.size() >= kMost) seen_.clear(), turning_points_.clear(), sessions_.clear();
  const std::uint64_t key = fingerprint(event);
  const auto [entry, is_new] = seen_.try_emplace(key);
  Seen& seen = entry->second;
  bool again = !is_new && std::abs(seen.ts - event.ts) <= kWithin && seen.event_id != event.event_id;
  if (is_turning_point(event.kind)) {
    std::uint64_t& last = turning_points_[hash_of({event.agent, event.session_id, event.parent_agent})];
    again = again && last == key;
    last = key;
  }
  if (again) return seen.event_id;
  seen = {event.event_id, event.ts};
  return {};
}

}  // namespace galdr::store
