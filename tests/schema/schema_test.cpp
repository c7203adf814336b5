#include "schema/schema.hpp"

#include <sqlite3.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/base/hash.hpp"

using galdr::schema::Migration;

namespace {

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using Database = std::unique_ptr<sqlite3, Close>;

/// A database in memory that has run all of `scripts`; fails the test if one does not run.
Database made_by(std::span<const Migration> scripts) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(":memory:", &db) == SQLITE_OK);
  Database owner(db);
  for (const auto& script : scripts) {
    const int result = sqlite3_exec(db, script.sql, nullptr, nullptr, nullptr);
    INFO(script.name << ": " << sqlite3_errmsg(db));
    REQUIRE(result == SQLITE_OK);
  }
  return owner;
}

/// The first column of every row.
std::vector<std::string> column(const Database& db, const std::string& query) {
  std::vector<std::string> out;
  const auto take = [](void* rows, int, char** values, char**) {
    static_cast<std::vector<std::string>*>(rows)->emplace_back(values[0] == nullptr ? "" : values[0]);
    return 0;
  };
  REQUIRE(sqlite3_exec(db.get(), query.c_str(), take, &out, nullptr) == SQLITE_OK);
  return out;
}

std::string sum_of(const Migration& script) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(galdr::fnv1a64(script.sql)));
  return text;
}

using Sums = std::map<std::string, std::string>;

/// FNV-1a of each script. A line may be added here, never changed once a release has carried it.
const Sums kOutboxSums{{"0001_outbox.sql", "fc4de1c21d31317a"}};
const Sums kCatalogSums{{"0001_catalog.sql", "2408001022c086d5"},
                        {"0002_calls_without_ids.sql", "d7ba10671b918fda"},
                        {"0003_amendments.sql", "e97bc30d0deb42ce"},
                        {"0004_skill_uses.sql", "3bf2565e51ced0bf"}};
const Sums kWorkSums{{"0001_transcripts.sql", "c92a480e3db0fd9e"}, {"0002_suggestions.sql", "5d8ef74157224fd1"}};

void check_sums(std::span<const Migration> scripts, const Sums& expected) {
  CHECK(scripts.size() == expected.size());
  for (const auto& script : scripts) {
    INFO(script.name);
    const auto known = expected.find(script.name);
    REQUIRE(known != expected.end());
    CHECK(sum_of(script) == known->second);
  }
}

void check_numbers(std::span<const Migration> scripts) {
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    char prefix[32];
    std::snprintf(prefix, sizeof prefix, "%04zu_", i + 1);
    CHECK(std::string(scripts[i].name).starts_with(prefix));
  }
}

/// Tables that are neither STRICT nor virtual, nor part of a virtual one.
std::vector<std::string> loose_tables(const Database& db) {
  return column(db,
                "SELECT name FROM pragma_table_list WHERE schema='main' AND type='table' AND strict=0"
                " AND name NOT LIKE 'sqlite!_%' ESCAPE '!'");
}

}  // namespace

TEST_CASE("a script that was released stays as it was", "[schema]") {
  check_sums(galdr::schema::outbox(), kOutboxSums);
  check_sums(galdr::schema::catalog(), kCatalogSums);
  check_sums(galdr::schema::work(), kWorkSums);
}

TEST_CASE("scripts are numbered from one without holes", "[schema]") {
  REQUIRE_FALSE(galdr::schema::outbox().empty());
  REQUIRE_FALSE(galdr::schema::catalog().empty());
  check_numbers(galdr::schema::outbox());
  check_numbers(galdr::schema::catalog());
  check_numbers(galdr::schema::work());
}

TEST_CASE("every table is strict but those that the hook reads at each event", "[schema]") {
  CHECK(loose_tables(made_by(galdr::schema::catalog())).empty());
  CHECK(loose_tables(made_by(galdr::schema::work())).empty());
}

TEST_CASE("the outbox has three tables and nothing else that a hook would have to read", "[schema]") {
  const auto db = made_by(galdr::schema::outbox());
  CHECK(column(db, "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name") ==
        std::vector<std::string>{"claim", "dead", "outbox"});
  CHECK(column(db, "SELECT name FROM sqlite_schema WHERE sql LIKE '%--%' OR sql LIKE '%/*%'").empty());
}

TEST_CASE("a row id of the outbox never comes again", "[schema]") {
  const auto db = made_by(galdr::schema::outbox());
  const std::string add =
      "INSERT INTO outbox(event_id,envelope,payload) VALUES('e','0 0 a - 0 1',x'00') RETURNING id";
  CHECK(column(db, add) == std::vector<std::string>{"1"});
  CHECK(column(db, "DELETE FROM outbox").empty());
  CHECK(column(db, add) == std::vector<std::string>{"2"});
}

TEST_CASE("a script has no transaction and no pragma of its own", "[schema]") {
  for (const auto scripts : {galdr::schema::outbox(), galdr::schema::catalog(), galdr::schema::work()}) {
    const auto db = made_by(scripts);
    CHECK(sqlite3_get_autocommit(db.get()) == 1);
    CHECK(column(db, "PRAGMA user_version") == std::vector<std::string>{"0"});
    CHECK(column(db, "PRAGMA application_id") == std::vector<std::string>{"0"});
  }
}
