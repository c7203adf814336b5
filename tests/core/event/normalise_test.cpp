#include "core/event/normalise.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "core/base/ulid.hpp"
#include "tests/core/event/fixtures.hpp"

using namespace galdr::event;
using galdr::test::fixture;
using galdr::test::raw_event;
using nlohmann::json;

namespace {

constexpr const char* kDay = "unknown-claude-code-20251121";

Event of_bytes(const std::string& payload) { return normalise(raw_event("claude-code", payload), {}).event; }
json extra_of(const Event& event) { return event.extra.empty() ? json::object() : json::parse(event.extra); }
Normalised generic(const json& payload) { return normalise(raw_event("some-agent", payload.dump()), {}); }

/// Replaces "secret" as long as it finds it.
std::int64_t hide(std::string& text) {
  std::int64_t found = 0;
  for (std::size_t at = 0; (at = text.find("secret")) != std::string::npos; ++found)
    text.replace(at, 6, "[R]");
  return found;
}

}  // namespace

TEST_CASE("what one string of an event tells to be secret goes from its other strings too", "[event]") {
  const auto after_pass = [](std::string& text) -> std::int64_t {
    const std::size_t at = text.find("pass=");
    if (at == std::string::npos || text.compare(at + 5, 1, "[") == 0) return 0;
    const std::size_t end = std::min(text.find(' ', at), text.size());
    text.replace(at + 5, end - at - 5, "[REDACTED:p#0000]");
    return 1;
  };
  const json payload = {
      {"session_id", "Kd8\"x2Lmq"},
      {"hook_event_name", "PostToolUse"},
      {"tool_name", "Bash"},
      {"tool_input", {{"command", "login Kd8\"x2Lmq word"}}},
      {"tool_response", {{"stdout", "pass=Kd8\"x2Lmq ok pass=word"}, {"stderr", "a\nKd8\"x2Lmq"}}}};
  const Event event = normalise(raw_event("claude-code", payload.dump()), after_pass).event;
  CHECK(event.session_id == "Kd8\"x2Lmq");
  CHECK(json::parse(event.input)["command"] == "login [REDACTED:p#0000] word");
  CHECK(event.output.find("Kd8") == std::string::npos);
  CHECK(json::accept(event.output));
  CHECK(event.redactions == 3);
}

TEST_CASE("what is no event of an agent's is kept as text, with the reason", "[event]") {
  const std::vector<std::pair<std::string, std::string>> cases = {{"", "empty"},
                                                                  {" \n", "empty"},
                                                                  {"hello", "not JSON"},
                                                                  {"{\"a\":1,}", "not JSON"},
                                                                  {"[1,2]", "not an object"},
                                                                  {"\"text\"", "not an object"},
                                                                  {"{\"sess", "cut too early"},
                                                                  {"tru", "not JSON"}};
  for (const auto& [payload, reason] : cases) {
    INFO(payload);
    const Event event = of_bytes(payload);
    CHECK(event.kind == Kind::other);
    CHECK(event.session_id == kDay);
    CHECK(extra_of(event) == json{{"raw", payload}, {"reason", reason}});
    CHECK(from_line(to_line(event)) == event);
  }
}

TEST_CASE("a hundred thousand brackets are an event of their session", "[event]") {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  for (const std::string& payload :
       {R"({"session_id":"s","x":)" + deep + "}", R"({"x":)" + deep + R"(,"session_id":"s"})"}) {
    const Event event = of_bytes(payload);
    CHECK(event.kind == Kind::other);
    CHECK(event.session_id == "s");
    CHECK(extra_of(event).at("reason") == "too deep");
    CHECK(extra_of(event).at("raw").get<std::string>().size() < 66'000);
    CHECK(from_line(to_line(event)) == event);
  }
  const auto nested = [](std::size_t n) {  // in extra, which is one bracket more
    return of_bytes(R"({"x":)" + std::string(n, '[') + std::string(n, ']') + "}");
  };
  CHECK(extra_of(nested(511)).contains("x"));
  CHECK(from_line(to_line(nested(511))) == nested(511));
  CHECK(extra_of(nested(512)).at("reason") == "too deep");
}

TEST_CASE("broken JSON stays in the session that it names before the break", "[event]") {
  const Event event = of_bytes(R"({"session_id":"s-9","cwd":"/w","hook_event_name":"PreToolUse","x":nope})");
  CHECK(event.session_id == "s-9");
  CHECK(event.cwd == "/w");
  CHECK(event.kind == Kind::other);
  CHECK(event.source_event == "PreToolUse");
  CHECK(extra_of(event).at("reason") == "not JSON");
}

TEST_CASE("invalid UTF-8 and NULs do not cost an event its meaning", "[event]") {
  const Event event = of_bytes(
      "{\"session_id\":\"s\",\"hook_event_name\":\"UserPromptSubmit\",\"prompt\":\"a\xFF\\u0000b\xC3\"}");
  CHECK(event.kind == Kind::prompt);
  CHECK(event.prompt == std::string("a\uFFFD\0b\uFFFD", 9));
  CHECK(from_line(to_line(event)) == event);
  const Event raw = of_bytes(std::string("\0\xFF{", 3));
  CHECK(extra_of(raw).at("raw") == std::string("\0\uFFFD{", 5));
}

TEST_CASE("a payload that is cut anywhere keeps what came before the cut", "[event]") {
  RawEvent raw = fixture("claude-code", "failures").at(5);
  const Event whole = normalise(raw, {}).event;
  const std::string payload = raw.payload;
  const std::size_t has_session = payload.find("\",\"transcript_path");
  const std::size_t has_tool = payload.find(",\"tool_input");
  const std::size_t has_input = payload.find(",\"tool_use_id");
  for (std::size_t size = 0; size < payload.size(); ++size) {
    raw.payload = payload.substr(0, size);
    raw.truncated = size % 2 == 0;
    raw.full_bytes = static_cast<std::int64_t>(payload.size());
    const Event event = normalise(raw, {}).event;
    INFO(raw.payload);
    REQUIRE(from_line(to_line(event)) == event);
    if (size >= has_session) REQUIRE(event.session_id == whole.session_id);
    if (size >= has_session) REQUIRE(event.truncated);
    if (size >= has_session) REQUIRE(extra_of(event).at("payload_bytes") == payload.size());
    if (size >= has_tool) REQUIRE(event.tool == "Bash");
    if (size >= has_tool) REQUIRE(event.kind == Kind::tool_end);
    if (size >= has_input) REQUIRE(event.input == whole.input);
    if (event.error) REQUIRE(whole.error->starts_with(*event.error));
  }
}

TEST_CASE("raw text that is too long keeps its head and its tail", "[event]") {
  const std::string text = "head" + std::string(200'000, 'x') + "tail";
  const std::string raw = extra_of(of_bytes(text)).at("raw");
  CHECK(raw.starts_with("headxxx"));
  CHECK(raw.ends_with("xxxtail"));
  CHECK(raw.find("[… 200008 bytes in all, sha256:") != std::string::npos);
  CHECK(raw.find(", 167240 left out …]") != std::string::npos);
  CHECK(raw.size() < 33'000);
}

TEST_CASE("every string of a payload is redacted, and counted", "[event]") {
  RawEvent raw =
      raw_event("claude-code", R"({"session_id":"s","hook_event_name":"PostToolUse","tool_name":"Bash",
      "tool_input":{"command":"echo s\u0065cret"},"tool_response":["secretsecret",{"a secret as a key":1}],
      "error":"secret","more":{"deep":[{"x":"secret"}]}})");
  raw.env = "A=1\nTOKEN=secret\nno equals\n=x\n";
  const Event event = normalise(raw, hide).event;
  CHECK(event.redactions == 7);
  CHECK(to_line(event).find("secret") == std::string::npos);
  CHECK(event.input == R"({"command":"echo [R]"})");
  CHECK(event.output == R"(["[R][R]",{"a [R] as a key":1}])");
  CHECK(extra_of(event).at("env") == json{{"A", "1"}, {"TOKEN", "[R]"}});
  for (const char* broken : {"a secret", "{\"x\":\"secret\",}"}) {
    const Event kept = normalise(raw_event("claude-code", broken), hide).event;
    CHECK(kept.redactions == 1);
    CHECK(to_line(kept).find("secret") == std::string::npos);
  }
}

TEST_CASE("galdr's own notes do not hide a payload's members", "[event]") {
  RawEvent raw = raw_event("claude-code", R"({"session_id":"s","env":"theirs","env_":2})");
  raw.env = "A=1\n";
  CHECK(extra_of(normalise(raw, {}).event) == json{{"env", "theirs"}, {"env_", 2}, {"env__", {{"A", "1"}}}});
}

TEST_CASE("session ids are opaque, bounded and never empty", "[event]") {
  const auto session = [](const json& id) { return of_bytes(json{{"session_id", id}}.dump()).session_id; };
  CHECK(session("../../x") == "../../x");
  CHECK(session(std::string("a\0\n\x1b", 4)) == std::string("a\0\n\x1b", 4));
  CHECK(session(12) == "12");
  CHECK(session("") == kDay);
  CHECK(session(nullptr) == kDay);
  CHECK(session(json::array({"s"})) == kDay);
  CHECK(session(std::string(256, 'a')) == std::string(256, 'a'));
  const std::string longest = session(std::string(1'000'000, 'a'));
  CHECK(longest.size() == 256 + 17);
  CHECK(longest == session(std::string(1'000'000, 'a')));
  CHECK(longest != session(std::string(1'000'001, 'a')));
  CHECK(normalise(raw_event("", "x"), {}).event.session_id == "unknown-unknown-20251121");
}

TEST_CASE("a member of the wrong type stays in extra", "[event]") {
  const Event event = of_bytes(
      R"({"session_id":"s","cwd":["/x"],"tool_name":{"a":1},"duration_ms":1.5,"prompt":[1],"error":null,"tool_use_id":""})");
  CHECK(event.cwd.empty());
  CHECK(event.tool.empty());
  CHECK_FALSE(event.duration_ms);
  CHECK(
      extra_of(event) ==
      json::parse(
          R"({"cwd":["/x"],"tool_name":{"a":1},"duration_ms":1.5,"prompt":[1],"error":null,"tool_use_id":""})"));
}

TEST_CASE("null is no input and no output", "[event]") {
  const Event event = of_bytes(R"({"session_id":"s","tool_input":null,"tool_response":null})");
  CHECK(event.input.empty());
  CHECK(event.output.empty());
  CHECK(event.extra.empty());
}

TEST_CASE("what the hook stamped is in the event", "[event]") {
  RawEvent raw = raw_event("claude-code", R"({"session_id":"s"})");
  raw.event = "PreToolUse";
  const Event event = normalise(raw, {}).event;
  CHECK(event.event_id == raw.event_id);
  CHECK(event.ts == raw.ts);
  CHECK(event.boot_ns == raw.boot_ns);
  CHECK(event.agent == "claude-code");
  CHECK(event.kind == Kind::tool_start);
  raw.payload = R"({"hook_event_name":"Stop"})";
  CHECK(normalise(raw, {}).event.source_event == "Stop");
}

TEST_CASE("a payload that bears another agent's marks is believed over the flag", "[event]") {
  const auto agent = [](const json& payload) {
    return normalise(raw_event("claude-code", payload.dump()), {}).event.agent;
  };
  CHECK(agent({{"session_id", "s"}}) == "claude-code");
  CHECK(agent({{"cursor_version", "1.7"}}) == "cursor");
  CHECK(agent({{"conversation_id", "c"}, {"generation_id", "g"}}) == "cursor");
  CHECK(agent({{"agent_action_name", "pre_run_command"}, {"trajectory_id", "t"}}) == "windsurf");
}

TEST_CASE("an agent without an adapter is read by common names", "[event]") {
  const Normalised end = generic({{"sessionId", "s"},
                                  {"event", "postToolUse"},
                                  {"toolName", "run_shell_command"},
                                  {"toolArgs", {{"command", "ls"}}},
                                  {"toolResult", {{"exitCode", 3}}},
                                  {"toolCallId", "c"},
                                  {"durationMs", 5},
                                  {"timestamp", 1}});
  CHECK(end.event.agent == "some-agent");
  CHECK(end.event.session_id == "s");
  CHECK(end.event.kind == Kind::tool_end);
  CHECK(end.event.source_event == "postToolUse");
  CHECK(end.event.tool == "run_shell_command");
  CHECK(tool_class(end.event) == "shell");
  CHECK(end.event.input == R"({"command":"ls"})");
  CHECK(end.event.output == R"({"exitCode":3})");
  CHECK(end.event.call_id == "c");
  CHECK(end.event.duration_ms == 5);
  CHECK(end.event.status == Status::error);
  CHECK(extra_of(end.event) == json{{"timestamp", 1}});
  CHECK(generic({{"type", "user_prompt_submit"}, {"prompt", "hi"}}).closes == Closes::own_thread);
  CHECK(generic({{"type", "session-end"}}).closes == Closes::whole_session);
  CHECK(generic({{"hook_event_name", "Stop"}, {"agent_id", "a"}}).closes == Closes::nothing);
  CHECK(generic({{"hook_event_name", "SubagentStop"}, {"agent_id", "a"}}).closes == Closes::own_thread);
}

TEST_CASE("without an adapter a call's end is known only if the payload says it", "[event]") {
  const auto status = [](json payload) {
    payload["hook_event_name"] = "PostToolUse";
    return generic(payload).event.status;
  };
  CHECK(status({{"tool_response", "all fine"}}) == Status::unknown);
  CHECK(status({{"tool_response", {{"exit_code", 0}}}}) == Status::ok);
  CHECK(status({{"success", true}}) == Status::ok);
  CHECK(status({{"result", {{"isError", true}}}}) == Status::error);
  CHECK(status({{"tool_response", {{"error", {{"type", "file_not_found"}}}}}}) == Status::error);
  CHECK(status({{"error", "boom"}}) == Status::error);
  CHECK(status({{"error", ""}, {"exit_code", 0}}) == Status::ok);
  CHECK(status({{"interrupted", true}}) == Status::cancelled);
  const Event event = generic({{"hook_event_name", "toolError"}, {"error", {{"message", "boom"}}}}).event;
  CHECK(event.status == Status::error);
  CHECK(event.error == "boom");
  CHECK(extra_of(event) == json{{"error", {{"message", "boom"}}}});
}

TEST_CASE("the event that the flag names is believed over members that may mean something else", "[event]") {
  RawEvent raw = raw_event("some-agent", R"({"session_id":"s","type":"command","event":"x"})");
  raw.event = "preToolUse";
  const Event event = normalise(raw, {}).event;
  CHECK(event.source_event == "preToolUse");
  CHECK(event.kind == Kind::tool_start);
  CHECK(extra_of(event) == json{{"type", "command"}, {"event", "x"}});
}

TEST_CASE("a derived id is a ULID of its source's time, the same for the same parts", "[event]") {
  const std::string source = "01KAH6R3XKTSV4RRFFQ69G5FAV";
  const std::string id = derived_id(source, "batch", "toolu_1");
  CHECK(galdr::is_ulid(id));
  CHECK(id.substr(0, 10) == source.substr(0, 10));
  CHECK(id == derived_id(source, "batch", "toolu_1"));
  CHECK(id != derived_id(source, "batch", "toolu_2"));
  CHECK(id != derived_id(source, "close", "toolu_1"));
  CHECK(derived_id(source, "a", "bc") != derived_id(source, "ab", "c"));
  CHECK(galdr::is_ulid(derived_id("no ulid", "x", "")));
}

TEST_CASE("of what can be kept as text only, the tool is told: policies go by it", "[event]") {
  CHECK(of_bytes(R"({"tool_name":"Bash","x":1} y)").tool == "Bash");
  const std::string deep = std::string(600, '[') + std::string(600, ']');
  CHECK(of_bytes(R"({"tool_name":"Bash","tool_input":)" + deep + "}").tool == "Bash");
}
