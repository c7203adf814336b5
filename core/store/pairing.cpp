#include "core/store/pairing.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/event/transcript.hpp"

namespace galdr::store {
namespace {

using event::Event;
using event::Kind;

/// A transcript's times are its own: when a message was written, or when a tool had run.
constexpr Nanos kFarthest = 60 * kSecond;
/// A start that comes after its call's end was told: how much later its hook may have run.
constexpr Nanos kLate = kSecond;

std::int64_t key_of(const Event& event) {
  return static_cast<std::int64_t>(event::input_key(event.tool, event.input));
}

/// The call of one thread, or of any.
std::optional<Call> call_of(Calls& calls, std::int64_t session, const Event& event,
                            const std::optional<std::string>& thread) {
  if (event.kind == Kind::tool_start)
    return calls.unstarted(session, key_of(event), thread, event.ts - kLate);
  return calls.unended(session, key_of(event), thread);
}

Nanos distance(const Call& call, const Event& told) {
  Nanos nearest = kFarthest + 1;
  for (const auto& at : {call.begin, call.end})
    if (at) nearest = std::min(nearest, std::abs(*at - told.ts));
  return nearest;
}

}  // namespace

void give_call_id(Calls& calls, std::int64_t session, Event& event) {
  auto call = call_of(calls, session, event, event.parent_agent);
  if (!call &&
      event.parent_agent.empty())  // no hook said so, but a transcript may have put it into a subagent
    call = call_of(calls, session, event, std::nullopt);
  event.call_id = call ? call->call_id : std::string(kOwnId) + event.event_id;
  if (call) event.parent_agent = call->parent_agent;
}

std::optional<Call> recorded_call(Calls& calls, std::int64_t session, const Event& told,
                                  const std::set<std::string>& claimed) {
  if (auto same = calls.find(session, told.call_id)) return same;
  std::optional<Call> nearest;
  for (Call& call : calls.own_between(session, key_of(told), told.ts - kFarthest, told.ts + kFarthest)) {
    const Nanos far = distance(call, told);
    if (claimed.contains(call.call_id)) continue;
    if (!nearest || far < distance(*nearest, told)) nearest = std::move(call);
  }
  return nearest;
}

}  // namespace galdr::store
