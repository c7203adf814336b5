#include "core/outbox/salvage.hpp"

#include <sys/stat.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <thread>

#include "core/base/error.hpp"
#include "core/base/ulid.hpp"
#include "core/outbox/create.hpp"
#include "core/outbox/pages.hpp"
#include "tests/core/outbox/rows.hpp"
#include "tests/support/support.hpp"

namespace galdr::test {
namespace {

using Payloads = std::map<std::string, std::string>;  ///< by event id

constexpr std::size_t kPage = 4096;

bool nothing_known(const std::string&) { return false; }

/// Bytes that are nowhere the same.
std::string noise(std::size_t size, std::size_t seed) {
  std::mt19937 random(static_cast<unsigned>(seed));
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

struct Home {
  TempDir dir;
  Root root{dir / "root"};
  Payloads sent;

  Home() {
    std::filesystem::create_directories(root.dir);
    REQUIRE(outbox::create(root.outbox().c_str()));
  }
  /// As a hook does it, whose process is gone then: its WAL stays, its locks do not.
  void send(outbox::Database& db, const std::string& payload) {
    const auto row = row_with(payload);
    const std::string envelope = envelope_of(row);
    outbox::Statement insert(db.get(), "INSERT INTO outbox(event_id,envelope,payload)VALUES(?1,?2,?3)");
    insert.bind(1, row.event_id).bind(2, envelope).bind_blob(3, payload).step();
    sent[row.event_id] = payload;
  }
  /// `count` rows, of every size that matters: within a page, just over it, many pages.
  void fill(std::size_t count) {
    constexpr std::size_t kSizes[] = {0, 1, 700, 3900, 4000, 4061, 4200, 9000, 65536};
    outbox::Database db(root.outbox());
    sqlite3_db_config(db.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    for (std::size_t i = 0; i < count; ++i) send(db, noise(kSizes[i % std::size(kSizes)], i));
  }
  void checkpoint() const {
    outbox::Database db(root.outbox());
    sqlite3_wal_checkpoint_v2(db.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  }
  /// Overwrites pages in place, as another process would that knows nothing of SQLite.
  void overwrite(std::size_t first_page, const std::string& bytes) const {
    std::fstream file(root.outbox(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>((first_page - 1) * kPage));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    REQUIRE(file.flush());
  }
  std::size_t pages() const { return std::filesystem::file_size(root.outbox()) / kPage; }
  std::vector<outbox::Salvaged> mend() const { return outbox::mend(root, true, nothing_known); }
  Payloads waiting() const {
    outbox::Database db(root.outbox());
    Payloads all;
    for (const auto& row : outbox::list_pending(db, INT64_MAX))
      all[row.event_id] = outbox::find_pending(db, row.event_id).value().payload;
    return all;
  }
  std::vector<std::string> copies() const { return files_below(root.dir + "/damaged"); }
};

}  // namespace

TEST_CASE("whatever pages of an outbox are damaged but those of its rows, every row comes back", "[outbox]") {
  Home home;
  home.fill(40);
  const bool in_wal = GENERATE(false, true);
  if (!in_wal) home.checkpoint();
  SECTION("the header") { home.overwrite(1, noise(kPage, 1)); }
  SECTION("a header of zeros") { home.overwrite(1, std::string(kPage, '\0')); }
  SECTION("the root page of the table") {
    if (!in_wal) home.overwrite(2, noise(kPage, 2));
    home.overwrite(1, noise(100, 1));
  }
  SECTION("all of the file, where the WAL has the rows") {
    home.overwrite(1, noise((in_wal ? home.pages() : 3) * kPage, 3));
  }
  CAPTURE(in_wal);
  home.mend();
  CHECK(home.waiting() == home.sent);
  CHECK(append(home.root.outbox(), "{}") != "");
  outbox::Database db(home.root.outbox());
  CHECK(db.looks_sound_to_hooks());
}

TEST_CASE("an outbox whose rows could all be read leaves no copy behind", "[outbox]") {
  Home home;
  home.fill(20);
  home.checkpoint();
  home.overwrite(1, noise(100, 1));
  const auto salvaged = home.mend();
  REQUIRE(salvaged.size() == 1);
  CHECK(salvaged.front().recovered == 20);
  CHECK(salvaged.front().unreadable == 0);
  CHECK(salvaged.front().folder.empty());
  CHECK(home.copies().empty());
  CHECK(home.mend().empty());
}

TEST_CASE("of an outbox that lost pages the rest comes back, and the copy is kept for its owner alone",
          "[outbox]") {
  Home home;
  home.fill(60);
  home.checkpoint();
  const std::size_t lost = home.pages() / 2;
  SECTION("overwritten") { home.overwrite(lost, noise(3 * kPage, 4)); }
  SECTION("cut off") { std::filesystem::resize_file(home.root.outbox(), lost * kPage); }
  const auto salvaged = home.mend();
  REQUIRE(salvaged.size() == 1);
  CHECK(salvaged.front().unreadable > 0);
  CHECK(salvaged.front().recovered >= 10);
  CHECK(salvaged.front().recovered - salvaged.front().cut < 60);
  const auto waiting = home.waiting();
  CHECK(static_cast<std::int64_t>(waiting.size()) == salvaged.front().recovered);
  for (const auto& [id, payload] : waiting) {
    REQUIRE(home.sent.contains(id));
    CHECK(home.sent[id].compare(0, payload.size(), payload) == 0);
  }
  const auto listed = outbox::list_salvaged(home.root);
  REQUIRE(listed.size() == 1);
  CHECK(listed.front().recovered == salvaged.front().recovered);
  CHECK(listed.front().unreadable == salvaged.front().unreadable);
  for (const auto& file : home.copies()) {
    struct stat info {};
    REQUIRE(::stat((home.root.dir + "/damaged/" + file).c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
  }
  CHECK(home.mend().empty());
}

TEST_CASE("a row of which a newer page is lost comes back from an older one", "[outbox]") {
  Home home;
  home.fill(2);
  home.checkpoint();
  home.fill(1);
  std::string wal = slurp(home.root.outbox() + "-wal");
  REQUIRE(wal.size() > 32 + 24 + kPage);
  for (std::size_t at = 32; at + 24 + kPage <= wal.size(); at += 24 + kPage)
    wal[at + 24 + 2000] = static_cast<char>(wal[at + 24 + 2000] ^ 0x55);  // no frame's checksum holds
  std::size_t found = 0;
  outbox::scan_pages(slurp(home.root.outbox()), wal,
                     [&](outbox::FoundRow&& row) { found += home.sent.contains(row.event_id); });
  CHECK(found >= 3);
}

TEST_CASE("dead rows come back as dead, claims do not come back, and ids go on growing", "[outbox]") {
  Home home;
  home.fill(9);
  const auto dead = row_with("redacted");
  std::int64_t last = 0, token = 0;
  {
    outbox::Database db(home.root.outbox());
    outbox::bury(db, {dead, "it could not be normalised: because"});
    outbox::Claims claims(db, "somebody");
    token = claims.claim({4, 1 << 20})->token;
    last = outbox::counts(db).newest_id.value();
  }
  home.checkpoint();
  home.overwrite(1, noise(kPage, 5));
  home.mend();
  CHECK(home.waiting() == home.sent);
  outbox::Database db(home.root.outbox());
  const auto found = outbox::find_dead(db, dead.event_id);
  REQUIRE(found);
  CHECK(found->reason == "it could not be normalised: because");
  CHECK(found->row.payload == "redacted");
  outbox::Claims claims(db, "another");
  CHECK_FALSE(claims.stale());
  const auto claim = claims.claim({100, 1 << 20});
  CHECK(claim->token > token);
  CHECK(claim->lo > last);
}

TEST_CASE("a row that was drained already does not come back from an old page", "[outbox]") {
  Home home;
  home.fill(9);
  home.checkpoint();
  home.overwrite(1, noise(kPage, 6));
  const std::string drained = home.sent.begin()->first;
  outbox::mend(home.root, true, [&](const std::string& id) { return id == drained; });
  home.sent.erase(drained);
  CHECK(home.waiting() == home.sent);
}

TEST_CASE("a sound outbox, a busy one and one of a newer galdr are left as they are", "[outbox]") {
  Home home;
  home.fill(5);
  SECTION("sound") { CHECK(home.mend().empty()); }
  SECTION("busy") {
    outbox::Database other(home.root.outbox());
    const outbox::Transaction held(other);
    CHECK(outbox::mend(home.root, false, nothing_known).empty());
  }
  SECTION("newer") {
    outbox::Database(home.root.outbox()).execute("PRAGMA user_version=99; PRAGMA wal_checkpoint(TRUNCATE)");
    CHECK(home.mend().empty());
    outbox::Database(home.root.outbox(), outbox::Database::AsItIs{}).execute("PRAGMA user_version=1");
  }
  CHECK(home.waiting() == home.sent);
  CHECK(home.copies().empty());
}

TEST_CASE("an outbox without its tables, or that is another program's, is made anew", "[outbox]") {
  Home home;
  SECTION("no tables") {
    outbox::Database(home.root.outbox()).execute("DROP TABLE outbox; PRAGMA wal_checkpoint(TRUNCATE)");
  }
  SECTION("text") { spit(home.root.outbox(), "this is no database, only text of some length"); }
  home.mend();
  CHECK(append(home.root.outbox(), "{}") != "");
}

TEST_CASE("the WAL of an outbox that was emptied is saved before SQLite deletes it", "[outbox]") {
  Home home;
  home.fill(8);
  std::filesystem::resize_file(home.root.outbox(), 0);
  home.mend();
  CHECK(home.waiting() == home.sent);
}

TEST_CASE("a copy that nobody worked off is worked off, and a half-made one is removed", "[outbox]") {
  Home home;
  home.fill(12);
  home.checkpoint();
  const std::string folder = home.root.dir + "/damaged/" + std::string(new_ulid(realtime_now()).view());
  spit(folder + "/outbox.db", slurp(home.root.outbox()));
  spit(home.root.dir + "/damaged/.tmp-01JD0000000000000000000000/outbox.db", "half");
  spit(home.root.outbox(), std::string(3 * kPage, 'x'));
  CHECK(outbox::has_unfinished(home.root));
  home.mend();
  CHECK_FALSE(outbox::has_unfinished(home.root));
  CHECK(home.waiting() == home.sent);
  for (const auto& file : home.copies()) CHECK(file.find(".tmp-") == std::string::npos);
}

TEST_CASE("what hooks commit while a damaged outbox is made anew is in the copy or in the new one",
          "[outbox]") {
  for (unsigned round = 0; round < 12; ++round) {
    Home home;
    home.fill(9);
    outbox::Database open(home.root.outbox());  // as a hook's: so that the others stay in the WAL
    open.execute("SELECT count(*) FROM outbox");
    std::atomic<bool> stop{false};
    std::atomic<int> taken{0};
    std::vector<Payloads> of(3);
    std::vector<std::thread> hooks;
    const auto like = row_with(noise(300, round));
    for (auto& mine : of) {
      hooks.emplace_back([&] {
        while (!stop) {
          auto row = like;
          row.event_id = new_ulid(realtime_now()).view();
          if (append_row(home.root.outbox(), row) == outbox::Appended::committed)
            mine[row.event_id] = row.payload, ++taken;
        }
      });
    }
    while (taken < 20) std::this_thread::yield();
    outbox::Database(home.root.outbox())
        .execute("DROP TABLE claim");  // hooks can still write, the drain cannot
    outbox::Database(home.root.outbox(), outbox::Database::AsItIs{}).execute("DROP TABLE dead");
    outbox::mend(home.root, true, nothing_known);
    for (const int before = taken; taken < before + 20;) std::this_thread::yield();
    stop = true;
    for (auto& hook : hooks) hook.join();
    for (const auto& mine : of) home.sent.insert(mine.begin(), mine.end());
    CHECK(home.waiting() == home.sent);
  }
}

TEST_CASE("a hook that begins the WAL while a damaged outbox is made anew keeps its row", "[outbox]") {
  Home home;
  home.fill(4);
  home.checkpoint();
  auto hook = std::make_unique<outbox::Database>(home.root.outbox());
  REQUIRE(outbox::counts(*hook).pending == 4);
  home.overwrite(1, noise(kPage, 8));
  std::thread drain([&] {
    for (bool done = false; !done;) {
      try {
        home.mend();
        done = true;
      } catch (const Error& e) {
        if (e.code() != ErrorCode::busy) throw;
      }
    }
  });
  // A copy that is whole while the hook has the file open would be one too early. That there is none has no
  // event.
  const auto whole = [&] { return outbox::has_unfinished(home.root); };
  for (int i = 0; i < 300 && !whole(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK_FALSE(whole());
  home.send(*hook, "{}");
  hook.reset();
  drain.join();
  CHECK(home.waiting() == home.sent);
}

TEST_CASE("whatever bytes stand in a damaged outbox, only rows that were sent come out of it", "[outbox]") {
  Home home;
  home.fill(45);
  home.checkpoint();
  home.fill(9);
  const std::string db = slurp(home.root.outbox()), wal = slurp(home.root.outbox() + "-wal");
  std::mt19937 random(20261121);
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    std::string bad_db = db, bad_wal = wal;
    for (auto i = random() % 40; i > 0; --i) bad_db[random() % bad_db.size()] = static_cast<char>(random());
    for (auto i = random() % 5; i > 0; --i)
      bad_db.replace(random() % (bad_db.size() / kPage) * kPage, kPage, noise(kPage, random()));
    for (auto i = random() % 20; i > 0; --i) bad_wal[random() % bad_wal.size()] = static_cast<char>(random());
    if (random() % 4 == 0) bad_db.resize(random() % bad_db.size());
    std::size_t right = 0, seen = 0;
    outbox::scan_pages(bad_db, bad_wal, [&](outbox::FoundRow&& row) {
      ++seen;
      const auto found = home.sent.find(row.event_id);
      right += found != home.sent.end() && row.payload.size() <= found->second.size();
    });
    CHECK(right + 2 >= seen);  // a changed byte within an id makes another id
  }
}

}  // namespace galdr::test
