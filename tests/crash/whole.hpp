/// What must hold once everything was drained, whatever happened before.
#pragma once
#include <catch2/catch_test_macros.hpp>

#include "tests/crash/world.hpp"

namespace galdr::test {

/// Nothing waits, and a rebuilt catalog has the rows that the fold made.
inline void check_drained(const World& world) {
  CHECK(world.waiting().empty());
  CHECK(world.dead().empty());
  CHECK(world.claims() == 0);
  CHECK(world.spills().empty());
  const std::string incremental = world.catalog_rows();
  REQUIRE(world.galdr({"reindex"}).status == 0);
  CHECK(world.catalog_rows() == incremental);
}

/// That, and each of the events 0..count-1 is there once.
inline void check_whole(const World& world, std::int64_t count) {
  const auto events = world.events();
  CHECK(fault_in_order(events) == "");
  CHECK(fault_in_numbers(events, count) == "");
  check_drained(world);
}

}  // namespace galdr::test
