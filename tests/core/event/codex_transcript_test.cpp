#include <catch2/catch_test_macros.hpp>

#include <algorithm>

#include "core/event/json_text.hpp"
#include "tests/core/event/told.hpp"
#include "tests/support/support.hpp"

using namespace galdr::event;
using galdr::test::end_of;
using galdr::test::summary;
using galdr::test::told;
using Lines = std::vector<std::string>;

namespace {

const std::string kFailures = "31-36-01a1fbba-f5b2-74f3-83ae-cc7d3605f3db";
const std::string kMcp = "31-41-01a1fbbb-086f-7043-8478-fd06b031baeb";
const std::string kParallel = "31-45-01a1fbbb-196a-7a70-9f7d-e7e910319622";
const std::string kResume = "31-59-01a1fbbb-5240-7813-a483-5c36f0d28c62";
const std::string kCodeMode = "32-05-01a1fbbb-6788-7c83-9a4d-6179b1d2b1bc";
const std::string kRoot = "32-09-01a1fbbb-7745-71c2-836f-fbf869bcdf11";
const std::string kChild = "32-10-01a1fbbb-7bec-7343-88dc-af371a9b4726";
const std::string kInterrupt = "32-13-01a1fbbb-8544-7d92-8110-df77e868fff7";

std::string text_of(const std::string& name) {
  return galdr::test::transcript("codex", "sessions/2026/11/21/rollout-2026-11-21T01-" + name + ".jsonl");
}

std::string line(const std::string& type, const std::string& payload) {
  return R"({"timestamp":"2026-11-21T00:00:00Z","type":")" + type + R"(","payload":)" + payload + "}\n";
}

const std::string kMeta = line("session_meta", R"({"id":"s","cwd":"/w"})");

std::string call(const std::string& name, const std::string& arguments) {
  std::string quoted;
  append_json_string(quoted, arguments);
  return line("response_item", R"({"type":"function_call","name":")" + name +
                                   R"(","call_id":"c","arguments":)" + quoted + "}");
}

std::string output(const std::string& text) {
  std::string quoted;
  append_json_string(quoted, text);
  return line("response_item", R"({"type":"function_call_output","call_id":"c","output":)" + quoted + "}");
}

}  // namespace

TEST_CASE("Codex's transcript tells exit codes and the calls of which no hook told", "[event]") {
  const auto failures = told("codex", text_of(kFailures));
  const Event failed = end_of(failures, "exit 3");
  CHECK(failed.tool == "Bash");
  CHECK(failed.input == R"({"command":"echo to-stdout; echo to-stderr >&2; exit 3"})");
  CHECK(failed.call_id == "call_yoQHTf8lWgsg8vF5Zx0rlcqA");
  CHECK(failed.exit_code == 3);
  CHECK(failed.status == Status::error);
  CHECK(failed.duration_ms == 0);
  CHECK(end_of(failures, "-no such line").error->starts_with("apply_patch verification failed"));
  CHECK(end_of(failures, "no_such_tool").error == "unsupported call: no_such_tool");
  CHECK(end_of(failures, "wrong").status == Status::error);
  CHECK(end_of(failures, "kill -9").exit_code == 137);
}

TEST_CASE("a command that Codex lets run ends when it ends, or with the next turn", "[event]") {
  const Event late = end_of(told("codex", text_of(kFailures)), "echo late");
  CHECK(late.status == Status::cancelled);
  CHECK(late.duration_ms == 1555);
  const std::string left = kMeta + call("exec_command", R"({"cmd":"sleep 9"})") +
                           output("Wall time: 0.5 seconds\nProcess running with session ID 7\nOutput:\n");
  CHECK(told("codex", left).settled == kMeta.size());
  const auto next = told("codex", left + line("event_msg", R"({"type":"task_started"})"));
  CHECK(summary(next).back() == "tool_end Bash unknown");
  CHECK(next.events.back().output.starts_with("\"Wall time"));
}

TEST_CASE("a Codex script's calls are told by their items, a script only if it fails", "[event]") {
  CHECK(summary(told("codex", text_of(kCodeMode))) ==
        Lines{"session_start", "prompt Code mode please.", R"(tool_start Bash {"command":"ls -la"})",
              "tool_end Bash ok exit:0", R"(tool_start Bash {"command":"echo one"})",
              "tool_end Bash ok exit:0", R"(tool_start Bash {"command":"exit 4"})",
              "tool_end Bash error exit:4",
              R"(tool_start apply_patch {"command":"*** Begin Patch\n*** Add File: cm.txt\n+hello\n*)",
              "tool_end apply_patch ok", R"(tool_start mcp__echo__echo {"text":"via code mode"})",
              "tool_end mcp__echo__echo ok",
              "tool_start exec {\"input\":\"throw new Error('script failure')\"}", "tool_end exec error",
              "turn_end"});
  const Event patch = end_of(told("codex", text_of(kCodeMode)), "cm.txt");
  CHECK(patch.input == R"({"command":"*** Begin Patch\n*** Add File: cm.txt\n+hello\n*** End Patch\n"})");
  CHECK(patch.call_id == "exec-1f49c5c4-1581-4219-905f-af076b9675db");
}

TEST_CASE("a Codex subagent belongs to its root session", "[event]") {
  const auto child = told("codex", text_of(kChild));
  CHECK(summary(child).front() == "subagent_start in:01a1");
  CHECK(summary(child).back() == "subagent_end in:01a1");
  for (const Event& event : child.events) {
    CHECK(event.session_id == "01a1fbbb-7745-71c2-836f-fbf869bcdf11");
    CHECK(event.parent_agent == "01a1fbbb-7bec-7343-88dc-af371a9b4726");
    CHECK(event.kind != Kind::prompt);
  }
  const auto root = told("codex", text_of(kRoot));
  CHECK(end_of(root, "collaborationspawn_agent").extra ==
        R"({"agent_id":"01a1fbbb-7bec-7343-88dc-af371a9b4726"})");
  CHECK(end_of(root, "collaborationwait_agent").status == Status::ok);
}

TEST_CASE("Codex's parallel, interrupted and MCP calls, and a session that goes on", "[event]") {
  const auto parallel = told("codex", text_of(kParallel));
  CHECK(end_of(parallel, "echo a").duration_ms == 299);
  CHECK(end_of(parallel, "echo b").exit_code == 0);
  const std::string interrupted = text_of(kInterrupt);
  CHECK(summary(told("codex", interrupted)).back().starts_with("tool_start Bash"));
  CHECK(told("codex", interrupted).settled ==
        interrupted.find("{\"timestamp\":\"2026-11-21T01:32:13.547Z\""));
  const auto mcp = told("codex", text_of(kMcp));
  CHECK(end_of(mcp, "mcp__echo__add").input == R"({"a":2,"b":40})");
  CHECK(end_of(mcp, "mcp__echo__fail").status == Status::error);
  CHECK(end_of(mcp, "mcp__echo__fail").error == "deliberate MCP failure");
  const Lines resumed = summary(told("codex", text_of(kResume)));
  CHECK(std::count(resumed.begin(), resumed.end(), "turn_end") == 2);
  CHECK(std::count(resumed.begin(), resumed.end(), "session_start") == 1);
}

TEST_CASE("earlier forms of Codex's transcripts are read too", "[event]") {
  const std::string shell = call("shell", R"({"command":["bash","-lc","ls x"]})");
  const auto old =
      told("codex", kMeta + line("event_msg", R"({"type":"user_message","message":"go"})") + shell +
                        output(R"({"output":"no x","metadata":{"exit_code":2,"duration_seconds":0.1}})") +
                        line("event_msg", R"({"type":"turn_aborted","reason":"interrupted"})"));
  CHECK(summary(old) == Lines{"session_start", "prompt go", R"(tool_start Bash {"command":"ls x"})",
                              "tool_end Bash error exit:2", "turn_end"});
  CHECK(end_of(told("codex", kMeta + shell + output("exec command rejected by user")), "ls x").status ==
        Status::denied);
}

TEST_CASE("a Codex call that the next prompt leaves behind ends as unknown, and may end later", "[event]") {
  const std::string left = kMeta + call("shell", R"({"command":["ls"]})") +
                           line("event_msg", R"({"type":"user_message","message":"go on"})");
  CHECK(summary(told("codex", left)) == Lines{"session_start", R"(tool_start Bash {"command":"ls"})",
                                              "tool_end Bash unknown", "prompt go on"});
  CHECK(told("codex", left).settled == left.size());
  CHECK(summary(told("codex", left + output("Exit code: 1\nWall time: 1 seconds\nOutput:\n"))).back() ==
        "tool_end error exit:1");
}

TEST_CASE("Codex's transcripts can be read bit by bit, and with junk between", "[event]") {
  for (const std::string& name :
       {kFailures, kMcp, kParallel, kResume, kCodeMode, kRoot, kChild, kInterrupt}) {
    galdr::test::check_piecemeal("codex", text_of(name));
    galdr::test::check_hostile("codex", text_of(name));
  }
}

TEST_CASE("where Codex's transcripts lie", "[event]") {
  Event source;
  source.agent = "codex";
  source.extra = R"({"transcript_path":"/h/a.jsonl","agent_transcript_path":"/h/b.jsonl"})";
  CHECK(transcript_of(source) == "/h/b.jsonl");
  source.extra = R"({"transcript_path":null})";
  CHECK(transcript_of(source).empty());
  CHECK(subagents_folder("codex", "/h/a.jsonl", "s").empty());
  CHECK(is_transcript("codex", "2026/11/21/rollout-2026-11-21T01-31-36-x.jsonl"));
  CHECK_FALSE(is_transcript("codex", "2026/11/21/history.jsonl"));
}
