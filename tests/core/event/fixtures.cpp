#include "tests/core/event/fixtures.hpp"

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

std::vector<event::RawEvent> fixture(const std::string& agent, const std::string& name) {
  std::vector<event::RawEvent> all;
  for (const std::string& line : lines(data(agent + "/" + name + ".jsonl"))) {
    all.push_back(raw_event(agent, nlohmann::ordered_json::parse(line).at("payload").dump()));
  }
  return all;
}

std::vector<std::string> fixture_names(const std::string& agent) {
  std::vector<std::string> names;
  for (const std::string& file : files_below(data_path(agent))) {
    if (file.ends_with(".jsonl")) names.push_back(file.substr(0, file.size() - 6));
  }
  return names;
}

}  // namespace galdr::test
