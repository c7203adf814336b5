#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/core/event/fixtures.hpp"

using namespace galdr::event;
using namespace galdr::test;
using nlohmann::json;

namespace {

Normalised of(json payload, const std::string& event) {
  payload["hook_event_name"] = event;
  return normalise(raw_event("opencode", payload.dump()), {});
}

Normalised bus(const std::string& event, const json& properties) {
  return of({{"session_id", "s"}, {"event", {{"properties", properties}}}}, "event." + event);
}

Event after(const std::string& tool, const json& output) {
  return of({{"input", {{"tool", tool}, {"callID", "c"}, {"args", json::object()}}}, {"output", output}},
            "tool.execute.after")
      .event;
}

std::string prompt_of(const std::string& text) {
  const json parts = {{{"type", "text"}, {"text", text}}};
  return of({{"output", {{"parts", parts}}}}, "chat.message").event.prompt.value_or("none");
}

Event told_by(const std::vector<Event>& ends, Source source) {
  const auto found =
      std::find_if(ends.begin(), ends.end(), [source](const auto& e) { return e.source == source; });
  REQUIRE(found != ends.end());
  return *found;
}

}  // namespace

TEST_CASE("OpenCode tells of a command twice, with its exit code", "[event]") {
  const auto ends = calls_in(normalised_fixture("opencode", "failures"), "bash");
  const Event hook = told_by(ends, Source::hook);
  const Event part = told_by(ends, Source::batch);
  CHECK(hook.call_id == "call_KHjDl9ro0Ky02MM1t3Wlcr1Z");
  CHECK(hook.call_id == part.call_id);
  CHECK(hook.input == part.input);
  for (const Event& end : {hook, part}) {
    CHECK(end.status == Status::error);
    CHECK(end.exit_code == 3);
    CHECK(json::parse(end.output).at("output") == "to-stdout\nto-stderr\n");
    CHECK(json::parse(end.output).at("title") == "echo to-stdout; echo to-stderr >&2; exit 3");
  }
  CHECK_FALSE(hook.duration_ms);
  CHECK(part.duration_ms == 1596);
  CHECK(json::parse(hook.extra).at("input") == json{{"sessionID", hook.session_id}});
  const json state = json::parse(part.extra).at("event").at("properties").at("part").at("state");
  CHECK(state == json::parse(R"({"status":"completed","time":{"start":1795227911301,"end":1795227912897}})"));
}

TEST_CASE("a tool of OpenCode that throws is told by its message part alone", "[event]") {
  const auto ends = calls_in(normalised_fixture("opencode", "failures"), "read");
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].source == Source::batch);
  CHECK(ends[0].status == Status::error);
  CHECK(ends[0].error == "File not found: /home/dev/src/failures/does-not-exist.txt");
  CHECK(ends[0].duration_ms == 888);
  CHECK(ends[0].output.empty());
}

TEST_CASE("a call of OpenCode's that was denied or aborted is no error of its tool", "[event]") {
  const auto status = [](const json& error, bool interrupted) {
    const json state = {{"status", "error"}, {"error", error}, {"metadata", {{"interrupted", interrupted}}}};
    return bus("message.part.updated", {{"part", {{"type", "tool"}, {"tool", "bash"}, {"state", state}}}})
        .event.status;
  };
  CHECK(status("The user rejected permission to use this specific tool call.", false) == Status::denied);
  CHECK(status("The user has specified a rule which prevents you from using this tool", false) ==
        Status::denied);
  CHECK(status("Tool execution aborted", false) == Status::cancelled);
  CHECK(status("anything", true) == Status::cancelled);
  CHECK(status("anything", false) == Status::error);
}

TEST_CASE("what is no tool of OpenCode's is an error", "[event]") {
  for (const Event& end : calls_in(normalised_fixture("opencode", "failures"), "invalid")) {
    CHECK(end.status == Status::error);
    CHECK(end.error->find("unavailable tool 'no_such_tool'") != std::string::npos);
  }
}

TEST_CASE("a command of OpenCode's that was stopped has no exit code", "[event]") {
  const auto stopped = [](const std::string& text) {
    return after("bash", {{"metadata", {{"exit", nullptr}}}, {"output", text}});
  };
  CHECK(stopped("terminated command after exceeding timeout 1000 ms").status == Status::error);
  CHECK(stopped("<shell_metadata>\nUser aborted the command\n</shell_metadata>").status == Status::cancelled);
  CHECK_FALSE(stopped("x").exit_code);
  CHECK(after("bash", {{"metadata", {{"exit", 0}}}, {"output", "x"}}).status == Status::ok);
  CHECK(after("read", {{"metadata", {{"exit", 3}}}}).status == Status::ok);
}

TEST_CASE("parts of OpenCode's messages that end no call are of kind other", "[event]") {
  const auto part = [](const json& told) { return bus("message.part.updated", {{"part", told}}).event; };
  const Event running = part({{"type", "tool"}, {"tool", "bash"}, {"state", {{"status", "running"}}}});
  CHECK(running.kind == Kind::other);
  CHECK(running.tool.empty());
  CHECK(part({{"type", "text"}, {"text", "x"}}).kind == Kind::other);
  CHECK(part(7).kind == Kind::other);
  const Event odd =
      part({{"type", "tool"}, {"tool", {1}}, {"state", {{"status", "error"}, {"error", {{"a", 1}}}}}});
  CHECK(odd.kind == Kind::tool_end);
  CHECK(odd.tool.empty());
  CHECK_FALSE(odd.error);
  CHECK(odd.extra.find(R"("error":{"a":1})") != std::string::npos);
}

TEST_CASE("a session with a parent is a subagent of OpenCode's", "[event]") {
  std::vector<std::string> told;
  for (const Event& event : normalised_fixture("opencode", "subagent")) {
    if (event.kind == Kind::session_start || event.kind == Kind::subagent_start)
      told.push_back(std::string(name_of(event.kind)) + " " + event.session_id + " " + event.parent_agent);
  }
  CHECK(told == std::vector<std::string>{
                    "session_start ses_e04117bf7ffehgW95Wji2vXjzW ",
                    "subagent_start ses_e04117bf7ffehgW95Wji2vXjzW ses_e04116364ffePGA0kBY8rY27FE"});
  CHECK(tool_class(calls_in(normalised_fixture("opencode", "subagent"), "task").at(0)) == "agent");
}

TEST_CASE("OpenCode's prompt is what was typed", "[event]") {
  CHECK(prompt_of("plain") == "plain");
  CHECK(prompt_of("\"Run this.\"") == "Run this.");
  CHECK(prompt_of("\"say \\\"hi\\\" \\backslash\"") == "say \"hi\" \\backslash");
  CHECK(prompt_of("\"a\" and \"b\"") == "\"a\" and \"b\"");
  CHECK(prompt_of("\"") == "\"");
  CHECK(prompt_of("\"\"") == "");
  CHECK(prompt_of("\"ends in a backslash\\\"") == "ends in a backslash\\");
  const json parts = {{{"type", "text"}, {"text", "one"}},
                      {{"type", "text"}, {"text", "of the program"}, {"synthetic", true}},
                      {{"type", "file"}, {"url", "file:///x"}},
                      {{"type", "text"}, {"text", "two"}}};
  CHECK(of({{"output", {{"parts", parts}}}}, "chat.message").event.prompt == "one\ntwo");
}

TEST_CASE("OpenCode's turns and sessions close what is open", "[event]") {
  CHECK(bus("session.idle", json::object()).closes == Closes::own_thread);
  CHECK(bus("session.deleted", json::object()).closes == Closes::whole_session);
  CHECK(of({{"cwd", "/x"}}, "dispose").event.kind == Kind::other);
  CHECK(of({{"session_id", "s"}}, "dispose").event.kind == Kind::session_end);
  CHECK(of({{"session_id", "s"}}, "dispose").closes == Closes::whole_session);
  const Normalised error =
      bus("session.error", {{"error", {{"name", "APIError"}, {"data", {{"message", "no quota"}}}}}});
  CHECK(error.event.error == "no quota");
  CHECK(error.closes == Closes::nothing);
}

TEST_CASE("OpenCode's MCP tools are known by their names", "[event]") {
  CHECK(tool_class(after("echo_echo", {{"content", json::array()}})) == "mcp");
  CHECK(tool_class(after("apply_patch", json::object())) == "edit");
  const json blocks = {{{"type", "text"}, {"text", "no"}}};
  CHECK(after("echo_fail", {{"content", blocks}, {"isError", true}}).error == "no");
}
