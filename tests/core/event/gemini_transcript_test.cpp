#include <catch2/catch_test_macros.hpp>

#include "tests/core/event/told.hpp"
#include "tests/support/support.hpp"

using namespace galdr::event;
using galdr::test::end_of;
using galdr::test::summary;
using galdr::test::told;
using Lines = std::vector<std::string>;

namespace {

const std::string kFailures = "failures/chats/session-2026-11-21T02-09-c3022c7e";
const std::string kInterrupt = "interrupt/chats/session-2026-11-21T02-10-757ad741";
const std::string kParallel = "par1/chats/session-2026-11-21T02-09-e470dda8";
const std::string kRoot = "subagent/chats/session-2026-11-21T02-10-5204f17c";
const std::string kChild =
    "subagent/chats/5204f17c-31b6-4c98-8ef6-d6d56d02158c/ecd4553d-8494-4b55-ad94-0d79aaa128a1";

std::string path_of(const std::string& name) { return "/home/dev/.gemini/tmp/" + name + ".jsonl"; }
std::string text_of(const std::string& name) {
  return galdr::test::transcript("gemini-cli", "tmp/" + name + ".jsonl");
}
Told told_of(const std::string& name) { return told("gemini-cli", text_of(name), path_of(name)); }

}  // namespace

TEST_CASE("Gemini's transcript tells exit codes and the calls of which no hook told", "[event]") {
  const auto failures = told_of(kFailures);
  const Event failed = end_of(failures, "exit 3");
  CHECK(failed.tool == "run_shell_command");
  CHECK(failed.exit_code == 3);
  CHECK(failed.status == Status::error);
  CHECK(failed.call_id == "run_shell_command__run_shell_command_1795226963042_0");
  CHECK(failed.output.starts_with("\"<untrusted_context>\\nOutput: to-stdout"));
  CHECK(failed.cwd == "/home/dev/src/failures");
  CHECK(end_of(failures, "no_such_tool").error->starts_with("Tool \"no_such_tool\" not found."));
  CHECK(end_of(failures, "wrong").error == "params must have required property 'command'");
  CHECK(end_of(failures, "/etc/hostname").status == Status::error);
  CHECK(summary(failures).at(1) == "prompt Try some things that will fail.");
}

TEST_CASE("a Gemini subagent belongs to the session whose folder it is in", "[event]") {
  const auto child = told_of(kChild);
  CHECK(
      summary(child) ==
      Lines{
          "subagent_start in:ecd4",
          R"(tool_start in:ecd4 run_shell_command {"command":"ls","description":"Run a command"})",
          "tool_end in:ecd4 run_shell_command ok",
          R"(tool_start in:ecd4 run_shell_command {"command":"cat nope.txt","description":"Run a command"})",
          "tool_end in:ecd4 run_shell_command error exit:1",
          R"(tool_start in:ecd4 complete_task {"result":{"response":"There is one file: notes.txt."}})",
          "tool_end in:ecd4 complete_task ok", "subagent_end in:ecd4"});
  CHECK(child.events.front().session_id == "5204f17c-31b6-4c98-8ef6-d6d56d02158c");
  CHECK(child.events.front().parent_agent == "ecd4553d-8494-4b55-ad94-0d79aaa128a1");
  CHECK(end_of(told_of(kRoot), "invoke_agent").extra ==
        R"({"agent_id":"ecd4553d-8494-4b55-ad94-0d79aaa128a1"})");
}

TEST_CASE("Gemini's parallel calls, and one that was killed", "[event]") {
  const auto parallel = told_of(kParallel);
  CHECK(end_of(parallel, "echo a").output.find("Output: a") != std::string::npos);
  CHECK(end_of(parallel, "echo b").output.find("Output: b") != std::string::npos);
  CHECK(summary(told_of(kInterrupt)) == Lines{"session_start", "prompt Run a slow command."});
}

TEST_CASE("Gemini's transcripts can be read bit by bit, and with junk between", "[event]") {
  for (const std::string& name : {kFailures, kInterrupt, kParallel, kRoot, kChild}) {
    galdr::test::check_piecemeal("gemini-cli", text_of(name), path_of(name));
    galdr::test::check_hostile("gemini-cli", text_of(name), path_of(name));
  }
}

TEST_CASE("an earlier form of Gemini's transcripts is one document", "[event]") {
  const std::string text =
      "{\n \"sessionId\": \"s\", \"startTime\": \"2026-11-21T00:00:00Z\", \"messages\": [\n"
      R"({"id":"1","timestamp":"2026-11-21T00:00:01Z","type":"user","content":"go"},)"
      R"({"id":"2","timestamp":"2026-11-21T00:00:02Z","type":"gemini","content":"","toolCalls":[{"id":"c","name":)"
      R"("read_file","args":{"path":"x"},"status":"success","timestamp":"2026-11-21T00:00:03Z"}]}]})";
  const auto document = told("gemini-cli", text, "/h/tmp/p/chats/session-1.json");
  CHECK(summary(document) ==
        Lines{"session_start", "prompt go", R"(tool_start read_file {"path":"x"})", "tool_end read_file ok"});
  CHECK(document.settled == text.size());
}

TEST_CASE("where Gemini's transcripts lie", "[event]") {
  Event source;
  source.agent = "gemini-cli";
  source.session_id = "s";
  source.extra = R"({"transcript_path":"/h/tmp/p/chats/session-1.jsonl"})";
  CHECK(transcript_of(source) == "/h/tmp/p/chats/session-1.jsonl");
  source.parent_agent = "a";
  CHECK(transcript_of(source) == "/h/tmp/p/chats/s/a.jsonl");
  CHECK(subagents_folder("gemini-cli", "/h/tmp/p/chats/session-1.jsonl", "s") == "/h/tmp/p/chats/s");
  CHECK(subagents_folder("gemini-cli", "/h/tmp/p/chats/session-1.jsonl", "..").empty());
  CHECK(is_transcript("gemini-cli", "p/chats/session-1.jsonl"));
  CHECK(is_transcript("gemini-cli", "p/chats/s/a.jsonl"));
  CHECK_FALSE(is_transcript("gemini-cli", "p/tool-outputs/session-1/x.txt"));
}
