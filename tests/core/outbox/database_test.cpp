#include "core/outbox/database.hpp"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <thread>

#include "core/base/error.hpp"
#include "core/outbox/create.hpp"
#include "tests/core/outbox/rows.hpp"
#include "tests/support/support.hpp"

namespace galdr::test {
namespace {

/// The code with which opening fails, if it does.
std::optional<ErrorCode> failure_of_opening(const std::string& path) {
  try {
    outbox::Database db(path);
  } catch (const Error& e) {
    return e.code();
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("an outbox of a newer galdr is left alone, byte for byte", "[outbox]") {
  TempDir dir;
  const std::string path = dir / "outbox.db";
  REQUIRE(outbox::create(path.c_str()));
  {
    outbox::Database db(path);
    db.execute("PRAGMA user_version=99");
    sqlite3_wal_checkpoint_v2(db.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  }
  const std::string before = slurp(path);
  CHECK(failure_of_opening(path) == ErrorCode::invalid);
  CHECK(append(path, "{}") == "");
  CHECK(slurp(path) == before);
}

TEST_CASE("an outbox that is garbage is told from one that is busy", "[outbox]") {
  TempDir dir;
  const std::string path = dir / "outbox.db", garbage(8192, 'x');
  spit(path, garbage);
  CHECK(failure_of_opening(path) == ErrorCode::corrupt);
  CHECK(append(path, "{}") == "");
  CHECK(slurp(path) == garbage);
}

TEST_CASE("an empty file becomes an outbox, and hooks can use it at once", "[outbox]") {
  TempDir dir;
  const std::string path = dir / "outbox.db";
  spit(path, "");
  CHECK(append(path, "{}") == "");  // the hook makes nothing of a file that is there
  outbox::Database db(path);
  CHECK(append(path, "{}") != "");
  CHECK(outbox::counts(db).pending == 1);
}

TEST_CASE("several that make the outbox at once agree on one", "[outbox]") {
  TempDir dir;
  const std::string path = dir / "outbox.db";
  std::vector<std::thread> makers;
  for (int i = 0; i < 8; ++i) makers.emplace_back([&] { outbox::create(path.c_str()); });
  for (auto& maker : makers) maker.join();
  CHECK(append(path, "{}") != "");
  outbox::Database db(path);
  CHECK(outbox::counts(db).pending == 1);
  for (const auto& file : files_below(dir.path())) CHECK(file.find(".new-") == std::string::npos);
}

TEST_CASE("a database file that was deleted or replaced is noticed", "[outbox]") {
  TempDir dir;
  const std::string path = dir / "outbox.db";
  outbox::Database db(path);
  CHECK_FALSE(db.has_moved());
  std::filesystem::rename(path, path + ".away");
  CHECK(db.has_moved());
  outbox::Database other(path);
  CHECK(db.has_moved());
  CHECK_FALSE(other.has_moved());
}

TEST_CASE("a transaction that is not committed leaves nothing", "[outbox]") {
  TempDir dir;
  outbox::Database db(dir / "outbox.db");
  {
    outbox::Transaction transaction(db);
    outbox::bury(db, {row_with("{}"), "why"});
  }
  CHECK(outbox::counts(db).dead == 0);
}

}  // namespace galdr::test
