#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>

#include "tests/drain/setup/home.hpp"
#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Json = nlohmann::json;

namespace {

/// An agent that is killed while a command runs: no hook tells the command's end, the transcript may.
struct Killed {
  const Variable claude_home{"CLAUDE_CONFIG_DIR", std::nullopt};
  const User user;
  const std::string folder = user.home() + "/.claude/projects/p";

  Killed() { std::filesystem::create_directories(folder); }

  void write_transcript(const std::string& path) const {
    const Json block{{"type", "tool_result"},
                     {"tool_use_id", "toolu_1"},
                     {"content", "Exit code 137\ntick 1"},
                     {"is_error", true}};
    spit(path, Json{{"type", "user"}, {"message", {{"content", Json::array({block})}}}}.dump() + "\n");
  }
  void tell_hooks(const std::string& transcript) const {
    user.hook(pre_tool("s", "toolu_1", "sleep 60", "/w"));
    user.hook(Json{{"session_id", "s"},
                   {"hook_event_name", "SessionEnd"},
                   {"reason", "other"},
                   {"cwd", "/w"},
                   {"transcript_path", transcript}});
  }
  Json end_of_call(const std::vector<std::string>& arguments = {}) const {
    std::vector<Json> ends;
    for (const auto& event : user.events(arguments))
      if (event.at("kind") == "tool_end") ends.push_back(event);
    REQUIRE(ends.size() == 1);
    return ends.front();
  }
};

}  // namespace

TEST_CASE("how a call ended that no hook told is taken from the agent's transcript", "[e2e]") {
  const Killed killed;
  killed.write_transcript(killed.folder + "/s.jsonl");
  killed.tell_hooks(killed.folder + "/s.jsonl");
  const Json end = killed.end_of_call();
  CHECK(end.at("status") == "error");
  CHECK(end.at("source") == "transcript");
  CHECK(end.at("error") == "Exit code 137\ntick 1");
  CHECK(killed.user.json({"sessions"}).at("sessions").at(0).at("failures") == 1);
  REQUIRE(killed.user.galdr({"reindex"}).status == 0);
  CHECK(killed.end_of_call() == end);
}

TEST_CASE("a transcript that no payload names is found by the session's id", "[e2e]") {
  const User user;
  const std::string folder = user.home() + "/.copilot/session-state/c";
  std::filesystem::create_directories(folder);
  const Json call{{"toolCallId", "call_1"}, {"toolName", "bash"}, {"arguments", {{"command", "sleep 60"}}}};
  const auto tell = [&](const char* event, Json payload) {
    payload.update({{"sessionId", "c"}, {"timestamp", 1}, {"cwd", "/w"}});
    user.hook("copilot", event, payload.dump());
  };
  tell("preToolUse", {{"toolName", "bash"}, {"toolArgs", {{"command", "sleep 60"}}}});
  const std::string at = user.events().at(0).at("ts");
  const auto line = [&](const char* type, const Json& data) {
    return Json{{"type", type}, {"id", type}, {"timestamp", at}, {"data", data}}.dump() + "\n";
  };
  spit(folder + "/events.jsonl", line("session.start", {{"sessionId", "c"}}) +
                                     line("tool.execution_start", call) +
                                     line("abort", {{"reason", "user_abort"}}));
  tell("sessionEnd", {{"reason", "complete"}});
  const auto events = user.events();
  const auto end =
      std::find_if(events.begin(), events.end(), [](const Json& e) { return e.at("kind") == "tool_end"; });
  REQUIRE(end != events.end());
  CHECK(end->at("status") == "cancelled");
  CHECK(end->at("source") == "transcript");
}

TEST_CASE("a call whose transcript says nothing, or lies elsewhere, stays unknown", "[e2e]") {
  const Killed killed;
  const std::string elsewhere = killed.user.home() + "/s.jsonl";
  killed.write_transcript(elsewhere);
  killed.tell_hooks(GENERATE(0, 1) == 0 ? elsewhere : killed.folder + "/none.jsonl");
  CHECK(killed.end_of_call().at("status") == "unknown");
}
