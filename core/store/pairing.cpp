#include "core/store/pairing.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/event/transcript.hpp"

namespace galdr::store {
namespace {

using event::Event;
using event::Kind;
using event::Source;

/// A transcript's times are its own: when a message was written, or when a tool had run.
constexpr Nanos kFarthest = 60 * kSecond;
/// A start that comes after its call's end was told: how much later its hook may have run.
constexpr Nanos kLate = kSecond;

std::int64_t key_of(const Event& event) {
  return static_cast<std::int64_t>(event::input_key(event.tool, event.input));
}

bool is_told_by_hook(int source) { return source >= static_cast<int>(Source::batch); }

bool takes_start(const Call& call, const Event& start) {
  if (is_told_by_hook(call.start_source)) return false;
  return call.end ? start.ts <= *call.end + kLate : true;
}

/// Calls that galdr closed are taken last: what is open now is likelier.
const Call* call_of_end(const std::vector<Call>& calls) {
  const Call* closed = nullptr;
  for (const Call& call : calls) {
    if (is_told_by_hook(call.end_source)) continue;
    if (call.is_open()) return &call;
    if (closed == nullptr) closed = &call;
  }
  return closed;
}

const Call* call_of_start(const std::vector<Call>& calls, const Event& start) {
  const auto found =
      std::find_if(calls.begin(), calls.end(), [&](const Call& call) { return takes_start(call, start); });
  return found == calls.end() ? nullptr : &*found;
}

const Call* call_of(const std::vector<Call>& calls, const Event& event) {
  return event.kind == Kind::tool_start ? call_of_start(calls, event) : call_of_end(calls);
}

Nanos distance(const Call& call, const Event& told) {
  Nanos nearest = kFarthest + 1;
  for (const auto& at : {call.begin, call.end})
    if (at) nearest = std::min(nearest, std::abs(*at - told.ts));
  return nearest;
}

}  // namespace

void give_call_id(Calls& calls, std::int64_t session, Event& event) {
  auto own = calls.with_key(session, key_of(event));
  std::vector<Call> others;
  const auto is_own = [&event](const Call& call) { return call.parent_agent == event.parent_agent; };
  const auto rest = std::stable_partition(own.begin(), own.end(), is_own);
  if (event.parent_agent.empty()) others.assign(rest, own.end());  // no hook said so, but a transcript did
  own.erase(rest, own.end());
  const Call* call = call_of(own, event);
  if (call == nullptr) call = call_of(others, event);
  event.call_id = call != nullptr ? call->call_id : std::string(kOwnId) + event.event_id;
  if (call != nullptr) event.parent_agent = call->parent_agent;
}

std::optional<Call> recorded_call(Calls& calls, std::int64_t session, const Event& told,
                                  const std::set<std::string>& claimed) {
  if (auto same = calls.find(session, told.call_id)) return same;
  std::optional<Call> nearest;
  for (Call& call : calls.with_key(session, key_of(told))) {
    const Nanos far = distance(call, told);
    if (!call.call_id.starts_with(kOwnId) || far > kFarthest || claimed.contains(call.call_id)) continue;
    if (!nearest || far < distance(*nearest, told)) nearest = std::move(call);
  }
  return nearest;
}

}  // namespace galdr::store
