/// What people and checks said of skills: verdicts/YYYY-MM.jsonl is the truth, append-only, a line each, in
/// the month in which it was said. The table `verdict` is its index.
///
/// Writer: whoever holds drain.lock. Bytes after a file's last newline are a torn write and are cut.
/// Tables: schema/catalog/0004_skill_uses.sql.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/paths.hpp"

namespace galdr::store {

/// One line. Of a use of a skill where `session_id` is set, else of the skill as a whole.
struct Verdict {
  std::string id;             ///< the writer's own, or made from what it says
  std::string kind = "said";  ///< "said", or "pin" and "unpin" of a use that others are held against
  std::string skill;
  Nanos ts = 0;
  std::string agent, session_id;     ///< of the use
  std::int64_t seq = 0;              ///< of the event that loaded the skill there; 0: any use in that session
  std::string version;               ///< of the skill
  std::optional<std::int64_t> step;  ///< from 1; nothing: all of it
  std::string word;                  ///< "good", "bad" or "mixed"; "" of a pin
  std::optional<double> score;       ///< 0 to 1, as the judge gave it
  std::string judge;                 ///< who said so
  std::string note;
  std::string baseline;  ///< of a pin: JSON object; else ""
};

/// Its line, without the newline, and back; nothing if the text is no verdict.
std::string to_line(const Verdict& verdict);
std::optional<Verdict> verdict_from(std::string_view line);

/// Writes those whose id is not known yet, in one go, synced, and indexes them; true for each that was new.
/// The index must match the files (Catalog::heal). Throws Error{io}: then no file holds any of them.
std::vector<bool> append_verdicts(SQLite::Database& catalog, const Root& root,
                                  const std::vector<Verdict>& verdicts);
/// Makes the index match the files, in the caller's transaction. Lines that cannot be read are left out.
void index_verdicts(SQLite::Database& catalog, const Root& root);

/// Those of a skill, or of all where `skill` is empty, oldest first.
std::vector<Verdict> verdicts_of(SQLite::Database& catalog, const std::string& skill);

}  // namespace galdr::store
