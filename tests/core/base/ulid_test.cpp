#include "core/base/ulid.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

using namespace galdr;

namespace {

constexpr std::array<std::uint8_t, 10> kZero{};

std::string text_of(Nanos time, const std::array<std::uint8_t, 10>& random) {
  return std::string(make_ulid(time, random).view());
}

}  // namespace

TEST_CASE("a ULID is its milliseconds and its random bytes in base 32", "[base]") {
  CHECK(text_of(0, kZero) == "00000000000000000000000000");
  CHECK(text_of(1'469'918'176'385 * kMilli, kZero) ==
        "01ARYZ6S410000000000000000");  // the time of the specification
  CHECK(text_of(0, {0, 0, 0, 0, 1, 0, 0, 0, 0, 2}) == "00000000000000000100000002");
  CHECK(text_of(0, {255, 255, 255, 255, 255, 255, 255, 255, 255, 255}) == "0000000000ZZZZZZZZZZZZZZZZ");
}

TEST_CASE("ULIDs sort as their times do", "[base]") {
  std::string last;
  for (const Nanos millis : {0LL, 1LL, 31LL, 32LL, 1'000LL, 1'469'918'176'385LL, 1'795'224'291'123LL}) {
    const auto id = text_of(millis * kMilli, kZero);
    CHECK(id > last);
    last = id;
  }
}

TEST_CASE("new ULIDs of one instant differ", "[base]") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.emplace(new_ulid(kSecond).view());
  CHECK(seen.size() == 1000);
}

TEST_CASE("a ULID is ended by a NUL and known as one", "[base]") {
  const Ulid id = new_ulid(realtime_now());
  CHECK(id.text.back() == '\0');
  CHECK(is_ulid(id.view()));
  for (const char* text :
       {"", "01ARYZ6S41000000000000000", "01ARYZ6S4100000000000000000", "01aryz6s410000000000000000",
        "01ARYZ6S41000000000000000I", "01ARYZ6S41000000000000000U", "81ARYZ6S410000000000000000"}) {
    CAPTURE(text);
    CHECK_FALSE(is_ulid(text));
  }
}
