#include "core/outbox/claims.hpp"

#include <catch2/catch_test_macros.hpp>

#include "core/base/error.hpp"
#include "tests/core/outbox/rows.hpp"
#include "tests/support/support.hpp"

namespace galdr::test {
namespace {

using outbox::Claim;
using outbox::Claims;

/// An outbox with five rows.
struct Box {
  Box() {
    for (const auto* payload : {"{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}", "{\"n\":5}"})
      ids.push_back(append(path, payload));
  }
  std::vector<std::string> waiting() {
    std::vector<std::string> found;
    for (const auto& row : outbox::list_pending(db, 100)) found.push_back(row.event_id);
    return found;
  }
  std::vector<std::string> read(const Claim& claim) {
    std::vector<std::string> found;
    claims.read(claim, [&](outbox::Row&& row) { found.push_back(row.event_id); });
    return found;
  }
  TempDir dir;
  std::string path = dir / "outbox.db";
  outbox::Database db{path};
  Claims claims{db, "a test"};
  std::vector<std::string> ids;
};

}  // namespace

TEST_CASE("a claim takes the oldest rows, up to its limits", "[outbox]") {
  Box box;
  const auto two = box.claims.claim({2, 1 << 20}).value();
  CHECK(box.read(two) == std::vector<std::string>{box.ids[0], box.ids[1]});
  box.claims.release(two);
  const auto by_bytes = box.claims.claim({100, 15}).value();
  CHECK(box.read(by_bytes).size() == 2);
  box.claims.release(by_bytes);
  const auto too_large = box.claims.claim({100, 1}).value();
  CHECK(box.read(too_large) == std::vector<std::string>{box.ids[0]});
}

TEST_CASE("a row comes back from a claim as the hook wrote it", "[outbox]") {
  Box box;
  auto row = row_with(std::string("\0\xff bytes \n", 10));
  row.cut = true;
  row.bytes = 1 << 25;
  REQUIRE(append_row(box.path, row) == outbox::Appended::committed);
  const auto claim = box.claims.claim({}).value();
  std::vector<outbox::Row> rows;
  CHECK(box.claims.read(claim, [&](outbox::Row&& r) { rows.push_back(std::move(r)); }) == 6);
  const auto& found = rows.back();
  CHECK(found.event_id == row.event_id);
  CHECK(found.payload == row.payload);
  CHECK(found.env == row.env);
  CHECK(found.agent == row.agent);
  CHECK(found.event == row.event);
  CHECK(found.ts == row.ts);
  CHECK(found.boot_ns == row.boot_ns);
  CHECK(found.cut);
  CHECK(found.bytes == row.bytes);
}

TEST_CASE("finishing a claim deletes its rows and nothing else", "[outbox]") {
  Box box;
  const auto claim = box.claims.claim({3, 1 << 20}).value();
  const auto late = append(box.path, "{}");
  CHECK(box.claims.finish(claim, claim.hi, 3, {}));
  CHECK(box.waiting() == std::vector<std::string>{box.ids[3], box.ids[4], late});
  CHECK_FALSE(box.claims.stale());
}

TEST_CASE("who was taken over can finish nothing", "[outbox]") {
  Box box;
  const auto old = box.claims.claim({}).value();
  Claims other(box.db, "another");
  const auto taken = other.take_over(other.stale().value());
  CHECK(taken.token > old.token);
  CHECK(taken.attempts == old.attempts + 1);
  CHECK_FALSE(box.claims.finish(old, old.hi, 5, {{row_with("{}"), "why"}}));
  CHECK(box.waiting() == box.ids);
  CHECK(outbox::list_dead(box.db, 10).empty());
  box.claims.release(old);
  CHECK(other.stale()->token == taken.token);
  CHECK(other.finish(taken, taken.hi, 5, {}));
  CHECK(box.waiting().empty());
}

TEST_CASE("a claim whose rows are not those that were read is not finished", "[outbox]") {
  Box box;
  const auto claim = box.claims.claim({}).value();
  CHECK_FALSE(box.claims.finish(claim, claim.hi, 4, {}));
  auto moved = claim;
  moved.hi -= 1;
  CHECK_FALSE(box.claims.finish(moved, moved.hi, 4, {}));
  CHECK(box.waiting() == box.ids);
  CHECK(box.claims.finish(claim, claim.hi, 5, {}));
}

TEST_CASE("a claim can be finished row by row, holes included", "[outbox]") {
  Box box;
  outbox::Statement(box.db.get(), "DELETE FROM outbox WHERE event_id=?1").bind(1, box.ids[1]).step();
  const auto claim = box.claims.claim({}).value();
  REQUIRE(box.claims.finish(claim, claim.lo, 1, {}, 2));
  const auto rest = box.claims.stale().value();
  CHECK(rest.token == claim.token);
  CHECK(rest.attempts == 2);
  CHECK(box.read(rest) == std::vector<std::string>{box.ids[2], box.ids[3], box.ids[4]});
  CHECK_FALSE(box.claims.finish(claim, claim.hi, 4, {}));
  CHECK(box.claims.finish(rest, rest.hi, 3, {}));
  CHECK_FALSE(box.claims.stale());
}

TEST_CASE("a token never comes back, not even once the outbox was empty", "[outbox]") {
  Box box;
  const auto first = box.claims.claim({}).value();
  REQUIRE(box.claims.finish(first, first.hi, 5, {}));
  CHECK_FALSE(box.claims.claim({}));
  CHECK(outbox::scrub(box.db));
  append(box.path, "{}");
  const auto second = box.claims.claim({}).value();
  CHECK(second.token > first.token);
  CHECK(second.lo > first.hi);
}

TEST_CASE("of what was drained no byte is left in outbox.db once it was scrubbed", "[outbox]") {
  TempDir dir;
  const std::string path = dir / "outbox.db", telling = "a telling payload, in plain text";
  outbox::Database db(path);
  for (int i = 0; i < 40; ++i) append(path, telling + std::string(static_cast<std::size_t>(i) * 400, '.'));
  Claims claims(db, "a test");
  const auto claim = claims.claim({}).value();
  CHECK_FALSE(outbox::scrub(db));
  REQUIRE(claims.finish(claim, claim.hi, 40, {}));
  REQUIRE((slurp(path) + slurp(path + "-wal")).find(telling) != std::string::npos);
  CHECK(outbox::scrub(db));
  CHECK((slurp(path) + slurp(path + "-wal")).find(telling) == std::string::npos);
}

}  // namespace galdr::test
