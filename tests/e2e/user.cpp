#include "tests/e2e/user.hpp"

#include <catch2/catch_test_macros.hpp>

namespace galdr::test {

using Json = nlohmann::json;

Outcome User::galdr(std::vector<std::string> arguments, const std::string& cwd) const {
  arguments.insert(arguments.begin(), galdr_program());
  RunOptions options;
  options.env = {{"HOME", home()}, {"GALDR_ROOT", ""}};
  options.cwd = cwd;
  return run(arguments, options);
}

Json User::json(std::vector<std::string> arguments) const {
  arguments.push_back("--json");
  const Outcome outcome = galdr(arguments);
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  const Json parsed = Json::parse(outcome.out, nullptr, false);
  REQUIRE(parsed.is_object());
  return parsed;
}

std::vector<Json> User::events(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"events", "--json"});
  const Outcome outcome = galdr(arguments);
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  std::vector<Json> events;
  for (const auto& line : lines(outcome.out)) events.push_back(Json::parse(line));
  return events;
}

void User::hook(const std::string& payload) const { hook("claude-code", "", payload); }

void User::hook(const std::string& agent, const std::string& event, const std::string& payload) const {
  std::vector<std::string> arguments{galdr_hook_program(), "--agent", agent};
  if (!event.empty()) arguments.insert(arguments.end(), {"--event", event});
  RunOptions options;
  options.env = {{"HOME", home()}, {"GALDR_ROOT", ""}};
  options.stdin_bytes = payload;
  const Outcome outcome = run(arguments, options);
  REQUIRE(outcome.status == 0);
  REQUIRE(outcome.out.empty());
  REQUIRE(outcome.err.empty());
}

void User::hook_all(const std::string& fixture) const {
  for (const auto& line : lines(data("claude-code/" + fixture))) hook(Json::parse(line).at("payload"));
}

namespace {

Json call_event(const char* event, const std::string& session, const std::string& id,
                const std::string& command, const std::string& cwd) {
  return {{"session_id", session}, {"cwd", cwd},        {"hook_event_name", event},
          {"tool_name", "Bash"},   {"tool_use_id", id}, {"tool_input", {{"command", command}}}};
}

}  // namespace

Json pre_tool(const std::string& session, const std::string& id, const std::string& command,
              const std::string& cwd) {
  return call_event("PreToolUse", session, id, command, cwd);
}

Json post_tool(const std::string& session, const std::string& id, const std::string& command,
               const std::string& cwd) {
  Json event = call_event("PostToolUse", session, id, command, cwd);
  event["tool_response"] = {{"stdout", "done"}, {"stderr", ""}, {"interrupted", false}};
  return event;
}

}  // namespace galdr::test
