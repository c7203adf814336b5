#include "core/event/event.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <random>

#include "core/event/utf8.hpp"

using namespace galdr::event;
using nlohmann::json;

namespace {

Event full_event() {
  Event event;
  event.event_id = "01KAH6R3XKTSV4RRFFQ69G5FAV";
  event.session_id = "s-1";
  event.agent = "claude-code";
  event.seq = 17;
  event.ts = 1'763'688'291'123'456'789;
  event.boot_ns = 42;
  event.kind = Kind::tool_end;
  event.source_event = "PostToolUse";
  event.tool = "Bash";
  event.call_id = "toolu_1";
  event.parent_agent = "a1";
  event.cwd = "/src";
  event.status = Status::error;
  event.source = Source::transcript;
  event.duration_ms = 41;
  event.exit_code = 3;
  event.input = R"({"command":"ls"})";
  event.output = R"("text")";
  event.extra = R"({"permission_mode":"default"})";
  event.error = "Exit code 1";
  event.prompt = "";
  event.redactions = 2;
  event.truncated = true;
  event.amends = "01KAH6R3XKTSV4RRFFQ69G5FA0";
  event.duplicate_of = "01KAH6R3XKTSV4RRFFQ69G5FA1";
  return event;
}

Event minimal_event() {
  Event event;
  event.event_id = "01KAH6R3XKTSV4RRFFQ69G5FAV";
  event.session_id = "s-1";
  event.agent = "codex";
  event.ts = 1;
  return event;
}

std::string random_bytes(std::mt19937& random) {
  std::string bytes(random() % 24, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

}  // namespace

TEST_CASE("a line has its keys in a fixed order", "[event]") {
  CHECK(
      to_line(full_event()) ==
      R"({"v":1,"event_id":"01KAH6R3XKTSV4RRFFQ69G5FAV","session_id":"s-1","agent":"claude-code","seq":17,)"
      R"("ts":"2025-11-21T01:24:51.123456789Z","boot_ns":42,"kind":"tool_end","source_event":"PostToolUse",)"
      R"("tool":"Bash","call_id":"toolu_1","parent_agent":"a1","cwd":"/src","status":"error","source":"transcript",)"
      R"("duration_ms":41,"exit_code":3,"input":{"command":"ls"},"output":"text","error":"Exit code 1","prompt":"","redactions":2,)"
      R"("truncated":true,"amends":"01KAH6R3XKTSV4RRFFQ69G5FA0","duplicate_of":"01KAH6R3XKTSV4RRFFQ69G5FA1",)"
      R"("extra":{"permission_mode":"default"}})");
  CHECK(
      to_line(minimal_event()) ==
      R"({"v":1,"event_id":"01KAH6R3XKTSV4RRFFQ69G5FAV","session_id":"s-1","agent":"codex","seq":0,)"
      R"("ts":"1970-01-01T00:00:00.000000001Z","boot_ns":0,"kind":"other","source_event":"","tool":null,)"
      R"("call_id":null,"parent_agent":null,"cwd":null,"status":null,"duration_ms":null,"input":null,"output":null,)"
      R"("error":null,"prompt":null,"redactions":0,"truncated":false,"extra":{}})");
}

TEST_CASE("a line is read back as the event that it was written from", "[event]") {
  CHECK(from_line(to_line(full_event())) == full_event());
  CHECK(from_line(to_line(minimal_event())) == minimal_event());
  for (int kind = 0; kind <= static_cast<int>(Kind::other); ++kind) {
    Event event = minimal_event();
    event.kind = static_cast<Kind>(kind);
    event.status = static_cast<Status>(kind % 6);
    CHECK(from_line(to_line(event)) == event);
  }
}

TEST_CASE("a line survives any bytes in its texts", "[event]") {
  std::mt19937 random(3);
  for (int i = 0; i < 3000; ++i) {
    Event hostile = full_event();
    Event cleaned = hostile;
    for (const auto text :
         {&Event::tool, &Event::call_id, &Event::cwd, &Event::agent, &Event::source_event}) {
      hostile.*text = random_bytes(random);
      cleaned.*text = valid_utf8(hostile.*text);
    }
    hostile.error = random_bytes(random);
    cleaned.error = valid_utf8(*hostile.error);
    const std::string line = to_line(hostile);
    REQUIRE(line.find('\n') == std::string::npos);
    REQUIRE(json::accept(line));
    REQUIRE(from_line(line) == cleaned);
  }
}

TEST_CASE("a torn or foreign line is no event", "[event]") {
  const std::string line = to_line(full_event());
  for (std::size_t size = 0; size < line.size(); ++size) REQUIRE_FALSE(from_line(line.substr(0, size)));
  const auto with = [&](const char* key, const json& value) {
    json object = json::parse(line);
    object[key] = value;
    return from_line(object.dump());
  };
  CHECK(with("new_key", 1));
  CHECK_FALSE(with("v", 2));
  CHECK_FALSE(with("v", nullptr));
  CHECK_FALSE(with("event_id", ""));
  CHECK_FALSE(with("session_id", nullptr));
  CHECK_FALSE(with("kind", "tool"));
  CHECK_FALSE(with("ts", "yesterday"));
  CHECK_FALSE(with("seq", "1"));
  CHECK_FALSE(with("tool", 1));
  CHECK_FALSE(with("status", "fine"));
  CHECK_FALSE(from_line("[]"));
  CHECK_FALSE(from_line(line + "{}"));
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  CHECK_FALSE(from_line(R"({"v":1,"extra":)" + deep + "}"));
}

TEST_CASE("a line that was written elsewhere is read in any order and layout", "[event]") {
  const auto event = from_line(
      R"( { "ts": "2025-11-21T01:24:51Z", "kind": "prompt", "session_id": "s", "extra": { "b" : 1, "a": 2 },
            "event_id": "e", "prompt": "hi", "v": 1 } )");
  REQUIRE(event);
  CHECK(event->kind == Kind::prompt);
  CHECK(event->prompt == "hi");
  CHECK(event->extra == R"({"b":1,"a":2})");
  CHECK(event->source == Source::hook);
}

TEST_CASE("the public line adds the class of the tool after the tool", "[event]") {
  Event event = full_event();
  const std::string line = to_public_line(event);
  CHECK(line.find(R"("tool":"Bash","tool_class":"shell","call_id")") != std::string::npos);
  json object = json::parse(line);
  object.erase("tool_class");
  CHECK(object == json::parse(to_line(event)));
  CHECK(json::parse(to_public_line(minimal_event())).at("tool_class").is_null());
}

TEST_CASE("names stand for kinds, statuses and sources", "[event]") {
  CHECK(name_of(Kind::session_start) == "session_start");
  CHECK(name_of(Kind::other) == "other");
  CHECK(kind_named("compact") == Kind::compact);
  CHECK_FALSE(kind_named(""));
  CHECK(name_of(Status::none).empty());
  CHECK(status_named("cancelled") == Status::cancelled);
  CHECK(name_of(Source::batch) == "batch");
  CHECK(source_named("hook") == Source::hook);
  CHECK_FALSE(source_named("Hook"));
}
