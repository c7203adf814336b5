#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/core/event/fixtures.hpp"

using namespace galdr::event;
using namespace galdr::test;
using nlohmann::json;

namespace {

Normalised of(const json& payload) { return normalise(raw_event("codex", payload.dump()), {}); }

Event end_of(const std::string& tool, const json& response) {
  return of({{"hook_event_name", "PostToolUse"}, {"tool_name", tool}, {"tool_response", response}}).event;
}

}  // namespace

TEST_CASE("Codex does not tell how a command ended", "[event]") {
  const auto ends = calls_in(normalised_fixture("codex", "failures"), "Bash");
  REQUIRE(ends.size() == 3);
  CHECK(ends[0].status == Status::unknown);
  CHECK_FALSE(ends[0].exit_code);
  CHECK(ends[0].output == R"("to-stdout\nto-stderr\n")");
  CHECK(ends[0].input == R"({"command":"echo to-stdout; echo to-stderr >&2; exit 3"})");
  CHECK(ends[0].call_id == "call_yoQHTf8lWgsg8vF5Zx0rlcqA");
  CHECK(json::parse(ends[0].extra).at("turn_id") == "01a1fbba-f5d7-7d73-bcbc-77c8f52aa972");
}

TEST_CASE("Codex's patches say how they went", "[event]") {
  const auto ends = calls_in(normalised_fixture("codex", "par1"), "apply_patch");
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].status == Status::ok);
  CHECK(ends[0].exit_code == 0);
  CHECK(tool_class(ends[0]) == "edit");
  CHECK(end_of("apply_patch", "Exit code: 1\nWall time: 0 seconds\n").status == Status::error);
  CHECK(end_of("apply_patch", "Success").status == Status::unknown);
  CHECK(end_of("Bash", "Exit code: 1\n").status == Status::unknown);
}

TEST_CASE("Codex's MCP results say how they went", "[event]") {
  const auto events = normalised_fixture("codex", "mcp");
  const auto ends = calls_in(events, "mcp__echo__add");
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].status == Status::ok);
  CHECK(tool_class(ends[0]) == "mcp");
  const json blocks = {{{"type", "text"}, {"text", "deliberate"}}};
  const Event failed = end_of("mcp__echo__fail", {{"content", blocks}, {"isError", true}});
  CHECK(failed.status == Status::error);
  CHECK(failed.error == "deliberate");
  CHECK(end_of("mcp__echo__fail", "text").status == Status::unknown);
  CHECK(calls_in(events, "mcp__echo__fail").empty());
}

TEST_CASE("Codex's subagents belong to their parent's session", "[event]") {
  const auto events = normalised_fixture("codex", "subagent");
  const std::string id = "01a1fbbb-7bec-7343-88dc-af371a9b4726";
  std::vector<std::string> told;
  for (const Event& event : events) {
    CHECK(event.session_id == "01a1fbbb-7745-71c2-836f-fbf869bcdf11");
    if (!event.parent_agent.empty())
      told.push_back(event.parent_agent + " " + std::string(name_of(event.kind)));
  }
  CHECK(told == std::vector<std::string>{id + " subagent_start", id + " tool_start", id + " tool_end",
                                         id + " tool_start", id + " tool_end", id + " subagent_end"});
  CHECK(tool_class(calls_in(events, "collaborationspawn_agent").at(0)) == "agent");
  CHECK(of({{"hook_event_name", "SubagentStop"}, {"agent_id", "a"}}).closes == Closes::own_thread);
  CHECK(of({{"hook_event_name", "Stop"}, {"agent_id", "a"}}).closes == Closes::nothing);
  CHECK_FALSE(of({{"hook_event_name", "UserPromptSubmit"}, {"agent_id", "a"}, {"prompt", "p"}}).from_user);
}

TEST_CASE("Codex's turns and sessions close what is open", "[event]") {
  CHECK(of({{"hook_event_name", "Interrupt"}}).closes == Closes::own_thread);
  CHECK(of({{"hook_event_name", "UserPromptSubmit"}}).closes == Closes::own_thread);
  CHECK(of({{"hook_event_name", "SessionEnd"}}).closes == Closes::whole_session);
  CHECK(of({{"hook_event_name", "PreCompact"}}).event.kind == Kind::compact);
}
