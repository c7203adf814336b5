#include "core/base/clock.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace galdr;

TEST_CASE("a time is written with nine digits in UTC", "[base]") {
  CHECK(format_utc(0) == "1970-01-01T00:00:00.000000000Z");
  CHECK(format_utc(1'795'224'291'123'456'789) == "2026-11-21T01:24:51.123456789Z");
  CHECK(format_utc(-1) == "1969-12-31T23:59:59.999999999Z");
}

TEST_CASE("a written time is read back as it was", "[base]") {
  for (const Nanos t :
       {Nanos{0}, Nanos{-1}, Nanos{951'782'400'000'000'001}, Nanos{1'795'224'291'123'456'789}}) {
    CHECK(parse_utc(format_utc(t)) == t);
  }
}

TEST_CASE("a time may have fewer digits, and more are cut", "[base]") {
  CHECK(parse_utc("1970-01-01T00:00:01Z") == kSecond);
  CHECK(parse_utc("1970-01-01T00:00:00.5Z") == kSecond / 2);
  CHECK(parse_utc("1970-01-01T00:00:00.001Z") == kMilli);
  CHECK(parse_utc("1970-01-01T00:00:00.0000000019Z") == 1);
}

TEST_CASE("what is no time in UTC is nothing", "[base]") {
  for (const char* text :
       {"", "2026-11-21", "2026-11-21T01:24:51", "2026-11-21T01:24:51+00:00", "2026-11-21T01:24:51.Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-11-21 01:24:51Z",
        "2026-11-21T01:24:51Z ", "-026-11-21T01:24:51Z", "2026-11-21T24:00:00Z", "2026-11-21T01:60:00Z",
        "2026-11-21T01:24:61Z", "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_utc(text));
  }
}

TEST_CASE("a duration has a unit or counts seconds", "[base]") {
  CHECK(parse_duration("0") == 0);
  CHECK(parse_duration("90") == 90 * kSecond);
  CHECK(parse_duration("90s") == 90 * kSecond);
  CHECK(parse_duration("250ms") == 250 * kMilli);
  CHECK(parse_duration("20m") == 1200 * kSecond);
  CHECK(parse_duration("3h") == 10'800 * kSecond);
  CHECK(parse_duration("2d") == 172'800 * kSecond);
}

TEST_CASE("what is no duration is nothing, nor is one that would overflow", "[base]") {
  for (const char* text :
       {"", "s", "1x", "-1s", "1 s", "1.5h", "1h30m", "100000d", "2000000000s", "99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("the clocks that order things never go back", "[base]") {
  const Nanos boot = boottime_now(), monotonic = monotonic_now();
  CHECK(boot > 0);
  CHECK(boottime_now() >= boot);
  CHECK(monotonic_now() >= monotonic);
}
