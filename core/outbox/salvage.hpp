/// A damaged outbox.db: told from a busy one, copied aside, made anew in place, and what can be read of the
/// copy put back for the drain to take.
///
/// Under drain.lock; hooks may be at work meanwhile. So the file is never renamed or removed: a hook that has
/// it open would commit into neither. A copy is a folder below damaged/, named by a ULID:
///   outbox.db, outbox.db-wal   as they were found; they may hold what agents sent, unredacted
///   report                     one line, written once all that can be read is back:
///                              galdr-salvage 1 <time> <recovered> <cut> <unreadable pages> <pages>\n
/// A copy of which everything could be read is removed then.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/paths.hpp"
#include "core/outbox/database.hpp"

namespace galdr::outbox {

/// What came of one damaged outbox.db. Readable as a report, or just done.
struct Salvaged {
  std::string folder;           ///< where the copy is; empty if it was removed
  Nanos at = 0;                 ///< when
  std::int64_t recovered = 0;   ///< events put back, dead ones included
  std::int64_t cut = 0;         ///< of these, how many without the end of their payload
  std::int64_t unreadable = 0;  ///< pages that may have held more events
  std::int64_t pages = 0;
};

/// Is this event drained already? Old pages hold rows that were deleted.
using Known = std::function<bool(const std::string& event_id)>;

/// Looks after outbox.db, as far as needed, and finishes what an earlier call began. `thorough`: reads every
/// page, not only those that an insert needs. Returns what was salvaged; as a rule nothing. Throws Error:
/// busy or io, where the copy cannot be made or a hook holds the file; then nothing has changed.
std::vector<Salvaged> mend(const Root& root, bool thorough, const Known& known);
/// Is there a copy that was not worked off to its end?
bool has_unfinished(const Root& root);
/// The copies that were kept, oldest first.
std::vector<Salvaged> list_salvaged(const Root& root);
/// Puts the rows of `from`, an outbox.db that was deleted or replaced while it was open, into the one of
/// `root`. Returns how many. Needs no lock: the drain takes each event id once.
std::int64_t carry_over(Database& from, const Root& root);
/// "12 event(s) recovered, …": for people.
std::string describe(const Salvaged& salvaged);

}  // namespace galdr::outbox
