#include "core/outbox/salvage.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <set>
#include <sstream>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/ulid.hpp"
#include "core/outbox/create.hpp"
#include "core/outbox/dead.hpp"
#include "core/outbox/pages.hpp"
#include "schema/schema.hpp"

namespace galdr::outbox {
namespace {

constexpr char kProbe[] = "INSERT INTO outbox(event_id,envelope,payload)VALUES('','','')";
constexpr char kPutBack[] = "INSERT INTO outbox(event_id,envelope,payload)VALUES(?1,?2,?3)";
constexpr char kAllDead[] = "SELECT id,event_id,envelope,payload,reason FROM dead ORDER BY id";
constexpr char kAllRows[] = "SELECT id,event_id,envelope,payload FROM outbox ORDER BY id";
/// Ids and tokens never come back: they go on from a number that no outbox has reached by counting.
constexpr char kSequences[] = "INSERT INTO sqlite_sequence(name,seq)VALUES('outbox',?1),('claim',?1)";
constexpr std::int64_t kCommitBytes = 4 << 20;
constexpr std::size_t kMostCopies = 16;

std::string damaged_dir(const Root& root) { return root.dir + "/damaged"; }

/// A file's bytes, mapped. Empty if there is none.
class Mapped {
 public:
  explicit Mapped(const std::string& path) {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    const auto size = fd ? file_size(path).value_or(0) : 0;
    if (size == 0) return;
    void* at = ::mmap(nullptr, static_cast<std::size_t>(size), PROT_READ, MAP_PRIVATE, fd.get(), 0);
    if (at == MAP_FAILED) throw errno_error("cannot map " + path);
    bytes_ = {static_cast<const char*>(at), static_cast<std::size_t>(size)};
  }
  ~Mapped() {
    if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
  }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

/// A folder for a copy: .tmp-<ULID> until it is whole.
class Copy {
 public:
  explicit Copy(const Root& root) : dir_(damaged_dir(root)), name_(new_ulid(realtime_now()).view()) {
    make_private_dirs(dir_);
    for (const auto& old : names_in(dir_))
      if (old.rfind(".tmp-", 0) == 0) remove(dir_ + "/" + old);
    if (names_in(dir_).size() >= kMostCopies)
      throw Error(ErrorCode::io,
                  dir_ + " holds " + std::to_string(kMostCopies) +
                      " damaged copies already: outbox.db is not made anew until some are removed");
    make_private_dirs(temporary());
  }
  ~Copy() {
    if (!whole_) remove(temporary());
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  static void remove(const std::string& folder) {
    for (const auto& name : names_in(folder)) ::unlink((folder + "/" + name).c_str());
    ::rmdir(folder.c_str());
  }
  std::string temporary() const { return dir_ + "/.tmp-" + name_; }
  void publish() {
    sync_dir(temporary());
    if (::rename(temporary().c_str(), (dir_ + "/" + name_).c_str()) != 0)
      throw errno_error("cannot keep a copy of outbox.db in " + dir_);
    sync_dir(dir_);
    whole_ = true;
  }

 private:
  std::string dir_, name_;
  bool whole_ = false;
};

using ReadAt = std::function<bool(char* into, int size, std::int64_t at)>;

/// Copies `size` bytes page by page; one that cannot be read becomes zeros.
void copy_pages(const ReadAt& read, std::int64_t size, const std::string& to) {
  const Fd out = open_file(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  char page[4096];
  for (std::int64_t at = 0; at < size; at += static_cast<std::int64_t>(sizeof page)) {
    const auto n = static_cast<int>(std::min<std::int64_t>(sizeof page, size - at));
    if (!read(page, n, at)) std::fill(page, page + n, '\0');
    if (!write_all(out.get(), {page, static_cast<std::size_t>(n)})) throw errno_error("cannot write " + to);
  }
  if (::fsync(out.get()) != 0) throw errno_error("cannot sync " + to);
}

/// Through SQLite's own descriptors: closing one of ours would let go of the locks of this process.
void copy_open_file(Database& db, int which, const std::string& to) {
  sqlite3_file* file = nullptr;
  sqlite3_int64 size = 0;
  if (sqlite3_file_control(db.get(), "main", which, &file) != SQLITE_OK || file->pMethods == nullptr ||
      file->pMethods->xFileSize(file, &size) != SQLITE_OK)
    return;
  copy_pages([&](char* into, int n,
                 std::int64_t at) { return file->pMethods->xRead(file, into, n, at) == SQLITE_OK; },
             size, to);
}

void copy_closed_file(const std::string& from, const std::string& to) {
  const Fd in = open_file(from, O_RDONLY | O_NOFOLLOW);
  copy_pages([&](char* into, int n,
                 std::int64_t at) { return ::pread(in.get(), into, static_cast<std::size_t>(n), at) == n; },
             file_size(from).value_or(0), to);
}

void set_reset(Database& db, bool on) {
  sqlite3_db_config(db.get(), SQLITE_DBCONFIG_RESET_DATABASE, on ? 1 : 0, nullptr);
}

/// One write transaction from the copy to the new tables: what a hook commits is in the one or the other.
/// With the flag set, SQLite begins the transaction on an empty database whatever the pages hold. Exclusive,
/// since without a WAL a hook that has one open would not be held off by less.
void reset(const Root& root) {
  Copy copy(root);
  Database db(root.outbox(), Database::AsItIs{});
  set_reset(db, true);
  Transaction transaction(db, "BEGIN EXCLUSIVE");
  set_reset(db, false);
  copy_open_file(db, SQLITE_FCNTL_FILE_POINTER, copy.temporary() + "/outbox.db");
  Statement mode(db.get(), "PRAGMA journal_mode");
  if (mode.step() && mode.text(0) == "wal")
    copy_open_file(db, SQLITE_FCNTL_JOURNAL_POINTER, copy.temporary() + "/outbox.db-wal");
  else if (file_size(root.outbox() + "-wal").value_or(0) > 0)
    throw Error(ErrorCode::busy, "outbox.db is busy");  // a hook's, begun since SQLite looked for a WAL
  mode.step();
  copy.publish();
  for (const auto& migration : schema::outbox()) db.execute(migration.sql);
  db.execute(("PRAGMA user_version=" + std::to_string(kVersion)).c_str());
  Statement(db.get(), kSequences).bind(1, realtime_now() / kSecond).step();
  transaction.commit();
  db.execute("VACUUM");  // cuts off the old pages, and says in the file itself that it has a WAL
  db.execute("PRAGMA journal_mode=WAL");
  sqlite3_wal_checkpoint_v2(db.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

/// SQLite takes the WAL of an empty file for a leftover and deletes it.
void save_orphaned_wal(const Root& root) {
  const std::string wal = root.outbox() + "-wal";
  if (file_size(root.outbox()).value_or(1) != 0 || file_size(wal).value_or(0) == 0) return;
  Copy copy(root);
  copy_closed_file(wal, copy.temporary() + "/outbox.db-wal");
  copy.publish();
}

bool is_whole(Database& db) {
  Statement check(db.get(), "PRAGMA quick_check(1)");
  return check.step() && check.text(0) == "ok";
}

/// Could a hook put a row into it? Nothing of the attempt stays.
void probe(Database& db) {
  sqlite3_busy_timeout(db.get(), 0);
  const Transaction transaction(db);
  Statement(db.get(), kProbe).step();
}

bool is_damaged(const std::string& path, bool thorough) {
  try {
    Database db(path);
    if (!db.looks_sound_to_hooks()) {  // its first page may still be in the WAL, whole
      sqlite3_wal_checkpoint_v2(db.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
      if (!db.looks_sound_to_hooks()) return true;
      thorough = true;
    }
    if (thorough && !is_whole(db)) return true;
    probe(db);
    return false;
  } catch (const Error& e) {
    return e.code() == ErrorCode::corrupt;
  }
}

/// Puts rows back, in transactions that no hook has to wait for long.
class PutBack {
 public:
  explicit PutBack(Database& db) : db_(db) {
    db_.execute("PRAGMA synchronous=FULL");  // the copy may be removed after the commit
    db_.execute("BEGIN IMMEDIATE");
  }
  ~PutBack() {
    if (open_) sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  PutBack(const PutBack&) = delete;
  PutBack& operator=(const PutBack&) = delete;

  void add(const std::string& event_id, const std::string& envelope, const std::string& payload) {
    Statement insert(db_.get(), kPutBack);
    insert.bind(1, event_id).bind(2, envelope).bind_blob(3, payload).step();
    bytes_ += static_cast<std::int64_t>(payload.size());
    if (bytes_ < kCommitBytes) return;
    db_.execute("COMMIT; BEGIN IMMEDIATE");
    bytes_ = 0;
  }
  void commit() {
    db_.execute("COMMIT");
    open_ = false;
  }

 private:
  Database& db_;
  std::int64_t bytes_ = 0;
  bool open_ = true;
};

Row row_of(FoundRow&& found) {
  Row row;
  open_envelope(found.envelope, row);
  row.event_id = std::move(found.event_id);
  row.payload = std::move(found.payload);
  row.cut = row.cut || !found.whole;
  return row;
}

void write_report(const Salvaged& s) {
  std::ostringstream line;
  line << "galdr-salvage 1 " << s.at << ' ' << s.recovered << ' ' << s.cut << ' ' << s.unreadable << ' '
       << s.pages << '\n';
  write_file_atomic(s.folder + "/report", line.str());
}

/// Killed anywhere in here, it is done again: the drain takes each event id once.
Salvaged recover(const std::string& folder, const Root& root, const Known& known) {
  Salvaged salvaged{folder, realtime_now()};
  const Mapped db(folder + "/outbox.db"), wal(folder + "/outbox.db-wal");
  Database outbox(root.outbox());
  PutBack back(outbox);
  std::set<std::string> seen;
  const auto scanned = scan_pages(db.bytes(), wal.bytes(), [&](FoundRow&& found) {
    if (known(found.event_id) || !seen.insert(found.event_id).second) return;
    salvaged.recovered += 1;
    salvaged.cut += found.whole ? 0 : 1;
    const auto reason = found.reason;
    const Row row = row_of(std::move(found));
    if (reason)
      bury(outbox, {row, *reason});
    else
      back.add(row.event_id, envelope_of(row), row.payload);
  });
  back.commit();
  salvaged.pages = scanned.pages;
  salvaged.unreadable = scanned.unreadable;
  if (salvaged.unreadable > 0 || salvaged.cut > 0) return write_report(salvaged), salvaged;
  Copy::remove(folder);
  salvaged.folder.clear();
  return salvaged;
}

/// The copies of which there is a report, or of which there is none.
std::vector<std::string> copies(const Root& root, bool reported) {
  std::vector<std::string> folders;
  for (const auto& name : names_in(damaged_dir(root))) {
    const std::string folder = damaged_dir(root) + "/" + name;
    if (is_ulid(name) && (::access((folder + "/report").c_str(), F_OK) == 0) == reported)
      folders.push_back(folder);
  }
  return folders;
}

}  // namespace

std::vector<Salvaged> mend(const Root& root, bool thorough, const Known& known) {
  save_orphaned_wal(root);
  if (is_damaged(root.outbox(), thorough)) reset(root);
  std::vector<Salvaged> done;
  for (const auto& folder : copies(root, false)) done.push_back(recover(folder, root, known));
  return done;
}

bool has_unfinished(const Root& root) { return !copies(root, false).empty(); }

std::vector<Salvaged> list_salvaged(const Root& root) {
  std::vector<Salvaged> all;
  for (const auto& folder : copies(root, true)) {
    Salvaged s{folder};
    std::string magic;
    int version = 0;
    std::istringstream line(read_file(folder + "/report", 4096).value_or(""));
    line >> magic >> version >> s.at >> s.recovered >> s.cut >> s.unreadable >> s.pages;
    all.push_back(s);
  }
  return all;
}

std::int64_t carry_over(Database& from, const Root& root) {
  Database to(root.outbox());
  PutBack back(to);
  std::int64_t rows = 0;
  for (Statement all(from.get(), kAllRows); all.step(); ++rows) {
    const Row row = row_at(all);
    back.add(row.event_id, all.text(2), row.payload);
  }
  for (Statement dead(from.get(), kAllDead); dead.step();) bury(to, {row_at(dead), dead.text(4)});
  back.commit();
  return rows;
}

std::string describe(const Salvaged& s) {
  std::string text = std::to_string(s.recovered) + " event(s) that waited in it were recovered";
  if (s.cut > 0) text += ", " + std::to_string(s.cut) + " of them without their end";
  if (s.unreadable > 0)
    text += "; " + std::to_string(s.unreadable) + " of " + std::to_string(s.pages) +
            " pages cannot be read and may have held more";
  return text;
}

}  // namespace galdr::outbox
