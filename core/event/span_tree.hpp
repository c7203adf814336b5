/// A session's events as one tree, whatever agent they are of: session → turn (a prompt to its end) → call,
/// and each subagent as a subtree below the call that started it.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/event/event.hpp"

namespace galdr::event {

enum class SpanKind { session, turn, subagent, call };
std::string_view name_of(SpanKind kind);

struct Span {
  SpanKind kind = SpanKind::session;
  std::string id;                     ///< session id, event id of the prompt, the subagent's id, call id
  std::string name;                   ///< agent, the prompt, the subagent's type where it is told, tool
  std::optional<std::size_t> parent;  ///< index of its parent, which comes before it; nothing for the session
  Nanos begin = 0;
  std::optional<Nanos> end;  ///< nothing while it is open
  std::optional<std::int64_t> duration_ms;
  Status status = Status::none;                        ///< of a call
  std::optional<std::size_t> first_event, last_event;  ///< indices: a call's start and end, a prompt, …
};

/// `events`: of one session, folded, in any order; indices in the result are of this vector. The first span
/// is the session; calls of a subagent whose start nobody told stand below a subagent span of their own.
/// Empty of none.
std::vector<Span> span_tree(const std::vector<Event>& events);

}  // namespace galdr::event
