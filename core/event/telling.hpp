/// The events that a transcript tells, while it is being read: calls that are open, what was told already,
/// ids.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/event/transcript.hpp"

namespace galdr::event {

/// What a transcript says of a call's end.
struct CallEnd {
  Status status = Status::unknown;
  std::string output;  ///< JSON text, as the model was shown it
  std::string extra;   ///< JSON text of an object
  std::optional<std::string> error;
  std::optional<std::int64_t> duration_ms, exit_code;
};

struct OpenCall {
  Event start;            ///< as it was told, or would have been
  std::size_t order = 0;  ///< of its start among the calls
  std::size_t at = 0;     ///< where its line begins
  bool silent = false;    ///< its start is not told before its end
  CallEnd end;            ///< what is known of its end so far
};

/// Gathers what one transcript tells. Redacts whatever it is told. Takes some times the memory of the text,
/// no more: what a short line makes long events of is left out beyond that.
class Telling {
 public:
  /// Borrows `redact`.
  Telling(std::string_view agent, const TranscriptText& transcript, const Redactor& redact);

  Event line;          ///< what all events of the line that is read have
  std::size_t at = 0;  ///< where that line begins
  bool quiet = false;  ///< the line was told before: nothing of it is told
  std::int64_t skipped = 0;

  /// Sets the line's time, that of the line before it if it has none, and what names it.
  void stamp(std::optional<Nanos> ts, std::string_view source_event);
  Event event(Kind kind);
  /// `key`: what the line calls itself; "" is where it begins. Tells nothing twice.
  void tell(Event&& event, std::string_view key = {});
  void begin(std::string_view call_id, std::string_view tool, std::string_view input, bool silent = false);
  /// A call of the line's thread that has not ended, or null. Valid until the next call of a method.
  OpenCall* open(std::string_view call_id);
  /// Tells the end of a call, and before it its start if that was silent. One whose start was not seen has no
  /// tool.
  void end(std::string_view call_id, CallEnd&& end);
  void forget(std::string_view call_id);
  /// Ends the open calls of the line's thread: nothing more can come of them in this turn.
  void leave(Status status);
  void leave_all(Status status);
  /// `readable`: where the last whole line ends.
  Told finish(std::size_t readable) &&;

 private:
  using Calls = std::unordered_map<std::string, OpenCall>;

  void bound();
  /// Is there memory left for so many copies of the event?
  bool has_room(const Event& event, std::size_t copies);
  void put(Event&& event, std::string_view role, std::string_view key);
  void put_end(const OpenCall& call, CallEnd&& end, std::string_view role);
  void leave(Calls&& calls, Status status);
  void clean(Event& event) const;

  const Redactor& redact_;
  std::map<std::string, Calls, std::less<>> open_;          ///< by thread
  std::vector<std::pair<std::size_t, std::size_t>> ended_;  ///< where the lines of starts and ends begin
  std::size_t calls_ = 0;
  bool untimed_ = false;  ///< the line that is read has no time of its own
  std::unordered_set<std::string> ids_;
  std::size_t room_;  ///< bytes that events may still take
  Told told_;
};

/// The event_id of what a transcript tells: the same parts give the same one, a valid ULID of `ts`.
std::string told_id(Nanos ts, std::initializer_list<std::string_view> parts);

}  // namespace galdr::event
