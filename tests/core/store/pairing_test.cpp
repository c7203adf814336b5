#include "core/store/pairing.hpp"

#include <catch2/catch_test_macros.hpp>

#include "core/base/clock.hpp"
#include "core/store/reader.hpp"
#include "tests/core/store/store.hpp"

namespace galdr::test {
namespace {

using event::Kind;
using event::Source;
using event::Status;

// An agent of which galdr knows nothing but common names, and which sends no call ids.
event::RawEvent hook(int n, const std::string& event, const std::string& rest = "") {
  return raw(n, payload("s", event, rest), "some-agent");
}
std::string shell(const std::string& command) {
  return R"("tool_name": "shell", "tool_input": {"command": ")" + command + R"(", "why": "x"})";
}
event::RawEvent start(int n, const std::string& command) { return hook(n, "PreToolUse", shell(command)); }
event::RawEvent end(int n, const std::string& command, const std::string& output = "done") {
  return hook(n, "PostToolUse", shell(command) + R"(, "tool_response": ")" + output + "\"");
}

std::vector<event::Event> events(Store& store) {
  std::vector<event::Event> all;
  const auto session = store::Sessions(store.catalog().db()).find(store::session_key("some-agent", "s"));
  store::read_events(store.catalog(), session.value(), {}, [&](const event::Event& e) { all.push_back(e); });
  return all;
}

event::Event told(Kind kind, const std::string& call_id, const std::string& command, int n) {
  event::Event event;
  event.event_id = event::derived_id(raw(n, "").event_id, event::name_of(kind), call_id);
  event.agent = "some-agent";
  event.session_id = "s";
  event.ts = raw(n, "").ts;
  event.kind = kind;
  event.source = Source::transcript;
  event.source_event = "transcript";
  event.tool = "shell";
  event.call_id = call_id;
  event.input = R"({"why":"x","command":")" + command + R"("})";  // members in another order
  if (kind == Kind::tool_end) event.status = Status::error, event.exit_code = 3, event.duration_ms = 7;
  return event;
}

}  // namespace

TEST_CASE("calls without ids are paired by tool and input, first in first out", "[store]") {
  Store store;
  store.take({start(1, "a"), start(2, "b"), start(100, "a"), end(200, "b"), end(300, "a"), end(400, "a")});
  const auto all = events(store);
  REQUIRE(all.size() == 6);
  CHECK(all[3].call_id == all[1].call_id);
  CHECK(all[4].call_id == all[0].call_id);
  CHECK(all[5].call_id == all[2].call_id);
  CHECK(all[0].call_id != all[2].call_id);
  CHECK(all[4].duration_ms == 299);
  CHECK(all[5].duration_ms == 300);
}

TEST_CASE("a call that was left open is not ended by a later one of the same input", "[store]") {
  Store store;
  store.take({start(1, "a"), hook(2, "Stop"), start(100, "a"), end(101, "a")});
  const auto all = events(store);
  REQUIRE(all.size() == 5);  // start, its closing, stop, start, end
  CHECK(all[1].status == Status::unknown);
  CHECK(all[1].call_id == all[0].call_id);
  CHECK(all[4].call_id == all[3].call_id);
  CHECK(all[4].call_id != all[0].call_id);
}

TEST_CASE("an end without a start is a call of its own", "[store]") {
  Store store;
  store.take({end(1, "a"), start(5000, "a"), end(5001, "a")});
  const auto all = events(store);
  CHECK(all[0].call_id != all[1].call_id);
  CHECK(all[1].call_id == all[2].call_id);
  CHECK_FALSE(all[0].duration_ms);
}

TEST_CASE("calls of different subagents are not mixed up", "[store]") {
  Store store;
  const auto in = [](const std::string& agent) { return R"(, "agent_id": ")" + agent + "\""; };
  store.take({hook(1, "PreToolUse", shell("a") + in("x")), hook(2, "PreToolUse", shell("a") + in("y")),
              hook(3, "PostToolUse", shell("a") + in("y")), hook(4, "PostToolUse", shell("a") + in("x"))});
  const auto all = events(store);
  CHECK(all[2].call_id == all[1].call_id);
  CHECK(all[3].call_id == all[0].call_id);
}

TEST_CASE("an event that is delivered twice within a moment is counted once", "[store]") {
  Store store;
  store.take({hook(1, "UserPromptSubmit", R"("prompt": "go")"), start(10, "a"), end(100, "a")});
  store.take({hook(8, "beforeSubmitPrompt", R"("prompt": "go")"), start(16, "a"), end(107, "a")});
  const auto all = events(store);
  REQUIRE(all.size() == 3);
  const auto session =
      store::Sessions(store.catalog().db()).find(store::session_key("some-agent", "s")).value();
  CHECK(session.calls == 1);
  CHECK(session.events == 3);
  SECTION("by another process, too") {
    store.close();
    store.take({end(110, "a")});
    CHECK(events(store).size() == 3);
    store.close();
    const auto before = store.rows();
    store.catalog().rebuild();
    CHECK(store.rows() == before);
  }
  SECTION("later it is another one") {
    store.take({start(300, "a")});
    CHECK(events(store).size() == 4);
  }
}

TEST_CASE("a transcript's call is the recorded one of its tool and input", "[store]") {
  Store store;
  store.take({start(1, "a"), end(5, "a"), start(20'000, "a"), end(20'004, "a")});
  SECTION("the nearest in time, and only what is missing is added") {
    CHECK(store.take_told({told(Kind::tool_start, "t1", "a", 2), told(Kind::tool_end, "t1", "a", 6),
                           told(Kind::tool_start, "t2", "a", 20'001),
                           told(Kind::tool_end, "t2", "a", 20'006)}) == 2);
    const auto all = events(store);
    REQUIRE(all.size() == 4);
    for (const int i : {1, 3}) {
      CHECK(all[static_cast<std::size_t>(i)].status == Status::error);
      CHECK(all[static_cast<std::size_t>(i)].exit_code == 3);
      CHECK(all[static_cast<std::size_t>(i)].output == "\"done\"");
      CHECK(all[static_cast<std::size_t>(i)].source == Source::transcript);
    }
  }
  SECTION("one that no hook told is added, once") {
    const std::vector<event::Event> both = {told(Kind::tool_start, "t3", "a", 200'000),
                                            told(Kind::tool_end, "t3", "a", 200'001)};
    CHECK(store.take_told(both) == 2);
    CHECK(store.take_told(both) == 0);
    CHECK(events(store).size() == 6);
  }
  SECTION("a hook that comes after the transcript was read is the same call") {
    CHECK(store.take_told({told(Kind::tool_start, "t3", "b", 200), told(Kind::tool_end, "t3", "b", 201)}) ==
          2);
    store.take({start(199, "b"), end(202, "b")});
    const auto all = events(store);
    CHECK(all.size() == 6);
    CHECK(all.back().call_id == "t3");
    CHECK(all.back().source == Source::hook);
  }
  store.close();
  const auto before = store.rows();
  store.catalog().rebuild();
  CHECK(store.rows() == before);
}

TEST_CASE("thousands of calls alike are paired, each with its own", "[store]") {
  Store store;
  std::vector<event::RawEvent> batch;
  for (int n = 0; n < 6000; n += 2)
    batch.push_back(start(100 * n, "a")), batch.push_back(end(100 * n + 1, "a"));
  for (int n = 0; n < 3000; ++n) batch.push_back(start(1'000'000 + 60 * n, "b"));
  for (int n = 0; n < 3000; ++n) batch.push_back(end(2'000'000 + 60 * n, "b"));
  CHECK(store.take(batch) == 12'000);
  const auto all = events(store);
  REQUIRE(all.size() == 12'000);
  CHECK(all[5'998].call_id == all[5'999].call_id);
  CHECK(all[6'000].call_id == all[9'000].call_id);
  CHECK(all[8'999].call_id == all[11'999].call_id);
}

}  // namespace galdr::test
