#include "core/store/recent.hpp"

#include <cstdlib>

#include "core/base/hash.hpp"

namespace galdr::store {
namespace {

constexpr Nanos kWithin = 50 * kMilli;  ///< deliveries of one event were measured 5 to 9 ms apart
constexpr std::size_t kMost = 4096;

/// Kinds of which a session has one at a time: what they say counts, not how the payload puts it.
bool is_known_by_content(event::Kind kind) {
  using event::Kind;
  return kind == Kind::prompt || kind == Kind::turn_end || kind == Kind::session_start ||
         kind == Kind::session_end || kind == Kind::subagent_start || kind == Kind::subagent_end;
}

std::uint64_t fingerprint(const event::Event& event, std::string_view payload) {
  std::uint64_t hash = kFnvBasis;
  const auto add = [&hash](std::string_view part) { hash = fnv1a64({"", 1}, fnv1a64(part, hash)); };
  add(event.agent);
  add(event.session_id);
  add(event.parent_agent);
  add(event::name_of(event.kind));
  add(is_known_by_content(event.kind) ? std::string_view(event.prompt ? *event.prompt : "") : payload);
  return hash;
}

}  // namespace

std::string RecentEvents::first_delivery(const event::Event& event, std::string_view payload) {
  if (seen_.size() >= kMost) seen_.clear();
  const auto [entry, is_first] = seen_.try_emplace(fingerprint(event, payload));
  Seen& seen = entry->second;
  const bool again = !is_first && std::abs(seen.ts - event.ts) <= kWithin && seen.event_id != event.event_id;
  if (again) return seen.event_id;
  seen = {event.event_id, event.ts};
  return {};
}

}  // namespace galdr::store
