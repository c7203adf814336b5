#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/core/event/fixtures.hpp"

using namespace galdr::event;
using namespace galdr::test;
using nlohmann::json;

namespace {

Normalised of(const json& payload) { return normalise(raw_event("gemini-cli", payload.dump()), {}); }

Event shell_end(const std::string& report) {
  return of({{"hook_event_name", "AfterTool"},
             {"tool_name", "run_shell_command"},
             {"tool_response", {{"llmContent", report}}}})
      .event;
}

}  // namespace

TEST_CASE("Gemini's failed command is found in the shell's report", "[event]") {
  const auto ends = calls_in(normalised_fixture("gemini-cli", "failures"), "run_shell_command");
  REQUIRE_FALSE(ends.empty());
  CHECK(ends[0].status == Status::error);
  CHECK(ends[0].exit_code == 3);
  CHECK(tool_class(ends[0]) == "shell");
  CHECK(json::parse(ends[0].extra).at("timestamp") == "2026-11-21T02:09:23.829Z");
  for (const Event& end : calls_in(normalised_fixture("gemini-cli", "par1"), "run_shell_command")) {
    CHECK(end.status == Status::ok);
    CHECK_FALSE(end.exit_code);
  }
}

TEST_CASE("only the lines at the end of Gemini's report are the shell's own", "[event]") {
  const auto wrapped = [](const std::string& text) {
    return shell_end("<untrusted_context>\n" + text + "\n</untrusted_context>");
  };
  CHECK(wrapped("Output: x\nExit Code: 3\nProcess Group PGID: 7").exit_code == 3);
  CHECK(wrapped("Output: x\nExit Code: 0\nProcess Group PGID: 7").status == Status::ok);
  CHECK(wrapped("Output: x\nExit Code: 2\nBackground PIDs: 1\nProcess Group PGID: 7").status ==
        Status::error);
  CHECK(wrapped("Output: Exit Code: 3\nbye\nProcess Group PGID: 7").status == Status::ok);
  CHECK(wrapped("Output: x\nSignal: 15\nProcess Group PGID: 7").status == Status::error);
  CHECK(wrapped("Output: x").status == Status::ok);
  CHECK(shell_end("Exit Code: 9").exit_code == 9);
  CHECK(shell_end("").status == Status::ok);
  CHECK(shell_end("Command was cancelled by user before it could complete.").status == Status::cancelled);
  CHECK(shell_end("Command was automatically cancelled because it took too long.").status == Status::error);
}

TEST_CASE("Gemini's errors have a message", "[event]") {
  const auto events = normalised_fixture("gemini-cli", "failures");
  const Event read = calls_in(events, "read_file").at(0);
  CHECK(read.status == Status::error);
  CHECK(read.error == "File not found: /home/dev/src/failures/does-not-exist.txt");
  CHECK(json::parse(read.output).at("error").at("type") == "file_not_found");
  const Event mcp = calls_in(normalised_fixture("gemini-cli", "mcp"), "mcp_echo_fail").at(0);
  CHECK(mcp.status == Status::error);
  CHECK(mcp.error->starts_with("MCP tool 'fail' reported tool error"));
  CHECK(tool_class(mcp) == "mcp");
  CHECK(json::parse(mcp.extra).at("mcp_context").at("server_name") == "echo");
}

TEST_CASE("Gemini's subagents are calls of invoke_agent", "[event]") {
  const Event end = calls_in(normalised_fixture("gemini-cli", "subagent"), "invoke_agent").at(0);
  CHECK(tool_class(end) == "agent");
  CHECK(end.status == Status::ok);
  CHECK(end.parent_agent.empty());
}

TEST_CASE("Gemini's turns and sessions close what is open", "[event]") {
  CHECK(of({{"hook_event_name", "BeforeAgent"}, {"prompt", "p"}}).event.prompt == "p");
  CHECK(of({{"hook_event_name", "BeforeAgent"}}).closes == Closes::own_thread);
  CHECK(of({{"hook_event_name", "AfterAgent"}}).closes == Closes::own_thread);
  CHECK(of({{"hook_event_name", "SessionEnd"}}).closes == Closes::whole_session);
  CHECK(of({{"hook_event_name", "BeforeModel"}}).event.kind == Kind::other);
}
