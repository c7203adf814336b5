#include "drain/child.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace galdr::drain;
using galdr::kSecond;

TEST_CASE("a child is fed, listened to and waited for", "[child]") {
  const auto ran = run_child({"sh", "-c", "cat; echo \"$NAME\"; echo err >&2; exit 3"}, {{"NAME", "value"}},
                             "input\n", {60 * kSecond});
  CHECK(ran.status == 3);
  CHECK(ran.out == "input\nvalue\n");
  CHECK(ran.err == "err\n");
  CHECK_FALSE(ran.timed_out);
}

TEST_CASE("a child that reads nothing, or talks without an end, is no trouble", "[child]") {
  const auto silent = run_child({"true"}, {}, std::string(16 << 10, 'x'), {60 * kSecond});
  CHECK(silent.status == 0);
  const auto loud = run_child({"sh", "-c", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2"}, {},
                              "", {60 * kSecond});
  CHECK(loud.status == 0);
  CHECK(loud.out.size() == 64 << 10);
  CHECK(loud.err.size() == 64 << 10);
  CHECK(loud.too_much);
}

TEST_CASE("a child that has ended is not waited for because of what it started", "[child]") {
  const auto ran = run_child({"sh", "-c", "setsid sleep 600 & echo done"}, {}, "", {60 * kSecond});
  CHECK(ran.status == 0);
  CHECK(ran.out == "done\n");
  CHECK_FALSE(ran.timed_out);
}

TEST_CASE("a large input and a large answer do not wait for each other", "[child]") {
  const std::string much(4 << 20, 'x');
  const auto echo = run_child({"cat"}, {}, much, {60 * kSecond, 8 << 20});
  CHECK(echo.status == 0);
  CHECK(echo.out == much);
  CHECK_FALSE(echo.too_much);
  CHECK(run_child({"true"}, {}, much, {60 * kSecond}).status == 0);
  CHECK(run_child({"head", "-c", "10"}, {}, much, {60 * kSecond}).out == std::string(10, 'x'));
  const auto quiet = run_child({"sh", "-c", "exec >&- 2>&-; cat > /dev/null"}, {}, much, {60 * kSecond});
  CHECK(quiet.status == 0);
  CHECK_FALSE(quiet.timed_out);
}

TEST_CASE("a child that prints without an end is killed where that is asked for", "[child]") {
  const auto ran = run_child({"yes"}, {}, "", {60 * kSecond, 1000, true});
  CHECK(ran.too_much);
  CHECK_FALSE(ran.timed_out);
  CHECK(ran.out.size() == 1000);
  CHECK(ran.status == 128 + 9);
}

TEST_CASE("a program that is not there ends with 127, one that is killed with its signal", "[child]") {
  CHECK(run_child({"/no/such/program"}, {}, "", {60 * kSecond}).status == 127);
  CHECK(run_child({"sh", "-c", "kill -9 $$"}, {}, "", {60 * kSecond}).status == 128 + 9);
}

TEST_CASE("a child that does not end is killed with all that it started", "[child]") {
  for (const char* stubborn :
       {"tail -f /dev/null & tail -f /dev/null", "exec >/dev/null 2>&1; tail -f /dev/null",
        "trap '' TERM; while :; do read x </dev/zero; done"}) {
    CAPTURE(stubborn);
    const auto ran = run_child({"sh", "-c", stubborn}, {}, "", {kSecond / 10});
    CHECK(ran.timed_out);
    CHECK(ran.status == 128 + 9);
  }
}
