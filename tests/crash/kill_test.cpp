#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>
#include <filesystem>

#include "core/outbox/dead.hpp"
#include "core/outbox/spill.hpp"
#include "tests/core/outbox/rows.hpp"
#include "tests/crash/whole.hpp"

namespace galdr::test {
namespace {

constexpr int kKilled = 128 + SIGKILL;

std::vector<outbox::Row> rows_of(const World& world, const std::vector<std::string>& ids) {
  outbox::Database db(world.root().outbox());
  std::vector<outbox::Row> rows;
  for (const auto& id : ids) rows.push_back(outbox::find_pending(db, id).value());
  return rows;
}

void spill(const World& world, const outbox::Row& row) {
  REQUIRE(outbox::write_spill(world.root().spill().c_str(), record_of(row), outbox::Durability::process));
}

/// Three sessions through the hook; of some events a spill as well, or a second row, as after an ambiguous
/// commit; of some only the spill. Returns how many events that makes.
std::int64_t fill(const World& world) {
  std::int64_t n = 0;
  for (const auto* name : {"interrupt", "mcp", "resume"})
    for (const auto& payload : payloads(name, std::string("s-") + name, n))
      REQUIRE(world.hook(payload.text).status == 0);
  const auto rows = rows_of(world, world.waiting());
  REQUIRE(static_cast<std::int64_t>(rows.size()) == n);
  for (const std::size_t i : {0u, 7u, 20u}) spill(world, rows[i]);
  outbox::Database db(world.root().outbox());
  for (const std::size_t i : {2u, 30u}) {
    spill(world, rows[i]);
    outbox::Statement(db.get(), "DELETE FROM outbox WHERE id=?1").bind(1, rows[i].id).step();
  }
  for (const std::size_t i : {3u, 12u, 25u})
    REQUIRE(append_row(world.root().outbox(), rows[i]) == outbox::Appended::committed);
  return n;
}

/// What must not depend on where a drain died.
std::string essence(const World& world) {
  return world.catalog("SELECT session_id, calls, failures, events FROM session ORDER BY session_id") +
         world.catalog(
             "SELECT session, call_id, tool, status, end_source FROM call ORDER BY session, call_id");
}

std::string undisturbed() {
  static const std::string result = [] {
    World world;
    const auto count = fill(world);
    REQUIRE(world.galdr({"drain", "--once"}).status == 0);
    check_whole(world, count);
    return essence(world);
  }();
  return result;
}

}  // namespace

TEST_CASE("whatever instruction a drain dies at, every event comes through once", "[crash]") {
  const std::string first =
      GENERATE("claimed", "claimed:2", "row", "row:7", "row:23", "append", "append:2", "append_torn",
               "append_torn:2", "append_torn:4", "appended", "appended:2", "folded", "folded:2", "deleted",
               "deleted:2", "spill", "spill:3");
  const std::string second = GENERATE("", "append_torn", "folded");
  CAPTURE(first, second);
  World world;
  const auto count = fill(world);
  CHECK(world.galdr({"drain", "--once"}, first).status == kKilled);
  if (!second.empty()) CHECK(world.galdr({"drain", "--once"}, second).status == kKilled);
  const auto left = world.claims();
  const auto drained = world.galdr({"drain", "--once", "--json"});
  CHECK(drained.status == 0);
  CHECK(number_in(drained.out, "reclaimed") == left);
  check_whole(world, count);
  CHECK(essence(world) == undisturbed());
}

TEST_CASE("a drain that dies at the same place again and again still ends with every event once", "[crash]") {
  const std::string fault = GENERATE("append", "append_torn", "appended", "folded", "deleted");
  CAPTURE(fault);
  World world;
  const auto count = fill(world);
  for (int i = 0; i < 4; ++i) CHECK(world.galdr({"drain", "--once"}, fault).status == kKilled);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  check_whole(world, count);
  CHECK(essence(world) == undisturbed());
}

TEST_CASE("an event that is in the span files is never called dead, however often its claim was left",
          "[crash]") {
  World world;
  std::int64_t n = 0;
  for (const auto& payload : payloads("interrupt", "", n)) REQUIRE(world.hook(payload.text).status == 0);
  for (int i = 0; i < 8; ++i) REQUIRE(world.galdr({"drain", "--once"}, "folded").status == kKilled);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  check_whole(world, n);
}

TEST_CASE("a drain that dies between two parts of a deletion leaves the rest to the next one", "[crash]") {
  World world;
  test::spit(world.root().config(), R"({"daemon": {"batch_rows": 4000}})");
  std::int64_t n = 0;
  REQUIRE(world.hook(payloads("mcp", "", n).front().text).status == 0);
  constexpr std::int64_t kRows = 2300;
  {
    outbox::Database db(world.root().outbox());
    db.execute(
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c WHERE n<2299)"
        "INSERT INTO outbox(event_id,envelope,payload)"
        "SELECT substr(event_id,1,22)||printf('%04d',n),envelope,payload FROM outbox,c");
  }
  CHECK(world.galdr({"drain", "--once"}, "deleting:2").status == kKilled);
  CHECK(world.waiting().size() == kRows - 2000);
  CHECK(world.claims() == 1);
  const auto drained = world.galdr({"drain", "--once", "--json"});
  CHECK(number_in(drained.out, "duplicates") == kRows - 2000);
  CHECK(world.waiting().empty());
  CHECK(world.claims() == 0);
  CHECK(world.catalog("SELECT count(*) FROM event") == std::to_string(kRows) + "\n");
}

TEST_CASE("a drain that died while it rebuilt the catalog leaves nothing out", "[crash]") {
  World world;
  const auto count = fill(world);
  REQUIRE(world.galdr({"drain", "--once"}, "appended:2").status == kKilled);
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(world.root().catalog() + suffix);
  REQUIRE(world.galdr({"drain", "--once"}, "folded").status == kKilled);
  std::filesystem::resize_file(world.root().catalog(), 3000);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  check_whole(world, count);
  CHECK(essence(world) == undisturbed());
}

TEST_CASE("a row that always kills the drain ends among the dead, alone, and comes back with its id",
          "[crash]") {
  World world;
  std::int64_t n = 0;
  for (const auto& payload : payloads("mcp", "", n)) REQUIRE(world.hook(payload.text).status == 0);
  const auto before = world.waiting();
  const std::string poison = before.at(6);
  for (int tries = 0; tries < 7; ++tries) {  // twice with others, five times by itself
    const auto rows = world.waiting();
    const auto at = std::find(rows.begin(), rows.end(), poison);
    REQUIRE(at != rows.end());
    CHECK(world.galdr({"drain", "--once"}, "row:" + std::to_string(at - rows.begin() + 1)).status == kKilled);
    CHECK(world.dead().empty());
  }
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  CHECK(world.dead() == std::vector<std::string>{poison});
  CHECK(world.waiting().empty());
  const auto without = world.events();
  CHECK(fault_in_order(without) == "");
  CHECK(fault_in_numbers(without, n) == " 6 x0");
  CHECK(world.galdr({"outbox", "retry", poison}).status == 0);
  CHECK(world.waiting() == std::vector<std::string>{poison});
  check_whole(world, n);
  const auto after = world.events();
  CHECK(std::any_of(after.begin(), after.end(), [&](const SeenEvent& e) { return e.event_id == poison; }));
}

TEST_CASE("a spill file that always kills the drain ends among the dead, and makes no row dead", "[crash]") {
  World world;
  std::int64_t n = 0;
  for (const auto& payload : payloads("interrupt", "", n)) REQUIRE(world.hook(payload.text).status == 0);
  const auto rows = rows_of(world, world.waiting());
  const auto& poison = rows.back();
  spill(world, poison);
  {
    outbox::Database db(world.root().outbox());
    outbox::Statement(db.get(), "DELETE FROM outbox WHERE id=?1").bind(1, poison.id).step();
  }
  for (int i = 0; i < 6; ++i) {  // once with rows, five times by itself
    CHECK(world.galdr({"drain", "--once"}, "spill").status == kKilled);
    CHECK(world.dead().empty());
  }
  CHECK(world.waiting().empty());
  CHECK(world.galdr({"drain", "--once"}, "spill").status == 0);
  CHECK(world.dead() == std::vector<std::string>{poison.event_id});
  CHECK(world.spills().empty());
  CHECK(world.galdr({"outbox", "retry", poison.event_id}).status == 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  check_whole(world, n);
}

TEST_CASE("spill files beside one that kills the drain are taken, one by one", "[crash]") {
  World world;
  const auto count = fill(world);
  for (int i = 0; i < 3; ++i) CHECK(world.galdr({"drain", "--once"}, "spill:2").status == kKilled);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  check_whole(world, count);
  CHECK(files_below(world.root().spill()).empty());
}

}  // namespace galdr::test
