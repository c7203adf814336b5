/// work.db: what galdr still has to do or has counted, and can fold from nothing else.
///
/// Writer: whoever holds drain.lock; of what a person decided about suggestions, that command. Its tables are
/// in schema/work. A lost one costs a look at transcripts and those decisions, no event.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/paths.hpp"

namespace galdr::store {

/// Whose transcript a payload named, after something came to an end in it.
struct NamedTranscript {
  std::string agent, session_id;
};
/// By their paths: not to be trusted.
using NamedTranscripts = std::map<std::string, NamedTranscript>;

/// A transcript that a session's hooks told of.
struct FollowedTranscript {
  std::string path, agent, session_id;
  std::int64_t settled = 0;  ///< bytes that need not be read again
  std::int64_t size = 0;     ///< at the last look
  int looks_left = 0;
};

/// A task that a person does not want to be told of.
struct Silenced {
  std::string id, name;
  std::vector<std::string> shape;  ///< see suggest::Suggestion
  std::optional<Nanos> until;      ///< nothing: never again
};

/// Not thread-safe. Opening throws Error: busy, corrupt, invalid or io; the rest io.
class Work {
 public:
  explicit Work(const Root& root);
  /// Has the file been deleted or replaced since it was opened?
  bool has_moved();

  /// There is something new to be read in them: they are looked at again, each from where it is settled.
  void follow(const NamedTranscripts& transcripts);
  std::optional<FollowedTranscript> transcript(const std::string& path);
  /// Those that are to be looked at, a few at a time.
  std::vector<FollowedTranscript> due();
  void put(const FollowedTranscript& transcript);

  void count(const std::string& counter, std::int64_t more);
  std::int64_t counted(const std::string& counter);

  /// In the order of their ids; those whose time is over, too.
  std::vector<Silenced> silenced();
  void silence(const Silenced& suggestion);
  /// False if none has this id.
  bool unsilence(const std::string& id);

 private:
  template <typename F>
  auto guarded(F work);
  SQLite::Database db_;
  std::string path_;
};

}  // namespace galdr::store
