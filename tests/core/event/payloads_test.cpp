// Every recorded payload of every agent: nothing of it is lost, and it is of the kind that it should be.
// GALDR_PAYLOADS names a folder of more of them, <agent>/*.jsonl like tests/data.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/event/adapters.hpp"
#include "tests/core/event/fixtures.hpp"
#include "tests/support/support.hpp"

using namespace galdr::event;
using namespace galdr::test;
using nlohmann::json;

namespace {

constexpr const char* kFolders[] = {"claude-code", "codex",  "copilot",  "copilot-pascalcase",
                                    "gemini-cli",  "cursor", "opencode", "windsurf"};

/// The kinds of events by their names, as fold() makes them. "a/b": one or the other, by what the payload
/// holds.
const std::map<std::string, std::string> kKinds{
    {"sessionstart", "session_start"},
    {"sessionend", "session_end"},
    {"userpromptsubmit", "prompt"},
    {"userpromptsubmitted", "prompt"},
    {"beforesubmitprompt", "prompt"},
    {"preuserprompt", "prompt"},
    {"chatmessage", "prompt"},
    {"beforeagent", "prompt"},
    {"pretooluse", "tool_start"},
    {"beforetool", "tool_start"},
    {"toolexecutebefore", "tool_start"},
    {"prereadcode", "tool_start"},
    {"prewritecode", "tool_start"},
    {"preruncommand", "tool_start"},
    {"premcptooluse", "tool_start"},
    {"posttooluse", "tool_end"},
    {"posttoolusefailure", "tool_end"},
    {"aftertool", "tool_end"},
    {"toolexecuteafter", "tool_end"},
    {"postreadcode", "tool_end"},
    {"postwritecode", "tool_end"},
    {"postruncommand", "tool_end"},
    {"postmcptooluse", "tool_end"},
    {"eventmessagepartupdated", "tool_end/other"},
    {"stop", "turn_end"},
    {"agentstop", "turn_end"},
    {"afteragent", "turn_end"},
    {"eventsessionidle", "turn_end"},
    {"postcascaderesponse", "turn_end"},
    {"subagentstart", "subagent_start"},
    {"subagentstop", "subagent_end"},
    {"eventsessioncreated", "session_start/subagent_start"},
    {"precompact", "compact"},
    {"postcompact", "compact"},
    {"precompress", "compact"},
    {"notification", "notification"},
    {"permissionrequest", "permission"},
    {"beforeshellexecution", "permission"},
    {"beforemcpexecution", "permission"},
    {"beforereadfile", "permission"},
};

/// What an event holds of a payload: its texts, one after another, and its other scalars.
struct Held {
  std::string texts;
  std::set<std::string> scalars;
};

void hold(const json& value, Held& held) {
  if (value.is_structured()) {
    for (const auto& [key, member] : value.items()) hold(member, held);
  } else if (value.is_string()) {
    held.texts.append(value.get_ref<const std::string&>()).append("\n\x01\n");
  } else {
    held.scalars.insert(value.dump());
  }
}

Held held_by(const Normalised& made) {
  Held held;
  json line = json::parse(to_line(made.event));
  for (const char* own :
       {"v", "event_id", "agent", "seq", "ts", "boot_ns", "kind", "status", "redactions", "truncated"})
    line.erase(own);  // galdr's, not the payload's
  hold(line, held);
  for (const ListedCall& call : made.listed) {
    hold(json::array({call.tool, call.call_id}), held);
    for (const std::string& text : {call.input, call.output}) {
      if (!text.empty()) hold(json::parse(text), held);
    }
  }
  return held;
}

/// Of a text that is cut, the beginning and its size are left.
bool holds_text(const Held& held, const std::string& text) {
  if (held.texts.find(text) != std::string::npos) return true;
  const bool cut = text.size() > Keep{}.longest_string;
  return cut && held.texts.find(text.substr(0, 1000)) != std::string::npos &&
         held.texts.find("[… " + std::to_string(text.size()) + " bytes in all, sha256:") != std::string::npos;
}

/// The first leaf of `value` that the event does not hold; "" if it holds them all. A text that is JSON may
/// stand there as what it says.
std::string missing_leaf(const json& value, const Held& held) {
  if (value.is_structured()) {
    for (const auto& [key, member] : value.items()) {
      if (auto missing = missing_leaf(member, held); !missing.empty()) return missing;
    }
    return "";
  }
  if (!value.is_string()) return value.is_null() || held.scalars.contains(value.dump()) ? "" : value.dump();
  const std::string& text = value.get_ref<const std::string&>();
  if (holds_text(held, text)) return "";
  const json inside = json::parse(text, nullptr, false);
  return inside.is_structured() ? missing_leaf(inside, held) : value.dump();
}

void check_kind(const Event& event, const std::string& name) {
  const auto row = kKinds.find(fold(name));
  const std::string expected = row == kKinds.end() ? "other" : row->second;
  const std::string kind(name_of(event.kind));
  CHECK(("/" + expected + "/").find("/" + kind + "/") != std::string::npos);
}

bool has_any(const json& payload, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [&](const auto& name) { return payload.contains(name); });
}

/// A call's columns are filled from whatever the payload has for them.
void check_call(const Event& event, const json& payload) {
  if (event.kind != Kind::tool_start && event.kind != Kind::tool_end) return;
  CHECK_FALSE(event.tool.empty());
  CHECK_FALSE(event.input.empty());
  CHECK((event.kind == Kind::tool_end) == (event.status != Status::none));
  if (has_any(payload, {"tool_use_id", "callID"})) CHECK_FALSE(event.call_id.empty());
  if (event.kind == Kind::tool_start) return;
  if (has_any(payload, {"tool_response", "tool_output", "toolResult", "tool_result"}))
    CHECK_FALSE(event.output.empty());
  if (has_any(payload, {"duration_ms", "duration"})) CHECK(event.duration_ms);
  if (has_any(payload, {"error", "error_message"})) CHECK(event.error);
}

void check_event(const RawEvent& raw) {
  const Normalised made = normalise(raw, {});
  const json payload = json::parse(raw.payload);
  INFO(raw.event << ' ' << raw.payload.substr(0, 4000));
  CHECK(made.event.agent == raw.agent);
  CHECK_FALSE(made.event.session_id.empty());
  CHECK(made.event.truncated == false);
  CHECK(missing_leaf(payload, held_by(made)) == "");
  CHECK(from_line(to_line(made.event)) == made.event);
  CHECK(json::accept(to_public_line(made.event)));
  check_kind(made.event, made.event.source_event);
  check_call(made.event, payload);
}

/// Where the members of `value` and of its members are, some levels down.
void pointers_in(const json& value, const json::json_pointer at, std::size_t levels,
                 std::vector<json::json_pointer>& pointers) {
  if (!value.is_object() || levels == 0) return;
  for (const auto& [key, member] : value.items()) {
    pointers.push_back(at / key);
    pointers_in(member, pointers.back(), levels - 1, pointers);
  }
}

void check_any_agent(RawEvent raw, const std::string& payload) {
  raw.payload = payload;
  INFO(raw.event << ' ' << payload.substr(0, 4000));
  for (const char* agent :
       {"claude-code", "codex", "copilot", "gemini-cli", "cursor", "opencode", "windsurf", "x"}) {
    raw.agent = agent;
    const Normalised made = normalise(raw, {});
    REQUIRE(from_line(to_line(made.event)) == made.event);
    REQUIRE_FALSE(made.event.session_id.empty());
  }
}

/// What a run over more payloads says of each agent.
struct Count {
  int events = 0, starts = 0, ends = 0, input = 0, output = 0, status = 0, duration = 0, exit_code = 0,
      error = 0;

  void add(const Event& event) {
    ++events;
    starts += event.kind == Kind::tool_start;
    if (event.kind != Kind::tool_end) return;
    ++ends;
    input += !event.input.empty();
    output += !event.output.empty();
    status += event.status != Status::unknown;
    duration += event.duration_ms.has_value();
    exit_code += event.exit_code.has_value();
    error += event.error.has_value();
  }
};

}  // namespace

TEST_CASE("nothing of any agent's payload is lost, and its kind is known", "[event]") {
  for (const std::string folder : kFolders) {
    INFO(folder);
    REQUIRE_FALSE(fixture_names(folder).empty());
    for (const std::string& name : fixture_names(folder)) {
      INFO(name);
      for (const RawEvent& raw : fixture(folder, name)) check_event(raw);
    }
  }
}

TEST_CASE("a payload with members of other types goes through every adapter", "[event]") {
  const json others[] = {nullptr, 7, -1.5, "x", "{\"a\":[1]}", json::array({1}), json::object({{"a", 1}})};
  std::size_t turn = 0;
  for (const std::string folder : kFolders) {
    std::set<std::string> seen;
    for (const RawEvent& raw : fixture(folder, fixture_names(folder).back())) {
      if (!seen.insert(raw.event).second && raw.event != "event.message.part.updated") continue;
      std::vector<json::json_pointer> pointers;
      const json payload = json::parse(raw.payload);
      pointers_in(payload, json::json_pointer(), 5, pointers);
      for (const auto& pointer : pointers) {
        json changed = payload;
        changed[pointer] = others[turn++ % std::size(others)];
        check_any_agent(raw, changed.dump());
      }
      check_any_agent(raw, raw.payload.substr(0, raw.payload.size() * (turn % 10) / 10));
    }
  }
}

TEST_CASE("nothing of the payloads in GALDR_PAYLOADS is lost either", "[event]") {
  const char* root = std::getenv("GALDR_PAYLOADS");
  if (root == nullptr) return;
  std::map<std::string, Count> counts;
  for (const std::string& file : files_below(root)) {
    if (!file.ends_with(".jsonl")) continue;
    const std::string folder = file.substr(0, file.find('/'));
    INFO(file);
    for (const RawEvent& raw : events_in(std::string(root) + "/" + file, agent_of_folder(folder))) {
      check_event(raw);
      counts[folder].add(normalise(raw, {}).event);
    }
  }
  for (const auto& [folder, n] : counts) {
    std::printf(
        "%s: %d events, %d starts, %d ends: input %d, output %d, status %d, duration %d, exit code %d, error "
        "%d\n",
        folder.c_str(), n.events, n.starts, n.ends, n.input, n.output, n.status, n.duration, n.exit_code,
        n.error);
  }
}
