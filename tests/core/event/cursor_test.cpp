#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/core/event/fixtures.hpp"

using namespace galdr::event;
using namespace galdr::test;
using nlohmann::json;

namespace {

Normalised of(json payload) {
  payload["conversation_id"] = "c";
  payload["generation_id"] = "g";
  return normalise(raw_event("claude-code", payload.dump()), {});
}

}  // namespace

TEST_CASE("Cursor tells of a call twice, and it is one", "[event]") {
  std::vector<std::string> told;
  for (const Event& event : normalised_fixture("cursor", "project")) {
    if (event.tool == "Shell") told.push_back(event.source_event + " " + std::string(name_of(event.kind)));
  }
  CHECK(told == std::vector<std::string>{"preToolUse tool_start", "beforeShellExecution permission",
                                         "afterShellExecution other", "postToolUse tool_end"});
}

TEST_CASE("Cursor's output is JSON in a string, with the exit code", "[event]") {
  const Event end = calls_in(normalised_fixture("cursor", "project"), "Shell").at(0);
  CHECK(end.status == Status::error);
  CHECK(end.exit_code == 1);
  CHECK(end.duration_ms == 5433);
  CHECK(json::parse(end.output).at("stdout") == "1 failing\n  expected 3 to equal 2.5\n");
  CHECK(end.session_id == "6f1c2f5e-3d0b-4c1e-9a77-1b7e7f3f0c11");
  CHECK(json::parse(end.extra).at("duration") == 5432.75);
  const Event read = calls_in(normalised_fixture("cursor", "project"), "Read").at(0);
  CHECK(read.status == Status::ok);
  CHECK(read.cwd == "/home/dev/src/shop");
  CHECK(read.duration_ms == 12);
}

TEST_CASE("a call of Cursor's fails in one of several ways", "[event]") {
  std::vector<std::string> told;
  for (const Event& event : normalised_fixture("cursor", "failures")) {
    if (event.kind == Kind::tool_end)
      told.push_back(std::string(name_of(event.status)) + ": " + event.error.value_or(""));
  }
  CHECK(told == std::vector<std::string>{"error: Command timed out after 30s",
                                         "error: File not found: /home/dev/src/shop/nope.txt",
                                         "denied: Blocked by a hook", "cancelled: Aborted"});
}

TEST_CASE("Cursor's MCP results say how they went", "[event]") {
  const auto events = normalised_fixture("cursor", "mcp");
  CHECK(calls_in(events, "MCP:echo").at(0).status == Status::ok);
  const Event failed = calls_in(events, "MCP:fail").at(0);
  CHECK(failed.status == Status::error);
  CHECK(failed.error == "deliberate MCP failure");
  CHECK(tool_class(failed) == "mcp");
  CHECK(events.at(2).input == R"({"text":"hello from mcp"})");
}

TEST_CASE("Cursor's subagent has an id only where it starts", "[event]") {
  const auto events = normalised_fixture("cursor", "subagent");
  CHECK(events.at(2).kind == Kind::subagent_start);
  CHECK(events.at(2).parent_agent == "sub_41");
  CHECK(events.at(3).kind == Kind::subagent_end);
  CHECK(events.at(3).parent_agent.empty());
  CHECK(of({{"hook_event_name", "subagentStop"}}).closes == Closes::nothing);
  CHECK(of({{"hook_event_name", "subagentStop"}, {"subagent_id", "x"}}).closes == Closes::own_thread);
  CHECK(of({{"hook_event_name", "subagentStart"}, {"parent_conversation_id", "p"}}).event.session_id == "p");
}

TEST_CASE("Claude Code's hooks under Cursor are Cursor's", "[event]") {
  const Event end =
      of({{"hook_event_name", "PostToolUse"}, {"tool_name", "Shell"}, {"tool_response", {{"exitCode", 2}}}})
          .event;
  CHECK(end.agent == "cursor");
  CHECK(end.kind == Kind::tool_end);
  CHECK(end.status == Status::error);
  CHECK(of({{"hook_event_name", "UserPromptSubmit"}, {"prompt", "p"}}).closes == Closes::own_thread);
  CHECK(of({{"hook_event_name", "sessionEnd"}}).closes == Closes::whole_session);
}

TEST_CASE("an odd duration of Cursor's stays as it is", "[event]") {
  const auto duration = [](const json& value) {
    return of({{"hook_event_name", "postToolUse"}, {"duration", value}}).event.duration_ms;
  };
  CHECK(duration(7) == 7);
  CHECK(duration(0.4) == 0);
  CHECK_FALSE(duration(1e300));
  CHECK_FALSE(duration(-1.5));
  CHECK_FALSE(duration("x"));
}
