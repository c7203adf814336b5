#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/core/event/fixtures.hpp"

using namespace galdr::event;
using galdr::test::fixture;
using galdr::test::fixture_names;
using galdr::test::raw_event;
using nlohmann::json;

namespace {

std::vector<Normalised> normalised(const std::string& name) {
  std::vector<Normalised> all;
  for (const RawEvent& raw : fixture("claude-code", name)) all.push_back(normalise(raw, {}));
  return all;
}

/// "kind tool status", a line an event, without those of kind `other`.
std::vector<std::string> story(const std::string& name) {
  std::vector<std::string> told;
  for (const auto& [event, listed, closes, from_user] : normalised(name)) {
    if (event.kind == Kind::other) continue;
    std::string line(name_of(event.kind));
    if (!event.tool.empty()) line += " " + event.tool;
    if (event.status != Status::none) line.append(" ").append(name_of(event.status));
    told.push_back(line);
  }
  return told;
}

Normalised of(const json& payload) { return normalise(raw_event("claude-code", payload.dump()), {}); }

/// Every scalar in `value`, as JSON text.
void collect_leaves(const json& value, std::multiset<std::string>& leaves) {
  if (value.is_structured()) {
    for (const auto& member : value) collect_leaves(member, leaves);
  } else {
    leaves.insert(value.dump());
  }
}

/// The scalars of everything that an event and its listed calls hold.
std::multiset<std::string> kept_leaves(const Normalised& made) {
  std::multiset<std::string> leaves;
  json line = json::parse(to_line(made.event));
  for (const char* own :
       {"v", "event_id", "agent", "seq", "ts", "boot_ns", "kind", "status", "redactions", "truncated"}) {
    line.erase(own);  // galdr's, not the payload's
  }
  const json whole = line;
  for (const auto& [key, value] : whole.items()) {
    if (value.is_null()) line.erase(key);
  }
  collect_leaves(line, leaves);
  for (const ListedCall& call : made.listed) {
    collect_leaves(json::array({call.tool, call.call_id}), leaves);
    for (const std::string& text : {call.input, call.output}) {
      if (!text.empty()) collect_leaves(json::parse(text), leaves);
    }
  }
  return leaves;
}

}  // namespace

TEST_CASE("nothing of a Claude Code payload is lost", "[event]") {
  REQUIRE(fixture_names("claude-code").size() == 11);
  for (const std::string& name : fixture_names("claude-code")) {
    for (const RawEvent& raw : fixture("claude-code", name)) {
      INFO(raw.payload);
      const Normalised made = normalise(raw, {});
      std::multiset<std::string> sent;
      collect_leaves(json::parse(raw.payload), sent);
      const auto kept = kept_leaves(made);
      CHECK(std::includes(kept.begin(), kept.end(), sent.begin(), sent.end()));
      CHECK(from_line(to_line(made.event)) == made.event);
      CHECK(json::accept(to_public_line(made.event)));
      CHECK_FALSE(made.event.truncated);
      CHECK(made.event.session_id == json::parse(raw.payload).at("session_id"));
    }
  }
}

TEST_CASE("Claude Code's recorded runs are told in galdr's kinds", "[event]") {
  CHECK(story("failures") ==
        std::vector<std::string>{"session_start", "prompt", "tool_start Bash", "tool_end Bash error",
                                 "tool_start Read", "tool_end Read error", "tool_start WebFetch",
                                 "permission WebFetch", "tool_start Bash", "turn_end", "session_end"});
  CHECK(story("interrupt") ==
        std::vector<std::string>{"session_start", "prompt", "tool_start Bash", "session_end"});
  CHECK(story("mcp") == std::vector<std::string>{"session_start", "prompt", "tool_start mcp__echo__echo",
                                                 "tool_end mcp__echo__echo ok", "tool_start mcp__echo__add",
                                                 "tool_end mcp__echo__add ok", "tool_start mcp__echo__fail",
                                                 "tool_end mcp__echo__fail error", "turn_end",
                                                 "session_end"});
  CHECK(story("api-error") == std::vector<std::string>{"session_start", "prompt", "tool_start Bash",
                                                       "tool_end Bash ok", "session_end"});
  CHECK(story("large-shortened") == std::vector<std::string>{"session_start", "prompt", "tool_start Bash",
                                                             "tool_end Bash ok", "tool_start Write",
                                                             "tool_end Write ok", "tool_start Bash",
                                                             "tool_end Bash error", "tool_start Read",
                                                             "tool_end Read ok", "turn_end", "session_end"});
  CHECK(story("par1") == std::vector<std::string>{"session_start", "prompt", "tool_start Bash",
                                                  "tool_end Bash ok", "tool_start Bash", "tool_start Read",
                                                  "tool_start Bash", "tool_end Bash ok", "tool_end Read ok",
                                                  "tool_end Bash ok", "tool_start Write", "tool_end Write ok",
                                                  "turn_end", "session_end"});
  CHECK(story("py-project") == std::vector<std::string>{"session_start",    "prompt",
                                                        "tool_start Bash",  "tool_end Bash ok",
                                                        "tool_start Write", "tool_end Write ok",
                                                        "tool_start Write", "tool_end Write ok",
                                                        "tool_start Bash",  "tool_end Bash error",
                                                        "tool_start Read",  "tool_end Read ok",
                                                        "tool_start Edit",  "tool_end Edit ok",
                                                        "tool_start Bash",  "tool_end Bash ok",
                                                        "tool_start Bash",  "tool_end Bash ok",
                                                        "turn_end",         "session_end"});
  CHECK(story("resume") == std::vector<std::string>{"session_start", "prompt", "tool_start Write",
                                                    "tool_end Write ok", "turn_end", "session_end",
                                                    "session_start", "prompt", "tool_start Bash",
                                                    "tool_end Bash ok", "turn_end", "session_end"});
  CHECK(story("stream-json") == std::vector<std::string>{"session_start", "prompt", "tool_start Write",
                                                         "tool_end Write ok", "turn_end", "session_end"});
  CHECK(story("unicode") == std::vector<std::string>{"session_start", "prompt", "tool_start Write",
                                                     "tool_end Write ok", "tool_start Bash",
                                                     "tool_end Bash ok", "tool_start Bash",
                                                     "tool_end Bash ok", "turn_end", "session_end"});
}

TEST_CASE("a failed call of Claude Code keeps its error, duration and input", "[event]") {
  const auto all = normalised("failures");
  const Event& end = all.at(5).event;
  CHECK(end.source_event == "PostToolUseFailure");
  CHECK(end.error == "Exit code 3\nto-stdout\nto-stderr");
  CHECK(end.exit_code == 3);
  CHECK(end.duration_ms == 62);
  CHECK(end.call_id == "toolu_018DPDf2bAqDIrerQ7DUBYMp");
  CHECK(end.call_id == all.at(4).event.call_id);
  CHECK(end.input ==
        R"({"command":"echo to-stdout; echo to-stderr >&2; exit 3","description":"Fail with exit code 3"})");
  CHECK(end.output.empty());
  CHECK(end.cwd == "/home/dev/src/failures");
  CHECK(json::parse(end.extra).at("is_interrupt") == false);
  CHECK(json::parse(end.extra).at("effort") == json{{"level", "medium"}});
}

TEST_CASE("a batch of Claude Code lists its calls, with the ends that only it tells", "[event]") {
  std::vector<std::string> ends;
  for (const auto& made : normalised("failures")) {
    CHECK(made.listed.size() == (made.event.source_event == "PostToolBatch" ? 1 : 0));
    for (const ListedCall& call : made.listed) {
      ends.push_back(call.tool + " " + std::string(name_of(call.status)) + ": " +
                     call.error.value_or("").substr(0, 40));
    }
  }
  CHECK(ends == std::vector<std::string>{"Bash error: Exit code 3\nto-stdout\nto-stderr", "Read unknown: ",
                                         "Edit error: String to replace not found in file.\nStr",
                                         "NoSuchTool error: Error: No such tool available: NoSuchToo",
                                         "Bash error: InputValidationError: Bash failed due to",
                                         "Bash error: Blocked: standalone sleep 30. To wait fo",
                                         "WebFetch denied: Claude requested permissions to use WebF",
                                         "Bash denied: Permission to use Bash with command touc"});
  const Normalised edit = normalised("failures").at(10);
  const ListedCall& call = edit.listed.at(0);
  CHECK(call.call_id == "toolu_01mxGGaDaAh1QjIGI7Ks7xKu");
  CHECK(json::parse(call.input).at("old_string") == "no such text");
  CHECK(call.output ==
        R"("<tool_use_error>String to replace not found in file.\nString: no such text</tool_use_error>")");
  CHECK(call.error == "String to replace not found in file.\nString: no such text");
  CHECK(edit.event.kind == Kind::other);
  CHECK(
      json::parse(edit.event.extra).at("tool_calls") ==
      json::parse(R"([{"tool_name":"Edit","tool_use_id":"toolu_01mxGGaDaAh1QjIGI7Ks7xKu","listed":true}])"));
}

TEST_CASE("a listed call's text is judged by how it begins", "[event]") {
  const auto judged = [](const json& response) {
    const json call = {{"tool_name", "Bash"},
                       {"tool_use_id", "t"},
                       {"tool_input", json::object()},
                       {"tool_response", response}};
    return of({{"hook_event_name", "PostToolBatch"}, {"tool_calls", {call}}}).listed.at(0).status;
  };
  CHECK(judged("Exit code 0") == Status::unknown);
  CHECK(judged("Exit code 127") == Status::error);
  CHECK(judged("Exit code 1 was expected") == Status::unknown);
  CHECK(judged("The user doesn't want to proceed with this tool use.") == Status::denied);
  CHECK(judged("cat: Permission to use x has been denied") == Status::unknown);
  CHECK(judged({{{"type", "text"}, {"text", "<tool_use_error>no</tool_use_error>"}}}) == Status::error);
  CHECK(judged({{"stdout", "Exit code 1"}}) == Status::unknown);
  CHECK(judged(nullptr) == Status::unknown);
}

TEST_CASE("a batch keeps whatever its list does not take over", "[event]") {
  const json calls = json::parse(
      R"([{"tool_name":"Bash","tool_use_id":"t","tool_input":{"command":"a"},"tool_response":"b","new_field":[1]},
          {"tool_name":"Bash","tool_input":{"command":"no id"}}, 7])");
  const Normalised made =
      of({{"session_id", "s"}, {"hook_event_name", "PostToolBatch"}, {"tool_calls", calls}});
  REQUIRE(made.listed.size() == 1);
  CHECK(json::parse(made.event.extra).at("tool_calls") ==
        json::parse(R"([{"tool_name":"Bash","tool_use_id":"t","new_field":[1],"listed":true},
                        {"tool_name":"Bash","tool_input":{"command":"no id"}}, 7])"));
  const Normalised odd = of({{"hook_event_name", "PostToolBatch"}, {"tool_calls", "none"}});
  CHECK(json::parse(odd.event.extra).at("tool_calls") == "none");
}

TEST_CASE("an interrupted call of Claude Code is cancelled", "[event]") {
  json end = {{"hook_event_name", "PostToolUseFailure"},
              {"tool_name", "Bash"},
              {"error", "x"},
              {"is_interrupt", true}};
  CHECK(of(end).event.status == Status::cancelled);
  CHECK(of(end).event.error == "x");
  end = {{"hook_event_name", "PostToolUse"},
         {"tool_name", "Bash"},
         {"tool_response", {{"stdout", ""}, {"interrupted", true}}}};
  CHECK(of(end).event.status == Status::cancelled);
  end["tool_name"] = "Read";
  CHECK(of(end).event.status == Status::ok);
}

TEST_CASE("Claude Code's subagents own their calls, and their ends close only these", "[event]") {
  std::vector<std::string> told;
  for (const auto& [event, listed, closes, from_user] : normalised("subagent")) {
    const std::string who = event.parent_agent.empty() ? "main" : event.parent_agent;
    if (closes == Closes::whole_session) told.push_back("session");
    if (closes == Closes::own_thread)
      told.push_back(event.source_event + " " + who + (from_user ? "" : " synthetic"));
  }
  CHECK(told == std::vector<std::string>{"UserPromptSubmit main", "Stop main",
                                         "SubagentStop a5b55fbef33c87bcd", "SubagentStop a06a7ada9d0b02da4",
                                         "SubagentStop ad99d2cf21fa0294d", "UserPromptSubmit main synthetic",
                                         "Stop main", "UserPromptSubmit main synthetic",
                                         "UserPromptSubmit main synthetic", "Stop main", "session"});
  const auto all = normalised("subagent");
  CHECK(all.at(5).event.kind == Kind::subagent_start);
  CHECK(all.at(5).event.parent_agent == "a5b55fbef33c87bcd");
  CHECK(json::parse(all.at(5).event.extra).at("agent_type") == "general-purpose");
  CHECK(all.at(8).event.tool == "Bash");
  CHECK(all.at(8).event.parent_agent == "a5b55fbef33c87bcd");
  CHECK(of({{"hook_event_name", "Stop"}, {"agent_id", "a1"}}).closes == Closes::nothing);
  CHECK(of({{"hook_event_name", "StopFailure"}, {"error", "overloaded"}}).closes == Closes::own_thread);
}

TEST_CASE("every event of Claude Code has its kind", "[event]") {
  const std::vector<std::pair<const char*, Kind>> kinds = {{"PreCompact", Kind::compact},
                                                           {"PostCompact", Kind::compact},
                                                           {"Notification", Kind::notification},
                                                           {"Elicitation", Kind::notification},
                                                           {"ElicitationResult", Kind::notification},
                                                           {"PermissionDenied", Kind::permission},
                                                           {"StopFailure", Kind::turn_end},
                                                           {"SubagentStop", Kind::subagent_end},
                                                           {"MessageDisplay", Kind::other},
                                                           {"Setup", Kind::other},
                                                           {"posttooluse", Kind::other},
                                                           {"SomethingNew", Kind::other}};
  for (const auto& [name, kind] : kinds) {
    INFO(name);
    const Event event = of({{"hook_event_name", name}, {"session_id", "s"}}).event;
    CHECK(event.kind == kind);
    CHECK(event.source_event == name);
    CHECK(event.status == Status::none);
  }
}

TEST_CASE("Claude Code's tools have classes", "[event]") {
  Event event;
  event.agent = "claude-code";
  const std::vector<std::pair<const char*, const char*>> classes = {
      {"Bash", "shell"},     {"KillShell", "shell"}, {"Read", "read"},    {"Write", "write"},
      {"MultiEdit", "edit"}, {"Glob", "search"},     {"WebFetch", "web"}, {"mcp__echo__add", "mcp"},
      {"Agent", "agent"},    {"Skill", "other"},     {"bash", "shell"},   {"", ""}};
  for (const auto& [tool, expected] : classes) {
    event.tool = tool;
    CHECK(tool_class(event) == expected);
  }
}
