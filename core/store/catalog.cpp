#include "core/store/catalog.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <unordered_map>

#include "core/base/error.hpp"
#include "core/store/recordings.hpp"
#include "core/store/sql.hpp"
#include "core/store/verdicts.hpp"
#include "schema/schema.hpp"

namespace galdr::store {
namespace {

constexpr std::int64_t kCommitBytes = std::int64_t{32} << 20;  ///< folded between two commits of a rebuild

/// A line that belongs into `file`: readable, and of the session that the file is named after.
std::optional<event::Event> event_of(std::string_view line, const std::string& file) {
  auto event = event::from_line(line);
  if (!event || event->session_id.empty()) return std::nullopt;
  if (file.substr(file.find_last_of('/') + 1) != span_file_name(event->agent, event->session_id))
    return std::nullopt;
  return event;
}

}  // namespace

Catalog::Catalog(const Root& root)
    : root_(root),
      spans_(root.spans()),
      db_(std::make_unique<SQLite::Database>(open_database(root.catalog(), schema::catalog()))) {}

void Catalog::discard(const Root& root) {
  for (const char* suffix : {"", "-wal", "-shm"}) ::unlink((root.catalog() + suffix).c_str());
}

bool Catalog::has_moved() {
  int moved = 0;
  return sqlite3_file_control(db_->getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
         moved != 0;
}

std::int64_t Catalog::catch_up(Fold& fold, const std::string& file, Session* session, Healed& healed) const {
  std::int64_t from = session != nullptr ? session->folded_bytes : 0;
  if (session != nullptr && spans_.size(file) < from) {  // the truth was replaced by something shorter
    fold.erase(session->id);
    session = nullptr;
    from = 0;
  }
  std::int64_t skipped = 0;
  const std::int64_t end = spans_.read(file, from, [&](std::string_view line, std::int64_t offset) {
    const auto event = event_of(line, file);
    if (!event) {
      ++skipped;
      return;
    }
    if (session == nullptr) session = &fold.add_session(*event, file);
    const bool added = fold.add(*event, *session, {offset, static_cast<std::int64_t>(line.size())});
    healed.events += added ? 1 : 0;
  });
  if (end < spans_.size(file)) spans_.cut(file, end);
  healed.files += 1;
  healed.skipped += skipped;
  if (session != nullptr) {
    session->skipped += skipped;
    session->folded_bytes = end;
  }
  return end;
}

void Catalog::fold_missing(Healed& healed, std::unordered_map<std::string, KnownFile> known,
                           const CommitEvery& commit) {
  auto fold = std::make_unique<Fold>(*db_);
  std::int64_t bytes = 0;
  for (const auto& found : spans_.files()) {
    const auto row = known.find(found.file);
    const auto id = row == known.end() ? 0 : row->second.session;
    const bool matches = row != known.end() && row->second.folded_bytes == found.bytes;
    if (row != known.end()) known.erase(row);
    if (matches) continue;
    catch_up(*fold, found.file, fold->session(id), healed);
    bytes += found.bytes;
    if (bytes < kCommitBytes) continue;
    fold->flush();
    commit();
    bytes = 0;
  }
  for (const auto& [name, gone] : known) fold->erase(gone.session);
  fold->flush();
}

Healed Catalog::heal() {
  Healed healed;
  try {
    auto known = Sessions(*db_).files();
    auto transaction = std::make_unique<Immediate>(*db_);
    fold_missing(healed, std::move(known), [&] {
      transaction->commit();
      transaction.reset();
      transaction = std::make_unique<Immediate>(*db_);
    });
    index_recordings(*db_, root_);
    index_verdicts(*db_, root_);
    transaction->commit();
  } catch (const SQLite::Exception& e) {
    throw translate(e, root_.catalog());
  }
  return healed;
}

Healed Catalog::rebuild() {
  Healed healed;
  try {
    Immediate transaction(*db_);  // one, so that readers see the old rows until the new ones are there
    db_->exec(
        "DELETE FROM session; DELETE FROM event; DELETE FROM call; DELETE FROM subagent; DELETE FROM "
        "amendment; DELETE FROM "
        "recording; DELETE FROM skill_load; DELETE FROM verdict; DELETE FROM verdict_file");
    fold_missing(healed, {}, [] {});
    index_recordings(*db_, root_);
    index_verdicts(*db_, root_);
    transaction.commit();
  } catch (const SQLite::Exception& e) {
    throw translate(e, root_.catalog());
  }
  return healed;
}

}  // namespace galdr::store
