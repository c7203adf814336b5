#include "core/base/hash.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace galdr;

TEST_CASE("FNV-1a gives the published values", "[base]") {
  CHECK(fnv1a64("") == 0xcbf29ce484222325u);
  CHECK(fnv1a64("a") == 0xaf63dc4c8601ec8cu);
  CHECK(fnv1a64("foobar") == 0x85944171f73967e8u);
}

TEST_CASE("a hash goes on from where it was", "[base]") {
  CHECK(fnv1a64("bar", fnv1a64("foo")) == fnv1a64("foobar"));
}

TEST_CASE("bytes beyond ASCII and NULs count", "[base]") {
  CHECK(fnv1a64({"\0", 1}) != fnv1a64(""));
  CHECK(fnv1a64("\xff") == 0xaf64724c8602eb6eu);
}
