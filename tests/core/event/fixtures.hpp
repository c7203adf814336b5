/// Recorded payloads as the drain gets them.
#pragma once
#include <string>
#include <vector>

#include "core/event/normalise.hpp"

namespace galdr::test {

/// A hook call with this payload, at a fixed time.
event::RawEvent raw_event(const std::string& agent, const std::string& payload);
/// Every line of tests/data/`agent`/`name`.jsonl.
std::vector<event::RawEvent> fixture(const std::string& agent, const std::string& name);
/// Names of an agent's fixtures.
std::vector<std::string> fixture_names(const std::string& agent);

}  // namespace galdr::test
