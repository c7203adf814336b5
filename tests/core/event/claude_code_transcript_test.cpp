#include <catch2/catch_test_macros.hpp>

#include "tests/core/event/told.hpp"
#include "tests/support/support.hpp"

using namespace galdr::event;
using galdr::test::end_of;
using galdr::test::summary;
using galdr::test::told;
using Lines = std::vector<std::string>;

namespace {

std::string text_of(const std::string& name) {
  return galdr::test::transcript("claude-code", name + ".jsonl");
}

const std::string kFailures = "projects/-home-dev-failures/7f7d8ebe-1d14-42f9-9878-2017cd61c8f8";
const std::string kSubagent = "projects/-home-dev-subagent/c78f4065-9884-4ddd-bcd6-31feb230eb64";
const std::string kParallel = "more/projects/-home-dev-par1/839de427-145e-4c02-b751-fd835e5009df";
const std::string kResume = "more/projects/-home-dev-resume/c2c1698e-b678-4475-bf69-78b232d0e0fc";
const std::string kInterrupt = "more/projects/-home-dev-interrupt/a4e59b27-478f-406b-8de6-5b3f44ae3d24";
const std::string kMcp = "more/projects/-home-dev-mcp/1ffe0505-0e74-48fd-8285-a270a741217b";

/// A line of the session s by a person, or with results.
std::string user(const std::string& content, const std::string& more = "") {
  return R"({"type":"user","sessionId":"s","cwd":"/w","timestamp":"2026-11-21T00:00:01Z",)" + more +
         R"("uuid":"u-)" + std::to_string(content.size()) + R"(","message":{"content":)" + content + "}}\n";
}

std::string use(const std::string& id) {
  return R"({"type":"assistant","sessionId":"s","timestamp":"2026-11-21T00:00:00Z","uuid":"a","message":{"content":)"
         R"([{"type":"tool_use","id":")" +
         id + R"(","name":"Bash","input":{"command":"x"}}]}})" + "\n";
}

}  // namespace

TEST_CASE("Claude's transcript tells the calls of which no hook told", "[event]") {
  const auto failures = told("claude-code", text_of(kFailures));
  CHECK(end_of(failures, "NoSuchTool").error == "Error: No such tool available: NoSuchTool");
  CHECK(end_of(failures, "missing the command").status == Status::error);
  CHECK(end_of(failures, "denied-by-rule").status == Status::denied);
  CHECK(end_of(failures, "WebFetch").status == Status::denied);
  const Event failed = end_of(failures, "exit 3");
  CHECK(failed.status == Status::error);
  CHECK(failed.exit_code == 3);
  CHECK(failed.error == "Exit code 3\nto-stdout\nto-stderr");
  CHECK(failed.call_id.starts_with("toolu_01vE"));
  CHECK(failed.session_id == "7f7d8ebe-1d14-42f9-9878-2017cd61c8f8");
  CHECK(failed.cwd == "/home/dev/failures");
  CHECK(galdr::format_utc(failed.ts).starts_with("2026-11-21T05:04:39.752"));
}

TEST_CASE("Claude's transcript tells prompts and turns in order", "[event]") {
  CHECK(summary(told("claude-code", text_of(kResume))) ==
        Lines{"session_start", "prompt First prompt: make a note.",
              R"(tool_start Write {"file_path":"/home/dev/src/resume/note.txt","content":"one\)",
              "tool_end Write ok", "turn_end", "prompt Second prompt: add to the note.",
              R"(tool_start Bash {"command":"echo two >> note.txt; cat note.txt","description)",
              "tool_end Bash ok", "turn_end"});
}

TEST_CASE("Claude's subagents tell whose they are, and no prompts", "[event]") {
  const auto main = told("claude-code", text_of(kSubagent));
  int prompts = 0;
  for (const Event& event : main.events) prompts += event.kind == Kind::prompt ? 1 : 0;
  CHECK(prompts == 1);  // the others are <task-notification>s
  CHECK(summary(told("claude-code", text_of(kSubagent + "/subagents/agent-ac60b64c03e8dbc3a"))) ==
        Lines{"subagent_start in:ac60", R"(tool_start in:ac60 Bash {"command":"ls","description":"List"})",
              "tool_end in:ac60 Bash ok",
              R"(tool_start in:ac60 Bash {"command":"cat nope.txt","description":"Fails inside the su)",
              "tool_end in:ac60 Bash error exit:1", "subagent_end in:ac60"});
}

TEST_CASE("Claude's parallel, interrupted and MCP calls", "[event]") {
  const auto parallel = told("claude-code", text_of(kParallel));
  CHECK(end_of(parallel, "echo a").output == "\"a\"");
  CHECK(end_of(parallel, "echo b").output == "\"b\"");
  CHECK(end_of(told("claude-code", text_of(kInterrupt)), "seq 60").exit_code == 137);
  const auto mcp = told("claude-code", text_of(kMcp));
  CHECK(end_of(mcp, "mcp__echo__add").input == R"({"a":2,"b":40})");
  CHECK(end_of(mcp, "mcp__echo__fail").status == Status::error);
}

TEST_CASE("what Claude writes in a person's name is no prompt", "[event]") {
  const auto prompts = [](const std::string& text) {
    Lines lines = summary(told("claude-code", text));
    lines.erase(lines.begin());  // the session's start
    return lines;
  };
  CHECK(prompts(user("\"hello\"")) == Lines{"prompt hello"});
  CHECK(prompts(user(R"([{"type":"text","text":"a"},{"type":"image"}])")) == Lines{"prompt a"});
  CHECK(prompts(user(R"("<command-name>/x</command-name><command-args>1 2</command-args>")")) ==
        Lines{"prompt /x 1 2"});
  CHECK(prompts(user("\"hello\"", R"("isMeta":true,)")).empty());
  CHECK(prompts(user("\"hello\"", R"("isCompactSummary":true,)")).empty());
  CHECK(prompts(user("\"hello\"", R"("origin":{"kind":"task-notification"},)")).empty());
  CHECK(prompts(user("\"<local-command-stdout></local-command-stdout>\"")).empty());
}

TEST_CASE("a call that Claude's next turn leaves behind ends as unknown, and may end later", "[event]") {
  const std::string left = use("t1") + user("\"next\"");
  CHECK(summary(told("claude-code", left)) ==
        Lines{"session_start", R"(tool_start Bash {"command":"x"})", "tool_end Bash unknown", "prompt next"});
  CHECK(told("claude-code", left).settled == left.size());
  CHECK(told("claude-code", use("t1")).settled == 0);
  const std::string later = left + user(R"([{"type":"tool_result","tool_use_id":"t1","content":"x"}])");
  CHECK(summary(told("claude-code", later)).back() == "tool_end ok");
  CHECK(summary(told("claude-code", use("t1") + user("\"[Request interrupted by user]\""))).back() ==
        "tool_end Bash cancelled");
}

TEST_CASE("Claude's transcripts can be read bit by bit, and with junk between", "[event]") {
  for (const std::string& name : {kFailures, kSubagent, kParallel, kResume, kInterrupt, kMcp}) {
    galdr::test::check_piecemeal("claude-code", text_of(name));
    galdr::test::check_hostile("claude-code", text_of(name));
  }
}

TEST_CASE("where Claude's transcripts lie", "[event]") {
  Event source;
  source.agent = "claude-code";
  source.extra = R"({"transcript_path":"/h/.claude/projects/p/s.jsonl"})";
  CHECK(transcript_of(source) == "/h/.claude/projects/p/s.jsonl");
  source.parent_agent = "a1";
  CHECK(transcript_of(source) == "/h/.claude/projects/p/s/subagents/agent-a1.jsonl");
  source.parent_agent = "../../x";
  CHECK(transcript_of(source).empty());
  CHECK(subagents_folder("claude-code", "/h/p/s.jsonl", "s") == "/h/p/s/subagents");
  CHECK(is_transcript("claude-code", "p/s.jsonl"));
  CHECK(is_transcript("claude-code", "p/s/subagents/agent-a1.jsonl"));
  CHECK_FALSE(is_transcript("claude-code", "p/s/tool-results/x.txt"));
}
