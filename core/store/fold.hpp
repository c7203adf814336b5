/// The fold: span lines into catalog.db. Incremental and rebuilding use the same one, so both give the same
/// rows.
///
/// Writer: whoever holds drain.lock, inside one transaction. The tables `event`,
/// `amendment` and `subagent` are owned here; reader.cpp reads them.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <unordered_map>

#include "core/event/event.hpp"
#include "core/store/calls.hpp"
#include "core/store/sessions.hpp"
#include "core/store/skill_loads.hpp"

namespace galdr::store {

/// Where a line lies in its session's span file: bytes from the start, and its length without the newline.
struct Place {
  std::int64_t offset = 0, length = 0;
};

/// Not thread-safe. Borrows `db`, which must outlive it. Sessions are written at flush(), once each.
class Fold {
 public:
  explicit Fold(SQLite::Database& db);

  /// Is there a line with this id, in the catalog or folded just now?
  bool knows(const std::string& event_id);
  /// The session, from the catalog or just now. Nothing if there is none yet; the pointer is valid until
  /// flush().
  Session* session(std::int64_t id);
  /// Adds a session without events, kept in `file` below spans/.
  Session& add_session(const event::Event& first, const std::string& file);
  /// Folds one line that stands at `place`. False, and nothing done, if its id is known: the first line
  /// counts.
  bool add(const event::Event& event, Session& session, Place place);
  Calls& calls() { return calls_; }
  /// The session to which a subagent belongs whose events name `child` as their session. Nothing if it is
  /// none.
  std::optional<std::int64_t> session_of_subagent(std::int64_t child);
  /// Writes the sessions that changed. Before the commit.
  void flush();
  /// Removes all rows of a session, so that its file can be folded anew.
  void erase(std::int64_t session);

 private:
  CallChange fold_into_call(const event::Event& event, const Session& session);
  void insert(const event::Event& event, const Session& session, Place place, bool superseded);
  void note_subagent(const event::Event& event, const Session& session);
  void note_amendment(const std::string& event_id, const Session& session, Place place);
  SQLite::Database& db_;
  Sessions sessions_;
  Calls calls_;
  SkillLoads loads_;
  SQLite::Statement knows_, insert_, supersede_, subagent_;
  std::string unknown_;  ///< the last id that was asked for and not there
  std::unordered_map<std::int64_t, Session> changed_;
  std::unordered_map<std::int64_t, std::optional<std::int64_t>> parents_;  ///< what was asked of subagents
};

/// Was this prompt typed by a person? Claude also submits notices of its background tasks as prompts, and a
/// subagent is prompted by its parent.
bool is_from_user(const event::Event& prompt);

}  // namespace galdr::store
