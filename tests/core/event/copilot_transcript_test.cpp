#include <catch2/catch_test_macros.hpp>

#include "tests/core/event/told.hpp"
#include "tests/support/support.hpp"

using namespace galdr::event;
using galdr::test::end_of;
using galdr::test::summary;
using galdr::test::told;
using Lines = std::vector<std::string>;

namespace {

const std::string kMcp = "0cff1b57-ada3-412b-8a95-50796170e20c";
const std::string kSubagent = "1b3f26ed-0bff-4e0e-a22f-669f35e5fdef";
const std::string kResume = "518df54d-c260-431a-9524-b715008ac40c";
const std::string kParallel = "599a1b74-0848-414e-9ddc-0b0879a5e766";
const std::string kFailures = "6d0aafa3-b43c-4261-88cf-7915c0929473";
const std::string kInterrupt = "9e300e9b-40df-484a-b3dd-abb010af5740";

std::string text_of(const std::string& id) {
  return galdr::test::transcript("copilot", "session-state/" + id + "/events.jsonl");
}

}  // namespace

TEST_CASE("Copilot's transcript tells exit codes and refusals", "[event]") {
  const auto failures = told("copilot", text_of(kFailures));
  const Event failed = end_of(failures, "exit 3");
  CHECK(failed.tool == "bash");
  CHECK(failed.exit_code == 3);
  CHECK(failed.status == Status::error);
  CHECK(failed.call_id == "call_EheyM9NWzuG55p5OdI77K9ws");
  CHECK(failed.session_id == kFailures);
  CHECK(failed.cwd == "/home/dev/src/failures");
  CHECK(end_of(failures, "/etc/hostname").status == Status::denied);
  CHECK(end_of(failures, "no_such_tool").error == "Tool 'no_such_tool' does not exist.");
  CHECK(end_of(failures, "wrong").error == "\"command\": Required");
}

TEST_CASE("Copilot's subagents are in the same file", "[event]") {
  CHECK(summary(told("copilot", text_of(kSubagent))) ==
        Lines{"session_start", "prompt Use a subagent to look around.",
              R"(tool_start task {"description":"Look around","prompt":"List the files here a)",
              "subagent_start in:3d3f",
              R"(tool_start in:3d3f bash {"command":"ls","description":"Run a command"})",
              "tool_end in:3d3f bash ok exit:0",
              R"(tool_start in:3d3f bash {"command":"cat nope.txt","description":"Run a command"})",
              "tool_end in:3d3f bash error exit:1", "subagent_end in:3d3f", "tool_end task ok", "turn_end",
              "session_end"});
}

TEST_CASE("Copilot's parallel, interrupted and MCP calls, and a session that goes on", "[event]") {
  const auto parallel = told("copilot", text_of(kParallel));
  CHECK(end_of(parallel, "echo a").output.starts_with("\"a\\n"));
  CHECK(end_of(parallel, "echo b").output.starts_with("\"b\\n"));
  CHECK(summary(told("copilot", text_of(kInterrupt))).back() == "tool_end bash cancelled");
  CHECK(end_of(told("copilot", text_of(kMcp)), "echo-add").input == R"({"a":2,"b":40})");
  CHECK(end_of(told("copilot", text_of(kMcp)), "echo-fail").error ==
        "MCP server 'echo': deliberate MCP failure");
  const auto resumed = told("copilot", text_of(kResume));
  CHECK(summary(resumed).at(6) == "session_start");
  CHECK(resumed.events.at(6).extra.find("\"resume\"") != std::string::npos);
}

TEST_CASE("a Copilot command whose line tells no exit code tells it in its text", "[event]") {
  const std::string start =
      R"({"type":"session.start","data":{"sessionId":"s"},"id":"1","timestamp":"2026-11-21T00:00:00Z"})";
  const std::string end =
      R"({"type":"tool.execution_complete","data":{"toolCallId":"c","success":true,"result":{"content":)"
      R"("x\n<shellId: 0 completed with exit code 3>"}},"id":"2","timestamp":"2026-11-21T00:00:01Z"})";
  CHECK(summary(told("copilot", start + "\n" + end + "\n")).back() == "tool_end error exit:3");
}

TEST_CASE("Copilot's transcripts can be read bit by bit, and with junk between", "[event]") {
  for (const std::string& id : {kMcp, kSubagent, kResume, kParallel, kFailures, kInterrupt}) {
    galdr::test::check_piecemeal("copilot", text_of(id));
    galdr::test::check_hostile("copilot", text_of(id));
  }
}

TEST_CASE("where Copilot's transcripts lie", "[event]") {
  Event source;
  source.agent = "copilot";
  source.session_id = "s-1";
  CHECK(transcript_of(source) == "s-1/events.jsonl");
  source.session_id = "../x";
  CHECK(transcript_of(source).empty());
  source.extra = R"({"transcriptPath":"/h/s/events.jsonl"})";
  CHECK(transcript_of(source) == "/h/s/events.jsonl");
  CHECK(is_transcript("copilot", "s-1/events.jsonl"));
  CHECK_FALSE(is_transcript("copilot", "s-1/checkpoints/index.md"));
}
