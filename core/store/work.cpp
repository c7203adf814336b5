#include "core/store/work.hpp"

#include <sqlite3.h>

#include <iterator>
#include <sstream>

#include "core/store/sql.hpp"

namespace galdr::store {
namespace {

/// An agent writes its transcript at its leisure, so one look may be too early.
constexpr int kLooks = 5;

constexpr char kFollow[] =
    "INSERT INTO transcript(path,agent,session_id,settled,size,looks_left)VALUES(?1,?2,?3,0,-1,?4)"
    " ON CONFLICT(path) DO UPDATE SET looks_left=?4,size=-1";
constexpr char kFind[] = "SELECT path,agent,session_id,settled,size,looks_left FROM transcript WHERE path=?1";
constexpr char kDue[] =
    "SELECT path,agent,session_id,settled,size,looks_left FROM transcript WHERE looks_left>0 ORDER BY path "
    "LIMIT 100";
constexpr char kPut[] =
    "INSERT OR REPLACE INTO "
    "transcript(path,agent,session_id,settled,size,looks_left)VALUES(?1,?2,?3,?4,?5,?6)";
constexpr char kCount[] =
    "INSERT INTO counter(name,value)VALUES(?1,?2) ON CONFLICT(name) DO UPDATE SET value=value+?2";
constexpr char kCounted[] = "SELECT value FROM counter WHERE name=?1";
constexpr char kSilenced[] = "SELECT id,name,shape,until FROM suggestion ORDER BY id";
constexpr char kSilence[] = "INSERT OR REPLACE INTO suggestion(id,name,shape,until)VALUES(?1,?2,?3,?4)";
constexpr char kUnsilence[] = "DELETE FROM suggestion WHERE id=?1";

FollowedTranscript transcript_of(SQLite::Statement& row) {
  return {row.getColumn(0).getString(), row.getColumn(1).getString(), row.getColumn(2).getString(),
          row.getColumn(3).getInt64(),  row.getColumn(4).getInt64(),  row.getColumn(5).getInt()};
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), {}};
}

Silenced silenced_of(SQLite::Statement& row) {
  Silenced out{
      row.getColumn(0).getString(), row.getColumn(1).getString(), words_of(row.getColumn(2).getString()), {}};
  if (!row.getColumn(3).isNull()) out.until = row.getColumn(3).getInt64();
  return out;
}

}  // namespace

Work::Work(const Root& root) : db_(open_database(root.work(), schema::work())), path_(root.work()) {}

bool Work::has_moved() {
  int moved = 0;
  return sqlite3_file_control(db_.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
         moved != 0;
}

template <typename F>
auto Work::guarded(F work) {
  try {
    return work();
  } catch (const SQLite::Exception& e) {
    throw Error(ErrorCode::io, path_ + ": " + e.what());
  }
}

void Work::follow(const NamedTranscripts& transcripts) {
  if (transcripts.empty()) return;
  guarded([&] {
    Immediate transaction(db_);
    SQLite::Statement follow(db_, kFollow);
    for (const auto& [path, named] : transcripts) {
      follow.reset();
      follow.bind(1, path);
      follow.bind(2, named.agent);
      follow.bind(3, named.session_id);
      follow.bind(4, kLooks);
      follow.exec();
    }
    transaction.commit();
  });
}

std::optional<FollowedTranscript> Work::transcript(const std::string& path) {
  return guarded([&]() -> std::optional<FollowedTranscript> {
    SQLite::Statement find(db_, kFind);
    find.bind(1, path);
    if (!find.executeStep()) return std::nullopt;
    return transcript_of(find);
  });
}

std::vector<FollowedTranscript> Work::due() {
  return guarded([&] {
    std::vector<FollowedTranscript> due;
    for (SQLite::Statement row(db_, kDue); row.executeStep();) due.push_back(transcript_of(row));
    return due;
  });
}

void Work::put(const FollowedTranscript& transcript) {
  guarded([&] {
    SQLite::Statement put(db_, kPut);
    put.bind(1, transcript.path);
    put.bind(2, transcript.agent);
    put.bind(3, transcript.session_id);
    put.bind(4, transcript.settled);
    put.bind(5, transcript.size);
    put.bind(6, transcript.looks_left);
    put.exec();
  });
}

void Work::count(const std::string& counter, std::int64_t more) {
  guarded([&] {
    SQLite::Statement count(db_, kCount);
    count.bind(1, counter);
    count.bind(2, more);
    count.exec();
  });
}

std::int64_t Work::counted(const std::string& counter) {
  return guarded([&]() -> std::int64_t {
    SQLite::Statement counted(db_, kCounted);
    counted.bind(1, counter);
    return counted.executeStep() ? counted.getColumn(0).getInt64() : 0;
  });
}

std::vector<Silenced> Work::silenced() {
  return guarded([&] {
    std::vector<Silenced> all;
    for (SQLite::Statement row(db_, kSilenced); row.executeStep();) all.push_back(silenced_of(row));
    return all;
  });
}

void Work::silence(const Silenced& suggestion) {
  std::string shape;
  for (const std::string& deed : suggestion.shape) shape += (shape.empty() ? "" : " ") + deed;
  guarded([&] {
    SQLite::Statement silence(db_, kSilence);
    silence.bind(1, suggestion.id);
    silence.bind(2, suggestion.name);
    silence.bind(3, shape);
    suggestion.until ? silence.bind(4, *suggestion.until) : silence.bind(4);
    silence.exec();
  });
}

bool Work::unsilence(const std::string& id) {
  return guarded([&] {
    SQLite::Statement unsilence(db_, kUnsilence);
    unsilence.bind(1, id);
    return unsilence.exec() > 0;
  });
}

}  // namespace galdr::store
