#include "core/outbox/flags.hpp"

#include <catch2/catch_test_macros.hpp>

namespace galdr::outbox {

TEST_CASE("flags come back as they were written", "[outbox]") {
  for (const bool capture : {true, false})
    for (const bool power : {true, false})
      for (const bool spill_only : {true, false}) {
        const HookFlags flags{capture, power, spill_only, 12345};
        CHECK(parse_flags(to_text(flags).view()) == flags);
      }
}

TEST_CASE("flags that cannot be understood are the defaults", "[outbox]") {
  for (const auto* text :
       {"", "galdr-flags", "galdr-flags 2 capture=0", "capture=0", "\xff\xfe", "galdr-flags 1 capture"})
    CHECK(parse_flags(text) == HookFlags{});
}

TEST_CASE("a word that is wrong leaves its default, and the others count", "[outbox]") {
  const auto flags =
      parse_flags("galdr-flags 1 capture=no max_bytes=-5 new_word=1 max_bytes=0 power=1 spill=1x");
  HookFlags expected;
  expected.power = true;
  CHECK(flags == expected);
}

}  // namespace galdr::outbox
