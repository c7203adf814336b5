/// The intake: raw events become lines of span files and rows of the catalog, all of a batch or nothing of
/// it.
///
/// Lives within one catalog transaction, under drain.lock. An event that is known is dropped. What one event
/// tells of others (calls that a summary lists, calls that nothing can end any more) becomes lines of their
/// own before it, with ids made from its id: if the event's line is there, so are they.
#pragma once
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/event/normalise.hpp"
#include "core/store/catalog.hpp"
#include "core/store/fold.hpp"
#include "core/store/recordings.hpp"
#include "core/store/span_log.hpp"

namespace galdr::store {

/// A call that was closed as `unknown`, and the file in which its agent may have written how it ended.
struct ClosedCall {
  event::Event end;        ///< the line that closed it
  std::string transcript;  ///< as a payload named it: not to be trusted
};

class Intake {
 public:
  /// Borrows all three, which must outlive it. `catalog` is inside a transaction.
  Intake(Catalog& catalog, const Root& root, const event::Redactor& redact);

  /// Takes one raw event. False if its id was known. Throws std::exception if the event itself cannot be
  /// understood; then nothing of it was taken. Throws Error or SQLite::Exception if the store failed.
  bool take(const event::RawEvent& raw);
  /// The same for an event that is normalised already.
  bool take(event::Normalised&& normalised);
  /// Is there a line with this id, written or queued?
  bool knows(const std::string& event_id) { return fold_.knows(event_id); }

  /// Writes and syncs the lines, then the rows; the caller commits the transaction after it. Throws
  /// Error{io}: then no file holds anything of the batch.
  void write();
  /// Lines so far, derived ones included.
  std::int64_t lines() const { return lines_; }
  std::int64_t bytes() const { return batch_.bytes(); }
  /// Those of this batch whose agent keeps transcripts.
  std::vector<ClosedCall> take_closed_calls() { return std::move(closed_); }

 private:
  std::int64_t key_of(const event::Event& event);
  Session& session_of(const event::Event& event);
  void append(event::Event& event, Session& session);
  void append_listed(const event::Event& source, const event::ListedCall& listed, Session& session);
  void close_calls(const event::Event& source, event::Closes closes, Session& session);
  void mark_duplicate(event::Event& event, const Session& session);

  Catalog& catalog_;
  const event::Redactor& redact_;
  Fold fold_;
  SpanBatch batch_;
  RecordingBinder binder_;
  std::unordered_map<std::string, std::int64_t> keys_;  ///< of the sessions of this batch, by agent and id
  std::unordered_set<std::int64_t> caught_up_;
  std::vector<ClosedCall> closed_;
  std::int64_t lines_ = 0;
};

}  // namespace galdr::store
