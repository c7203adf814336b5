#include "tests/core/event/fixtures.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/support/support.hpp"

namespace galdr::test {

event::RawEvent raw_event(const std::string& agent, const std::string& payload) {
  event::RawEvent raw;
  raw.event_id = "01KAH6R3XKTSV4RRFFQ69G5FAV";
  raw.agent = agent;
  raw.ts = 1'763'688'291'123'456'789;
  raw.boot_ns = 5'000'000'001;
  raw.payload = payload;
  return raw;
}

std::string agent_of_folder(const std::string& folder) {
  return folder == "copilot-pascalcase" ? "copilot" : folder;
}

std::vector<event::RawEvent> events_in(const std::string& file, const std::string& agent) {
  std::vector<event::RawEvent> all;
  for (const std::string& line : lines(slurp(file))) {
    const auto told = nlohmann::ordered_json::parse(line);
    all.push_back(raw_event(agent, told.at("payload").dump()));
    all.back().event = told.at("event");
  }
  return all;
}

std::vector<event::RawEvent> fixture(const std::string& folder, const std::string& name) {
  return events_in(data_path(folder + "/" + name + ".jsonl"), agent_of_folder(folder));
}

std::vector<event::Event> normalised_fixture(const std::string& folder, const std::string& name) {
  std::vector<event::Event> all;
  for (const auto& raw : fixture(folder, name)) all.push_back(event::normalise(raw, {}).event);
  return all;
}

std::vector<event::Event> calls_in(const std::vector<event::Event>& events, const std::string& tool) {
  std::vector<event::Event> ends;
  std::copy_if(events.begin(), events.end(), std::back_inserter(ends), [&tool](const auto& event) {
    return event.kind == event::Kind::tool_end && event.tool == tool;
  });
  return ends;
}

std::vector<std::string> fixture_names(const std::string& folder) {
  std::vector<std::string> names;
  for (const std::string& file : files_below(data_path(folder))) {
    if (file.ends_with(".jsonl")) names.push_back(file.substr(0, file.size() - 6));
  }
  return names;
}

}  // namespace galdr::test
