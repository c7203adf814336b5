/// Sessions: one row a session in catalog.db, folded from the lines of its span file.
///
/// Writer: whoever holds drain.lock. Readers: any command. Table: schema/catalog/0001_catalog.sql.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/clock.hpp"

namespace galdr::store {

struct Session {
  std::int64_t id = 0;  ///< see session_key
  std::string agent, session_id;
  std::string file;               ///< its span file, below spans/
  std::int64_t folded_bytes = 0;  ///< how much of the file is in the catalog; a hint, the file is the truth
  std::int64_t last_seq = 0;
  std::int64_t events = 0;  ///< superseded ones left out
  std::int64_t calls = 0, failures = 0;
  std::int64_t skipped = 0;  ///< lines that could not be read
  Nanos started_at = 0, last_at = 0;
  std::optional<Nanos> ended_at;
  bool ended_by_silence = false;  ///< galdr's own conclusion, taken back by the next event
  std::optional<std::string> cwd;
  std::optional<std::string> prompt;  ///< the first that a person typed, its first 400 bytes
};

/// What the catalog knows of a span file.
struct KnownFile {
  std::int64_t session = 0;
  std::int64_t folded_bytes = 0;
};

/// The id of (agent, session id): the same on every machine, so that a rebuilt catalog has the same rows.
std::int64_t session_key(std::string_view agent, std::string_view session_id);

/// Not thread-safe. Borrows `db`, which must outlive it. Throws Error: busy, corrupt or io.
class Sessions {
 public:
  explicit Sessions(SQLite::Database& db);
  void put(const Session& session);
  std::optional<Session> find(std::int64_t id);
  /// All, oldest first, but what an agent calls a session and is a subagent of one.
  std::vector<Session> all();
  /// The span files of all, by their names below spans/.
  std::unordered_map<std::string, KnownFile> files();
  /// Those whose session id is `text` or begins with it; an exact match alone counts.
  std::vector<Session> matching(const std::string& text);
  std::optional<Session> latest();
  /// Those without an end of which nothing was heard since `before`.
  std::vector<Session> silent_since(Nanos before);
  void erase(std::int64_t id);

 private:
  SQLite::Database& db_;
  SQLite::Statement put_, find_;
};

}  // namespace galdr::store
