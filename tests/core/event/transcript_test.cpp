#include "core/event/transcript.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "core/base/ulid.hpp"
#include "tests/support/support.hpp"

using namespace galdr::event;
using galdr::test::data;
using nlohmann::json;

namespace {

const std::string& failures() {
  static const std::string kText =
      data("claude-code-transcripts/projects/-home-dev-failures/7f7d8ebe-1d14-42f9-9878-2017cd61c8f8.jsonl");
  return kText;
}

/// How the transcript of Claude Code says that the call ended.
std::optional<Event> end_of(const std::string& call_id, const std::string& transcript,
                            const Redactor& redact = {}) {
  for (Event& event : read_transcript("claude-code", {{}, "s", transcript}, redact).events)
    if (event.kind == Kind::tool_end && event.call_id == call_id && event.status != Status::unknown)
      return std::move(event);
  return std::nullopt;
}

/// The id of the call whose result begins so.
std::string call_that_got(const std::string& transcript, const std::string& beginning) {
  for (const auto& line : galdr::test::lines(transcript)) {
    const json content = json::parse(line).at("message").at("content");
    if (!content.is_array()) continue;
    for (const auto& block : content)
      if (block.at("type") == "tool_result" && block.at("content").dump().find(beginning) == 1)
        return block.at("tool_use_id");
  }
  return "";
}

std::string result_line(const json& block) {
  return json{{"type", "user"}, {"message", {{"content", json::array({block})}}}}.dump() + "\n";
}

}  // namespace

TEST_CASE("a transcript tells that a call failed, and how", "[event]") {
  const auto end = end_of(call_that_got(failures(), "Exit code 3"), failures());
  REQUIRE(end);
  CHECK(end->status == Status::error);
  CHECK(end->source == Source::transcript);
  CHECK(end->error == "Exit code 3\nto-stdout\nto-stderr");
  CHECK(end->tool == "Bash");
  CHECK(galdr::format_utc(end->ts).starts_with("2026-11-21T05:04:39.752"));
  CHECK(end->boot_ns == 0);
}

TEST_CASE("a transcript tells a denial and an invalid call from other failures", "[event]") {
  const auto denied = end_of(call_that_got(failures(), "Permission to"), failures());
  REQUIRE(denied);
  CHECK(denied->status == Status::denied);
  const auto invalid = end_of(call_that_got(failures(), "<tool_use_error>Error: No such"), failures());
  REQUIRE(invalid);
  CHECK(invalid->status == Status::error);
  CHECK(invalid->error == "Error: No such tool available: NoSuchTool");
  const auto missing = end_of(call_that_got(failures(), "File does not"), failures());
  REQUIRE(missing);
  CHECK(missing->status == Status::error);
}

TEST_CASE("a result that is no failure is ok, whatever its text says", "[event]") {
  const auto end = end_of(
      "t1", result_line({{"type", "tool_result"}, {"tool_use_id", "t1"}, {"content", "Exit code 3"}}), {});
  REQUIRE(end);
  CHECK(end->status == Status::ok);
  CHECK_FALSE(end->error);
  CHECK(end->output == "\"Exit code 3\"");
}

TEST_CASE("a transcript that does not tell of a call's end gives nothing", "[event]") {
  CHECK_FALSE(end_of("toolu_none", failures(), {}));
  CHECK_FALSE(end_of("t1", "", {}));
  CHECK_FALSE(end_of("", failures(), {}));
  CHECK_FALSE(end_of("t1", "t1\n{\"t1\":\n[[\"t1\"]]\n{\"type\":\"user\",\"message\":\"t1\"}\n", {}));
  const json use{{"type", "tool_use"}, {"id", "t1"}, {"tool_use_id", "t1"}};
  CHECK_FALSE(end_of("t1", result_line(use), {}));
}

TEST_CASE("a line that is cut in front does not hide the lines after it", "[event]") {
  const std::string text =
      "age\":\"t1\"}\n" + result_line({{"type", "tool_result"}, {"tool_use_id", "t1"}, {"content", "x"}});
  CHECK(end_of("t1", text, {}));
}

TEST_CASE("what a transcript tells is redacted", "[event]") {
  const auto hide = [](std::string& text) -> std::int64_t {
    const auto at = text.find("hunter2");
    if (at == text.npos) return 0;
    text.replace(at, 7, "*");
    return 1;
  };
  const json block{
      {"type", "tool_result"}, {"tool_use_id", "t1"}, {"content", "is hunter2"}, {"is_error", true}};
  const auto end = end_of("t1", result_line(block), hide);
  REQUIRE(end);
  CHECK(end->error == "is *");
  CHECK(end->output == "\"is *\"");
  CHECK(end->redactions == 2);  // it stands in the output and in the error
}

TEST_CASE("the transcript of a subagent lies beside its session's", "[event]") {
  Event source;
  source.agent = "claude-code";
  source.extra = R"({"reason":"other","transcript_path":"/h/.claude/projects/p/s.jsonl"})";
  CHECK(transcript_of(source) == "/h/.claude/projects/p/s.jsonl");
  source.parent_agent = "a1";
  CHECK(transcript_of(source) == "/h/.claude/projects/p/s/subagents/agent-a1.jsonl");
  source.extra.clear();
  CHECK(transcript_of(source).empty());
  source.agent = "another";
  source.extra = R"({"transcript_path":"/h/x.jsonl"})";
  CHECK(transcript_of(source).empty());
  CHECK_FALSE(transcript_folder("another"));
}

TEST_CASE("one long line does not make every event of a transcript large", "[event]") {
  std::string text =
      R"({"type":"session_meta","payload":{"id":"s","cwd":"/)" + std::string(100'000, 'x') + "\"}}\n";
  for (int i = 0; i < 1000; ++i)
    text += R"({"type":"response_item","payload":{"type":"function_call","call_id":"c)" + std::to_string(i) +
            R"(","name":"n","arguments":"{}"}})" + "\n";
  const auto told = read_transcript("codex", {{}, {}, text}, {});
  REQUIRE(told.events.size() == 1001);
  for (const Event& event : told.events) CHECK(event.cwd.size() <= 4096);
}

TEST_CASE("a long input is shortened as in the hook's payload, so that both are the same call", "[event]") {
  const json input{{"file_path", "/w/big"}, {"content", std::string(100'000, 'x')}};
  const json use{{"type", "tool_use"}, {"id", "t1"}, {"name", "Write"}, {"input", input}};
  const json line{{"type", "assistant"}, {"message", {{"content", json::array({use})}}}};
  const auto told = read_transcript("claude-code", {{}, "s", line.dump() + "\n"}, {});
  RawEvent raw;
  raw.agent = "claude-code";
  raw.payload = json{
      {"hook_event_name", "PreToolUse"},
      {"session_id", "s"},
      {"tool_name", "Write"},
      {"tool_input",
       input}}.dump();
  const Event hook = normalise(raw, {}).event;
  REQUIRE(told.events.size() >= 1);
  CHECK(told.events.back().input.size() < 50'000);
  CHECK(input_key("Write", told.events.back().input) == input_key("Write", hook.input));
}

TEST_CASE("a call's input is one number, the order of its members left aside", "[event]") {
  const auto key = input_key("edit", R"({"a":1,"b":[1,2]})");
  CHECK(key == input_key("edit", R"({"b":[1,2],"a":1})"));
  CHECK(key != input_key("write", R"({"a":1,"b":[1,2]})"));
  CHECK(key != input_key("edit", R"({"b":1,"a":[1,2]})"));
  CHECK(key != input_key("edit", R"({"a":1,"b":[2,1]})"));
  CHECK(key != input_key("edit", R"({"a":1,"b":[1,2],"c":null})"));
  CHECK(input_key("x", "{}") == input_key("x", ""));  // no input, one way or the other
  CHECK(input_key("x", "\"a\"") != input_key("x", "\"b\""));
}

TEST_CASE("an agent that galdr cannot read tells nothing", "[event]") {
  const auto told = read_transcript("another", {{}, {}, failures()}, {});
  CHECK(told.events.empty());
  CHECK(told.settled == 0);
  CHECK_FALSE(is_transcript("another", "p/s.jsonl"));
  CHECK(subagents_folder("another", "/h/p/s.jsonl", "s").empty());
}

TEST_CASE("a call id of a transcript is the same whenever and wherever it is read", "[event]") {
  const auto first = read_transcript("claude-code", {"/a/x.jsonl", "s", failures()}, {});
  const auto second = read_transcript("claude-code", {{}, {}, failures()}, {});
  CHECK(first.events == second.events);
  CHECK(first.events.front().event_id.substr(0, 10) ==
        galdr::make_ulid(first.events.front().ts, {}).view().substr(0, 10));
}

TEST_CASE("a transcript's events take some times the memory of its text", "[event]") {
  std::string calls;
  for (int i = 0; i < 100'000; ++i)
    calls += (i == 0 ? "" : ",") + (R"({"type":"tool_use","id":")" + std::to_string(i) + R"(","name":"x"})");
  const std::string line = R"({"type":"assistant","sessionId":"s","cwd":"/)" + std::string(4000, 'w') +
                           R"(","message":{"content":[)" + calls + "]}}\n";
  const auto told = read_transcript("claude-code", {{}, "s", line}, {});
  std::size_t bytes = 0;
  for (const Event& event : told.events) bytes += sizeof event + event.cwd.size();
  CHECK(told.events.size() > 1000);
  CHECK(bytes < (std::size_t{64} << 20) + 4 * line.size());
  CHECK(told.skipped == 1);
}
