/// Which call a start or an end belongs to that does not say so.
///
/// Gemini and Copilot send no call ids, and may run the same tool twice at once. So galdr gives the ids: a
/// start gets a new one, an end that of the call of its thread, tool and input that began first and is open.
#pragma once
#include <set>
#include <string>

#include "core/event/event.hpp"
#include "core/store/calls.hpp"

namespace galdr::store {

/// Sets `event.call_id`, which is empty, for a tool_start or a tool_end of the session.
void give_call_id(Calls& calls, std::int64_t session, event::Event& event);

/// The recorded call that `told`, a transcript's telling of a call's start, is about: the one of its id, else
/// the nearest in time of the same tool and input that is not in `claimed`. Nothing if there is none.
std::optional<Call> recorded_call(Calls& calls, std::int64_t session, const event::Event& told,
                                  const std::set<std::string>& claimed);

}  // namespace galdr::store
