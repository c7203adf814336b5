#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/core/event/fixtures.hpp"

using namespace galdr::event;
using namespace galdr::test;
using nlohmann::json;

namespace {

Normalised of(const std::string& event, const json& payload) {
  RawEvent raw = raw_event("copilot", payload.dump());
  raw.event = event;
  return normalise(raw, {});
}

Event end_of(const std::string& tool, const std::string& type, const std::string& text) {
  return of("postToolUse",
            {{"toolName", tool}, {"toolResult", {{"resultType", type}, {"textResultForLlm", text}}}})
      .event;
}

}  // namespace

TEST_CASE("Copilot's failed command is a success of its tool", "[event]") {
  for (const char* folder : {"copilot", "copilot-pascalcase"}) {
    const bool camel = std::string(folder) == "copilot";
    const auto events = normalised_fixture(folder, "failures");
    const Event end = calls_in(events, camel ? "bash" : "Bash").at(0);
    CHECK(end.status == Status::error);
    CHECK(end.exit_code == 3);
    CHECK(tool_class(end) == "shell");
    CHECK(json::parse(end.input).at("command") == "echo to-stdout; echo to-stderr >&2; exit 3");
    const Event view = calls_in(events, camel ? "view" : "Read").at(0);
    CHECK(view.status == Status::error);
    CHECK(view.error == "Path does not exist");
    CHECK(tool_class(view) == "read");
  }
}

TEST_CASE("Copilot's results have a type", "[event]") {
  CHECK(end_of("view", "success", "x").status == Status::ok);
  CHECK(end_of("view", "failure", "no").status == Status::error);
  CHECK(end_of("view", "failure", "no").error == "no");
  CHECK(end_of("bash", "denied", "not allowed").status == Status::denied);
  CHECK(end_of("bash", "denied", "not allowed").error == "not allowed");
  CHECK(end_of("bash", "rejected", "x").status == Status::denied);
  CHECK(end_of("bash", "new-type", "x").status == Status::unknown);
  CHECK(of("postToolUse", {{"toolName", "bash"}}).event.status == Status::unknown);
}

TEST_CASE("only a shell's last line has an exit code", "[event]") {
  CHECK(end_of("bash", "success", "<shellId: 0 completed with exit code 0>").exit_code == 0);
  CHECK(end_of("bash", "success", "a\n<exited with exit code 127>").exit_code == 127);
  CHECK(end_of("bash", "success", "<shellId: 0 completed with exit code 3>\nmore").status == Status::ok);
  CHECK(end_of("bash", "success", "<shellId: 0 is still running>").status == Status::ok);
  CHECK(end_of("view", "success", "<shellId: 0 completed with exit code 3>").status == Status::ok);
}

TEST_CASE("Copilot's arguments may be JSON in a string", "[event]") {
  const auto input = [](const json& args) {
    return of("preToolUse", {{"toolName", "bash"}, {"toolArgs", args}}).event.input;
  };
  CHECK(input(R"({"command": "ls"})") == R"({"command":"ls"})");
  CHECK(input({{"command", "ls"}}) == R"({"command":"ls"})");
  CHECK(input("{no json") == R"("{no json")");
  CHECK(input("plain") == R"("plain")");
}

TEST_CASE("a secret inside Copilot's JSON in a string does not come out", "[event]") {
  RawEvent raw =
      raw_event("copilot", R"({"toolName":"bash","toolArgs":"{\"command\":\"echo s\\u0065cret\"}"})");
  const auto hide = [](std::string& text) -> std::int64_t {
    const auto at = text.find("secret");
    return at == text.npos ? 0 : (text.replace(at, 6, "[R]"), 1);
  };
  const Event event = normalise(raw, hide).event;
  CHECK(event.input == R"({"command":"echo [R]"})");
  CHECK(event.redactions == 1);
}

TEST_CASE("Copilot's subagents have ids that are sessions too", "[event]") {
  const std::string parent = "1b3f26ed-0bff-4e0e-a22f-669f35e5fdef";
  const std::string child = "3d3f248b-d0d1-4d3c-b0ba-c99edaca3cd9";
  std::vector<std::string> told;
  for (const Event& event : normalised_fixture("copilot", "subagent")) {
    if (event.kind == Kind::subagent_start || event.kind == Kind::subagent_end) {
      CHECK(event.session_id == parent);
      CHECK(event.parent_agent == child);
      told.emplace_back(name_of(event.kind));
    }
    if (event.session_id == child) CHECK(event.parent_agent == child);
  }
  CHECK(told == std::vector<std::string>{"subagent_start", "subagent_end"});
  CHECK(of("subagentStop", {{"sessionId", "p"}, {"agentId", "c"}}).closes == Closes::own_thread);
  CHECK(of("agentStop", {{"sessionId", "c"}, {"agentId", "c"}}).closes == Closes::nothing);
  CHECK(of("agentStop", {{"sessionId", "p"}}).closes == Closes::own_thread);
  CHECK_FALSE(of("userPromptSubmitted", {{"agentId", "c"}, {"prompt", "x"}}).from_user);
}

TEST_CASE("Copilot names MCP's tools in more ways than one", "[event]") {
  const auto events = normalised_fixture("copilot-pascalcase", "mcp");
  const Event failed = calls_in(events, "echo-fail").at(0);
  CHECK(failed.status == Status::error);
  CHECK(failed.error == "MCP server 'echo': deliberate MCP failure");
  CHECK(tool_class(failed) == "mcp");
  const Event asked =
      of("permissionRequest", {{"hookName", "permissionRequest"}, {"toolName", "echo/echo"}}).event;
  CHECK(asked.kind == Kind::permission);
  CHECK(tool_class(asked) == "mcp");
  const Event before =
      of("preMcpToolCall", {{"toolCallId", "t"}, {"toolName", "echo"}, {"arguments", {{"a", 1}}}}).event;
  CHECK(before.kind == Kind::other);
  CHECK(before.call_id == "t");
  CHECK(before.input == R"({"a":1})");
}

TEST_CASE("an error of Copilot itself keeps its message", "[event]") {
  const Event event = of("errorOccurred", {{"error", {{"name", "E"}, {"message", "no quota"}}}}).event;
  CHECK(event.kind == Kind::notification);
  CHECK(event.error == "no quota");
  CHECK(json::parse(event.extra).at("error").at("name") == "E");
}
