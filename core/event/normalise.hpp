/// From an agent's raw hook payload to normalised events. Pure: no files, no clock.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event/event.hpp"
#include "core/event/keep.hpp"

namespace galdr::event {

/// What the hook handed over, from an outbox row or a spill file.
struct RawEvent {
  std::string event_id;
  std::string agent;  ///< of --agent; a payload that says otherwise is believed over it
  std::string event;  ///< of --event; empty where the payload names it
  Nanos ts = 0;
  Nanos boot_ns = 0;
  std::string env;              ///< allow-listed variables, "NAME=value\n" each
  bool truncated = false;       ///< the payload was cut by size or deadline
  std::int64_t full_bytes = 0;  ///< how long it was before a cut
  std::string payload;          ///< the bytes of stdin: may be anything at all
};

/// A tool call that a summary event (Claude's PostToolBatch) lists.
struct ListedCall {
  std::string tool, call_id, input, output;  ///< as in Event
  Status status = Status::unknown;           ///< as far as its text tells
  std::optional<std::string> error;
};

/// Which open calls an event closes, because nothing more can come of them.
enum class Closes { nothing, own_thread, whole_session };

struct Normalised {
  Event event;                     ///< seq is not set
  std::vector<ListedCall> listed;  ///< calls that the event lists; usually none
  Closes closes = Closes::nothing;
  bool from_user = true;  ///< a prompt: was it typed by a person?
};

/// Replaces secrets in one decoded string, in place; returns how many it replaced.
using Redactor = std::function<std::int64_t(std::string&)>;

/// Never throws over a payload: what cannot be understood becomes an event of kind `other` with its text in
/// extra.raw, redacted too. A session id that is missing becomes "unknown-<agent>-<day>". What `keep` leaves
/// out of long strings is counted in extra.kept.
Normalised normalise(const RawEvent& raw, const Redactor& redact, const Keep& keep = {});

/// `payload` with its secrets replaced: string by string where it is JSON, as a whole where it is not.
std::string redacted(std::string_view payload, const Redactor& redact);

/// The event_id of an event that was derived from `source_id`; the same parts give the same id, a valid ULID.
std::string derived_id(std::string_view source_id, std::string_view role, std::string_view call_id);

}  // namespace galdr::event
