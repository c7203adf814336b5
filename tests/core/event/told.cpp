#include "tests/core/event/told.hpp"

#include <catch2/catch_test_macros.hpp>

#include <map>

#include "core/base/ulid.hpp"
#include "tests/support/support.hpp"

namespace galdr::test {
namespace {

/// What is told by id, once each.
std::map<std::string, event::Event> by_id(const event::Told& told) {
  std::map<std::string, event::Event> events;
  for (const event::Event& event : told.events) {
    CHECK(is_ulid(event.event_id));
    CHECK(event.source == event::Source::transcript);
    CHECK_FALSE(event.session_id.empty());
    CHECK(events.emplace(event.event_id, event).second);
  }
  return events;
}

std::string summary_of(const event::Event& event) {
  std::string line(event::name_of(event.kind));
  if (!event.parent_agent.empty()) line += " in:" + event.parent_agent.substr(0, 4);
  if (event.prompt) line += " " + *event.prompt;
  if (!event.tool.empty()) line += " " + event.tool;
  if (event.kind == event::Kind::tool_start) line += " " + event.input.substr(0, 60);
  if (event.status != event::Status::none) line += " " + std::string(event::name_of(event.status));
  if (event.exit_code) line += " exit:" + std::to_string(*event.exit_code);
  return line;
}

}  // namespace

std::string transcript(const std::string& agent, const std::string& name) {
  return data(agent + "-transcripts/" + name);
}

event::Told told(std::string_view agent, std::string_view text, std::string_view path, std::size_t from) {
  return event::read_transcript(agent, {path, {}, text, from}, {});
}

std::vector<std::string> summary(const event::Told& told) {
  std::vector<std::string> lines;
  for (const event::Event& event : told.events) lines.push_back(summary_of(event));
  return lines;
}

event::Event end_of(const event::Told& told, std::string_view in_input) {
  std::vector<event::Event> found;
  for (const event::Event& event : told.events) {
    if (event.kind == event::Kind::tool_end && (event.tool + event.input).find(in_input) != std::string::npos)
      found.push_back(event);
  }
  REQUIRE(found.size() == 1);
  return found.front();
}

void check_piecemeal(std::string_view agent, const std::string& text, std::string_view path) {
  const auto whole = by_id(told(agent, text, path));
  std::map<std::string, event::Event> pieces;
  std::size_t from = 0;
  for (std::size_t end = 0; end < text.size();) {
    const std::size_t line = text.find('\n', end);
    end = line == std::string::npos ? text.size() : line + 1;
    const std::size_t torn = end + (text.size() - end) / 2;  // what follows is there only half
    const auto part = told(agent, text.substr(0, end == text.size() ? end : std::max(end, torn)), path, from);
    CHECK(part.settled >= from);
    from = part.settled;
    for (const auto& [id, event] : by_id(part)) {
      const auto known = pieces.emplace(id, event).first;
      CHECK(to_line(known->second) == to_line(event));
    }
  }
  CHECK(pieces.size() == whole.size());
  for (const auto& [id, event] : whole) CHECK(to_line(pieces[id]) == to_line(event));
  const auto rest = told(agent, text, path, from);
  CHECK(rest.settled == told(agent, text, path).settled);
  for (const auto& [id, event] : by_id(rest)) CHECK(to_line(whole.at(id)) == to_line(event));
}

void check_hostile(std::string_view agent, const std::string& text, std::string_view path) {
  const std::string junk[] = {
      "no JSON",
      "{\"type\":",
      "[1,2]",
      "{}",
      "{\"type\":7,\"payload\":[],\"data\":\"x\",\"message\":{}}",
      "{\"type\":\"user\",\"message\":{\"content\":[7,{},{\"type\":\"tool_result\"}]},\"timestamp\":-1}",
      std::string(100'000, '['),
      "{\"a\":" + std::string(100'000, '{')};
  std::string mixed;
  for (const std::string& line : lines(text)) {
    mixed += line + '\n';
    for (const std::string& bad : junk) mixed += bad + '\n';
  }
  const auto clean = told(agent, text, path), spoiled = told(agent, mixed, path);
  CHECK(spoiled.skipped > 0);
  CHECK(summary(spoiled) == summary(clean));
}

}  // namespace galdr::test
