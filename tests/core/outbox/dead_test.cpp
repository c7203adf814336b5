#include "core/outbox/dead.hpp"

#include <catch2/catch_test_macros.hpp>

#include "tests/core/outbox/rows.hpp"
#include "tests/support/support.hpp"

namespace galdr::test {

TEST_CASE("a dead row waits with its reason until somebody decides", "[outbox]") {
  TempDir dir;
  const std::string path = dir / "outbox.db";
  outbox::Database db(path);
  const auto poison = append(path, "{\"n\":1}");
  const auto good = append(path, "{\"n\":2}");
  outbox::Claims claims(db, "a test");
  const auto claim = claims.claim({}).value();
  auto row = outbox::find_pending(db, poison).value();
  row.payload = "redacted";
  REQUIRE(claims.finish(claim, claim.hi, 2, {{row, "it says no"}}));
  CHECK(outbox::counts(db).pending == 0);
  CHECK(outbox::counts(db).dead == 1);
  const auto found = outbox::find_dead(db, poison).value();
  CHECK(found.reason == "it says no");
  CHECK(found.row.payload == "redacted");
  CHECK(found.row.ts == row.ts);
  CHECK_FALSE(outbox::find_dead(db, good));

  SECTION("retry brings it back with its event id and all that is known of it") {
    CHECK(outbox::retry(db, poison));
    CHECK(outbox::counts(db).dead == 0);
    const auto again = outbox::find_pending(db, poison).value();
    CHECK(again.id > row.id);
    CHECK(again.event_id == poison);
    CHECK(again.agent == row.agent);
    CHECK(again.env == row.env);
    CHECK(again.ts == row.ts);
    CHECK_FALSE(outbox::retry(db, poison));
    CHECK(outbox::counts(db).pending == 1);
  }
  SECTION("its number does as well as its event id") {
    CHECK(outbox::retry(db, std::to_string(found.row.id)));
    CHECK(outbox::find_pending(db, poison));
  }
  SECTION("discard removes it for good") {
    CHECK(outbox::discard(db, poison));
    CHECK(outbox::counts(db).dead == 0);
    CHECK_FALSE(outbox::discard(db, poison));
    CHECK(outbox::counts(db).pending == 0);
  }
  SECTION("an id that no dead row has changes nothing") {
    CHECK_FALSE(outbox::retry(db, good));
    CHECK_FALSE(outbox::discard(db, "0"));
    CHECK(outbox::counts(db).dead == 1);
  }
  SECTION("the same event is not buried twice") {
    outbox::bury(db, {row, "again"});
    CHECK(outbox::counts(db).dead == 1);
    CHECK(outbox::find_dead(db, poison)->reason == "it says no");
  }
}

TEST_CASE("counts tell what waits, since when, and how much of it is claimed", "[outbox]") {
  TempDir dir;
  const std::string path = dir / "outbox.db";
  outbox::Database db(path);
  CHECK_FALSE(outbox::counts(db).oldest_ts);
  const auto first = append(path, "12345");
  append(path, "123");
  outbox::Claims claims(db, "a test");
  const auto claim = claims.claim({1, 100}).value();
  const auto c = outbox::counts(db);
  CHECK(c.pending == 2);
  CHECK(c.claimed == 1);
  CHECK(c.bytes == 8);
  CHECK(c.oldest_ts == outbox::find_pending(db, first)->ts);
  CHECK(c.newest_id == claim.hi + 1);
}

}  // namespace galdr::test
