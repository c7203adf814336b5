/// What hooks left open, taken from elsewhere: how calls ended, from the agents' own transcripts; that a
/// session ended, from its silence.
#pragma once
#include <optional>
#include <string>

#include "core/base/paths.hpp"
#include "core/store/catalog.hpp"
#include "core/store/intake.hpp"
#include "core/store/work.hpp"

namespace galdr::drain {

/// A transcript, or its end where it is very long.
struct TranscriptPart {
  std::string text;
  std::int64_t skipped = 0;  ///< bytes that are left out: between its first line and the rest
  std::int64_t size = 0;     ///< of the file
};
/// Its first line, and what comes from byte `settled` on, 64 MB at most. Nothing unless it is a plain file of
/// this user's, below `folder`, and no link.
std::optional<TranscriptPart> read_transcript(const std::string& path, const std::string& folder,
                                              std::int64_t settled);

/// Not thread-safe. Needs drain.lock.
class Settling {
 public:
  /// `silent_after`: a session of which nothing was heard for so long has ended; 0: none ever does.
  Settling(const Root& root, Nanos silent_after) : root_(root), silent_after_(silent_after) {}

  /// Remembers what a batch told of, before it is committed.
  void note(const store::Intake& intake, std::int64_t denied);
  /// Looks at every transcript that may have something new, and at sessions that are silent. Never throws
  /// over a transcript; throws Error or SQLite::Exception where the store fails.
  void look(store::Catalog& catalog, store::IntakeRules& rules);
  /// Events that the user's policies dropped, ever.
  std::int64_t denied() { return work().counted("denied"); }

 private:
  store::Work& work();
  void look_at(store::FollowedTranscript transcript, store::Catalog& catalog, store::IntakeRules& rules);
  void look_at_subagents(const store::FollowedTranscript& of, store::Catalog& catalog,
                         store::IntakeRules& rules);
  void end_silent_sessions(store::Catalog& catalog, store::IntakeRules& rules);

  Root root_;
  Nanos silent_after_;
  Nanos silence_checked_ = 0;
  std::optional<store::Work> work_;
};

}  // namespace galdr::drain
