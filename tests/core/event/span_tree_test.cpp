#include "core/event/span_tree.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace galdr::event;

namespace {

Event at(int n, Kind kind, const std::string& parent_agent = "") {
  Event event;
  event.event_id = "e" + std::to_string(n);
  event.session_id = "s";
  event.agent = "claude-code";
  event.seq = n;
  event.ts = n * galdr::kMilli;
  event.kind = kind;
  event.parent_agent = parent_agent;
  return event;
}

Event prompt(int n, const std::string& text) {
  Event event = at(n, Kind::prompt);
  event.prompt = text;
  return event;
}

Event call(int n, Kind kind, const std::string& id, const std::string& tool = "Bash",
           const std::string& parent_agent = "") {
  Event event = at(n, kind, parent_agent);
  event.call_id = id;
  event.tool = tool;
  if (kind == Kind::tool_end) event.status = Status::ok;
  return event;
}

/// "kind:id" of a span and of those above it.
std::string path(const std::vector<Span>& spans, std::size_t i) {
  const std::string own = std::string(name_of(spans[i].kind)) + ":" + spans[i].id;
  return spans[i].parent ? path(spans, *spans[i].parent) + "/" + own : own;
}

std::vector<std::string> paths(const std::vector<Span>& spans) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < spans.size(); ++i) all.push_back(path(spans, i));
  return all;
}

}  // namespace

TEST_CASE("a session is turns, and a turn is calls", "[event]") {
  const auto spans = span_tree({at(1, Kind::session_start), prompt(2, "one"), call(3, Kind::tool_start, "a"),
                                call(5, Kind::tool_end, "a"), at(6, Kind::turn_end), prompt(7, "two"),
                                call(8, Kind::tool_start, "b"), at(9, Kind::session_end)});
  CHECK(paths(spans) == std::vector<std::string>{"session:s", "session:s/turn:e2", "session:s/turn:e2/call:a",
                                                 "session:s/turn:e7", "session:s/turn:e7/call:b"});
  CHECK(spans[1].name == "one");
  CHECK(spans[1].duration_ms == 4);
  CHECK(spans[2].duration_ms == 2);
  CHECK(spans[2].status == Status::ok);
  CHECK_FALSE(spans[3].end);
  CHECK_FALSE(spans[4].end);
  CHECK(spans[0].duration_ms == 8);
}

TEST_CASE("a subagent hangs below the call that started it, one inside another too", "[event]") {
  Event inner = at(6, Kind::subagent_start, "y");
  inner.extra = R"({"parentAgentId":"x","agentType":"explore"})";
  const auto spans = span_tree({prompt(1, "go"), call(2, Kind::tool_start, "task1", "Agent"),
                                at(3, Kind::subagent_start, "x"), call(4, Kind::tool_start, "a", "Read", "x"),
                                call(5, Kind::tool_start, "task2", "Agent", "x"), inner,
                                call(7, Kind::tool_start, "b", "Read", "y"), at(8, Kind::subagent_end, "x")});
  CHECK(paths(spans).at(2) == "session:s/turn:e1/call:task1");
  CHECK(paths(spans).at(3) == "session:s/turn:e1/call:task1/subagent:x");
  CHECK(paths(spans).at(6) == "session:s/turn:e1/call:task1/subagent:x/call:task2/subagent:y");
  CHECK(paths(spans).at(7) == paths(spans).at(6) + "/call:b");
  CHECK(spans.at(6).name == "explore");
  CHECK(spans.at(3).duration_ms == 5);
}

TEST_CASE("events stand in the order of time, and what is half told is there", "[event]") {
  const auto spans =
      span_tree({call(3, Kind::tool_end, "a"), prompt(1, "go"), call(4, Kind::tool_end, "b", "Bash", "x")});
  CHECK(paths(spans) == std::vector<std::string>{"session:s", "session:s/turn:e1", "session:s/turn:e1/call:a",
                                                 "session:s/turn:e1/subagent:x",
                                                 "session:s/turn:e1/subagent:x/call:b"});
  CHECK(span_tree({}).empty());
}
