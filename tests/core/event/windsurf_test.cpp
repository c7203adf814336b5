#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/core/event/fixtures.hpp"

using namespace galdr::event;
using namespace galdr::test;
using nlohmann::json;

namespace {

Normalised of(const std::string& event, const json& info) {
  const json payload = {{"agent_action_name", event}, {"trajectory_id", "t"}, {"tool_info", info}};
  return normalise(raw_event("windsurf", payload.dump()), {});
}

}  // namespace

TEST_CASE("Windsurf's calls are pairs of events with one input", "[event]") {
  std::string input;
  std::vector<std::string> told;
  for (const Event& event : normalised_fixture("windsurf", "project")) {
    CHECK(event.session_id == "c0ffee00-7a7a-4b4b-9c9c-0123456789ab");
    if (event.kind == Kind::tool_start) input = event.input;
    if (event.kind != Kind::tool_end) continue;
    CHECK(event.input == input);
    told.push_back(event.tool + " " + std::string(tool_class(event)) + " " +
                   std::string(name_of(event.status)));
  }
  CHECK(told == std::vector<std::string>{"run_command shell unknown", "read_code read ok",
                                         "write_code write ok", "mcp_tool_use mcp ok"});
}

TEST_CASE("Windsurf's result of an MCP tool is its output", "[event]") {
  const Event end = of("post_mcp_tool_use", {{"mcp_result", "r"}, {"mcp_tool_name", "n"}}).event;
  CHECK(end.output == R"("r")");
  CHECK(end.input == R"({"mcp_tool_name":"n"})");
  CHECK(end.extra.empty());
}

TEST_CASE("Windsurf's prompt and directory stand in what it tells of a tool", "[event]") {
  const Normalised prompt = of("pre_user_prompt", {{"user_prompt", "Make the tests pass."}});
  CHECK(prompt.event.prompt == "Make the tests pass.");
  CHECK(prompt.closes == Closes::own_thread);
  CHECK(of("pre_run_command", {{"command_line", "ls"}, {"cwd", "/w"}}).event.cwd == "/w");
  CHECK(of("post_cascade_response", {{"response", "x"}}).closes == Closes::own_thread);
  CHECK(of("post_setup_worktree", json::object()).event.kind == Kind::other);
  CHECK(of("pre_run_command", "text").event.input.empty());
}
