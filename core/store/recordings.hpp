/// Recordings: named slices of sessions. recordings/<rec_id>.json is the truth, the table `recording` its
/// index.
///
/// Writer: whoever holds drain.lock. A file is replaced atomically.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/paths.hpp"
#include "core/event/event.hpp"

namespace galdr::store {

struct Recording {
  std::string rec_id;  ///< ULID
  std::string name, goal;
  std::map<std::string, std::string> inputs;
  std::string agent, session_id;  ///< empty while nothing is bound
  std::string cwd;                ///< where it was started
  std::string state;              ///< "recording" or "done"
  Nanos started_at = 0;
  std::optional<Nanos> ended_at;
  std::int64_t from_seq = 0;           ///< first event of the slice; 0 while nothing is bound
  std::optional<std::int64_t> to_seq;  ///< last one; nothing while it goes on

  bool bound() const { return !session_id.empty(); }
};

/// Its file's text, and back; nothing if the text is no recording.
std::string to_json(const Recording& recording);
std::optional<Recording> recording_from(const std::string& json);

/// Writes the file and the index row. Throws Error{io}.
void save(SQLite::Database& catalog, const Root& root, const Recording& recording);
/// Removes both. Throws Error{io}.
void remove(SQLite::Database& catalog, const Root& root, const std::string& rec_id);
/// Makes the index match the folder, in the caller's transaction. Files that are no recordings are left out.
void index_recordings(SQLite::Database& catalog, const Root& root);

/// All, oldest first.
std::vector<Recording> all_recordings(SQLite::Database& catalog);
/// By id, exact name (the newest of it), or a unique beginning of an id or a name. More than one: all of
/// them.
std::vector<Recording> matching_recordings(SQLite::Database& catalog, const std::string& text);

/// Binds recordings that wait for a session to the first event at or under their folder.
class RecordingBinder {
 public:
  RecordingBinder(SQLite::Database& catalog, const Root& root);
  void see(const event::Event& event);
  /// Writes the recordings that were bound. After the events' lines are on the disk.
  void save_bound();

 private:
  SQLite::Database& catalog_;
  const Root& root_;
  std::vector<Recording> waiting_, bound_;
};

/// Is `path` `dir` or below it?
bool at_or_under(const std::string& path, const std::string& dir);

}  // namespace galdr::store
