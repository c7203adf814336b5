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
#include "core/store/policy.hpp"
#include "core/store/recent.hpp"
#include "core/store/recordings.hpp"
#include "core/store/span_log.hpp"
#include "core/store/work.hpp"

namespace galdr::store {

/// What the intake goes by, and remembers from one batch to the next.
struct IntakeRules {
  event::Redactor redact;
  event::Keep keep;  ///< how much of a payload
  Policy policy{{}, {}};
  RecentEvents recent;
};

enum class Taken { added, known, denied };

class Intake {
 public:
  /// Borrows all three, which must outlive it. `catalog` is inside a transaction.
  Intake(Catalog& catalog, const Root& root, IntakeRules& rules);

  /// Takes one raw event. Throws std::exception if the event itself cannot be understood; then nothing of it
  /// was taken. Throws Error or SQLite::Exception if the store failed.
  Taken take(const event::RawEvent& raw);
  /// Takes of what a transcript tells of one session what is not recorded yet: ends of calls, what their
  /// hooks left out, calls that no hook told; with `calls_only` false also prompts, turns and the rest.
  /// Returns how many lines that made.
  std::int64_t take_told(std::vector<event::Event>&& told, bool calls_only);
  /// Ends a session that has been silent.
  void end_silent(const Session& silent);
  /// Is there a line with this id, written or queued?
  bool knows(const std::string& event_id) { return fold_.knows(event_id); }

  /// Writes and syncs the lines, then the rows; the caller commits the transaction after it. Throws
  /// Error{io}: then no file holds anything of the batch.
  void write();
  /// Lines so far, derived ones included.
  std::int64_t lines() const { return lines_; }
  std::int64_t bytes() const { return batch_.bytes(); }
  /// Those that this batch told of, each once.
  const NamedTranscripts& transcripts() const { return transcripts_; }

 private:
  friend class ToldEvents;
  std::int64_t key_of(const event::Event& event);
  Session& session_of(const event::Event& event);
  bool denies(const event::Event& event);
  void adopt(event::Normalised& normalised);
  void append(event::Event& event, Session& session);
  void append_listed(const event::Event& source, const event::ListedCall& listed, Session& session);
  void close_calls(const event::Event& source, event::Closes closes, Session& session);
  void identify(event::Event& event, const Session& session);
  void recall(const Session& session);
  void mark_duplicate(event::Event& event, const Session& session);
  void note_transcript(const event::Event& event);

  Catalog& catalog_;
  IntakeRules& rules_;
  Fold fold_;
  SpanBatch batch_;
  RecordingBinder binder_;
  std::unordered_map<std::string, std::int64_t> keys_;  ///< of the sessions of this batch, by agent and id
  std::unordered_set<std::int64_t> caught_up_;
  NamedTranscripts transcripts_;
  std::int64_t lines_ = 0;
};

}  // namespace galdr::store
