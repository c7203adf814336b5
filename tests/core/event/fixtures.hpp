/// Recorded payloads as the drain gets them.
#pragma once
#include <string>
#include <vector>

#include "core/event/normalise.hpp"

namespace galdr::test {

/// A hook call with this payload, at a fixed time.
event::RawEvent raw_event(const std::string& agent, const std::string& payload);
/// The agent whose payloads a folder holds.
std::string agent_of_folder(const std::string& folder);
/// Every line of a file of payloads, {"event","payload"} each.
std::vector<event::RawEvent> events_in(const std::string& file, const std::string& agent);
/// Every line of tests/data/`folder`/`name`.jsonl.
std::vector<event::RawEvent> fixture(const std::string& folder, const std::string& name);
std::vector<event::Event> normalised_fixture(const std::string& folder, const std::string& name);
/// The ends of the calls of `tool` among these.
std::vector<event::Event> calls_in(const std::vector<event::Event>& events, const std::string& tool);
/// Names of the fixtures in a folder of tests/data.
std::vector<std::string> fixture_names(const std::string& folder);

}  // namespace galdr::test
