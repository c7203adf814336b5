#include "core/store/told.hpp"

#include <catch2/catch_test_macros.hpp>

#include "tests/core/store/store.hpp"

namespace galdr::test {
namespace {

using event::Kind;
using event::Source;
using event::Status;

std::string call(const std::string& id) {
  return R"("tool_name": "Bash", "tool_use_id": ")" + id + R"(", "tool_input": {"command": "ls"})";
}
event::RawEvent start(int n, const std::string& id) { return raw(n, payload("s", "PreToolUse", call(id))); }
event::RawEvent end(int n, const std::string& id) {
  return raw(n, payload("s", "PostToolUse", call(id) + R"(, "duration_ms": 5, "tool_response": "x")"));
}

event::Event told(Kind kind, const std::string& call_id, int n) {
  event::Event event;
  event.event_id = event::derived_id(raw(n, "").event_id, event::name_of(kind), call_id);
  event.agent = "claude-code";
  event.session_id = "s";
  event.ts = raw(n, "").ts;
  event.kind = kind;
  event.source = Source::transcript;
  event.source_event = "transcript";
  event.call_id = call_id;
  if (!call_id.empty()) event.tool = "Bash", event.input = R"({"command":"ls"})";
  if (kind == Kind::tool_end) event.status = Status::error, event.exit_code = 3, event.error = "Exit code 3";
  return event;
}

event::Event told_prompt(const std::string& text, int n) {
  event::Event event = told(Kind::prompt, "", n);
  event.prompt = text;
  return event;
}

}  // namespace

TEST_CASE("a transcript ends the calls that no hook ended, and tells those that fired none", "[store]") {
  Store store;
  store.take({start(1, "a"), raw(3, payload("s", "Stop")), start(4, "b"), end(5, "b")});
  const std::vector<event::Event> all = {told(Kind::tool_start, "a", 1), told(Kind::tool_end, "a", 2),
                                         told(Kind::tool_start, "b", 4), told(Kind::tool_end, "b", 5),
                                         told(Kind::tool_start, "c", 6), told(Kind::tool_end, "c", 7)};
  CHECK(store.take_told(all) == 3);
  CHECK(store.take_told(all) == 0);
  CHECK(store.session("s").calls == 3);
  CHECK(store.session("s").failures == 2);
  const auto status = [&](const std::string& id) {
    return store::Calls(store.catalog().db()).find(store.session("s").id, id)->status;
  };
  CHECK(status("a") == "error");
  CHECK(status("b") == "ok");
  CHECK(status("c") == "error");
  CHECK(store.events("s").size() == 7);  // three starts and ends, and the stop
  store.close();
  const auto before = store.rows();
  store.catalog().rebuild();
  CHECK(store.rows() == before);
}

TEST_CASE("a transcript says in which subagent a call ran", "[store]") {
  Store store;
  store.take({start(1, "a"), end(2, "a")});
  auto begun = told(Kind::tool_start, "a", 1), ended = told(Kind::tool_end, "a", 2);
  begun.parent_agent = ended.parent_agent = "sub";
  CHECK(store.take_told({begun, ended}) == 1);
  for (const auto& event : store.events("s")) CHECK(event.parent_agent == "sub");
  CHECK(store.events("s").back().status == Status::ok);
  CHECK(store.session("s").events == 2);
}

TEST_CASE("prompts and turns that hooks told are not told again", "[store]") {
  Store store;
  store.take({raw(1, payload("s", "SessionStart")),
              raw(2, payload("s", "UserPromptSubmit", R"("prompt": "one")")), raw(3, payload("s", "Stop"))});
  const std::vector<event::Event> all = {told(Kind::session_start, "", 0), told_prompt("one", 2),
                                         told(Kind::turn_end, "", 4), told_prompt("two", 5),
                                         told(Kind::turn_end, "", 200'000)};
  CHECK(store.take_told(all, true) == 0);
  CHECK(store.take_told(all, false) == 2);
  CHECK(store.take_told(all, false) == 0);
  CHECK(store.events("s").size() == 5);
}

TEST_CASE("a session of which only a transcript tells is recorded from it", "[store]") {
  Store store;
  CHECK(store.take_told({told_prompt("one", 1), told(Kind::tool_start, "a", 2), told(Kind::tool_end, "a", 3)},
                        false) == 3);
  CHECK(store.session("s").prompt == "one");
  CHECK(store.session("s").calls == 1);
}

TEST_CASE("a subagent with a session of its own is told in its parent's", "[store]") {
  Store store;
  store.take({start(1, "a"), raw(2, payload("s", "SubagentStart", R"("agent_id": "child")")),
              raw(3, payload("child", "PreToolUse", call("b"))), raw(4, payload("child", "SessionEnd")),
              raw(5, payload("child", "UserPromptSubmit", R"("prompt": "look around")"))});
  const auto all = store.events("s");
  CHECK(store.session("s").calls == 2);
  CHECK_FALSE(store.session("s").prompt);
  CHECK_FALSE(store.session("s").ended_at);
  CHECK(all.at(2).parent_agent == "child");
  CHECK(store::Calls(store.catalog().db()).find(store.session("s").id, "a")->is_open());
  CHECK_FALSE(store::Calls(store.catalog().db()).find(store.session("s").id, "b")->is_open());
  store.close();
  const auto before = store.rows();
  store.catalog().rebuild();
  CHECK(store.rows() == before);
}

TEST_CASE("a subagent that spoke before it was told of is no session in lists", "[store]") {
  Store store;
  store.take({raw(1, payload("s", "SessionStart")),
              raw(2, payload("child", "UserPromptSubmit", R"("prompt": "look around")")),
              raw(3, payload("s", "SubagentStart", R"("agent_id": "child")")),
              raw(4, payload("child", "PreToolUse", call("b")))});
  const auto sessions = store::Sessions(store.catalog().db()).all();
  REQUIRE(sessions.size() == 1);
  CHECK(sessions.front().session_id == "s");
  CHECK(sessions.front().calls == 1);
}

TEST_CASE("of several sessions that claim a subagent one is believed, in whatever order they came",
          "[store]") {
  std::string parents[2];
  for (const bool turned : {false, true}) {
    Store store;
    const auto claim = [](int n, const std::string& session) {
      return raw(n, payload(session, "SubagentStart", R"("agent_id": "child")"));
    };
    turned ? store.take({claim(1, "b"), claim(2, "a")}) : store.take({claim(1, "a"), claim(2, "b")});
    store.take({raw(3, payload("child", "PreToolUse", call("x")))});
    parents[turned] = store::Calls(store.catalog().db()).find(store.session("a").id, "x") ? "a" : "b";
    store.close();
    const auto before = store.rows();
    store.catalog().rebuild();
    CHECK(store.rows() == before);
  }
  CHECK(parents[0] == parents[1]);
}

TEST_CASE("what several lines add to an end is all there", "[store]") {
  Store store;
  store.take({start(1, "a"), raw(2, payload("s", "PostToolBatch",
                                            R"("tool_calls": [{"tool_name": "Bash", "tool_use_id": "a", )"
                                            R"("tool_input": {"command": "ls"}, "tool_response": "x"}])"))});
  auto first = told(Kind::tool_end, "a", 3), second = told(Kind::tool_end, "a", 4);
  first.status = Status::unknown, first.exit_code.reset(), first.error.reset(), first.duration_ms = 7;
  store.take_told({first});
  CHECK(store.take_told({second}) == 1);
  for (const auto& event : store.events("s"))
    if (event.kind == Kind::tool_end) {
      CHECK(event.status == Status::error);
      CHECK(event.exit_code == 3);
    }
  CHECK(store.session("s").failures == 1);
}

TEST_CASE("a session that is silent is ended, and goes on with its next event", "[store]") {
  Store store;
  store.take({raw(1, payload("s", "SessionStart")), start(2, "a")});
  const auto end_silent = [&] {
    store::Immediate transaction(store.catalog().db());
    store::Intake intake(store.catalog(), store.root(), store.rules());
    for (const auto& session : store::Sessions(store.catalog().db()).silent_since(raw(9, "").ts))
      intake.end_silent(session);
    intake.write();
    transaction.commit();
  };
  end_silent();
  end_silent();
  CHECK(store.session("s").ended_at == raw(2, "").ts);
  CHECK(store.span_lines("s").size() == 4);  // the call's closing and the end
  CHECK(store.span_lines("s").back().source == Source::unknown);
  store.take({end(3, "a")});
  CHECK_FALSE(store.session("s").ended_at);
  end_silent();
  CHECK(store.session("s").ended_at);
}

TEST_CASE("of a denied call no transcript tells, its end alone neither", "[store]") {
  Store store;
  event::Event end = told(Kind::tool_end, "a", 2), lone = told(Kind::tool_end, "b", 3);
  lone.tool.clear(), lone.input.clear(), lone.output = "\"secret\"";
  SECTION("by its tool") { store.rules().policy = store::Policy({"Bash"}, {}); }
  SECTION("by a path, where the transcript does not say in which folder it ran") {
    store.rules().policy = store::Policy({}, {"/d"});
    end.input = R"({"command":"cat /d/x"})";
  }
  CHECK(store.take_told({end, lone}, false) == 0);
  CHECK(store::Sessions(store.catalog().db()).all().empty());  // a rebuilt catalog would not have it
}

TEST_CASE("an end without its start is told of a call that is recorded", "[store]") {
  Store store;
  store.rules().policy = store::Policy({"Other"}, {});
  store.take({start(1, "a")});
  event::Event end = told(Kind::tool_end, "a", 2);
  end.tool.clear(), end.input.clear();
  CHECK(store.take_told({end}) == 1);
}

TEST_CASE("an event without a folder is denied by that of its session", "[store]") {
  Store store;
  store.rules().policy = store::Policy({}, {"/home/dev/p/secret"});
  store.take({raw(1, payload("s", "SessionStart"))});
  const std::string read =
      R"({"session_id": "s", "hook_event_name": "PreToolUse", "tool_name": "Read", "tool_use_id": "a", )"
      R"("tool_input": {"file_path": "secret/x"}})";
  CHECK(store.take({raw(2, read)}) == 0);
}

}  // namespace galdr::test
