#include <catch2/catch_test_macros.hpp>
#include <set>

#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Json = nlohmann::json;

namespace {

std::set<std::string> keys_of(const Json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

}  // namespace

TEST_CASE("in a fresh home every reading command answers", "[e2e]") {
  const User user;
  CHECK(user.json({"sessions"}) == Json::parse(R"({"sessions":[]})"));
  CHECK(user.json({"list"}) == Json::parse(R"({"recordings":[]})"));
  CHECK(user.events().empty());
  CHECK(user.json({"outbox"}).at("pending") == 0);
  CHECK(user.json({"doctor"}).at("healthy") == true);
  CHECK(user.galdr({}).status == 0);
  CHECK(user.galdr({"show", "@"}).status == 3);
  CHECK(user.galdr({"daemon", "status"}).status == 3);
  CHECK(user.galdr({"frobnicate"}).status == 2);
}

TEST_CASE("a session is listed with what happened in it", "[e2e]") {
  const User user;
  user.hook_all("failures.jsonl");
  const Json sessions = user.json({"sessions"}).at("sessions");
  REQUIRE(sessions.size() == 1);
  const Json& session = sessions.front();
  CHECK(keys_of(session) == std::set<std::string>{"session_id", "agent", "cwd", "started_at", "ended_at",
                                                  "events", "calls", "failures", "prompt"});
  CHECK(session.at("agent") == "claude-code");
  CHECK(session.at("cwd") == "/home/dev/src/failures");
  CHECK(session.at("prompt") == "Try some things that will fail.");
  CHECK(session.at("calls") == 8);
  CHECK(session.at("failures") == 6);
  CHECK(user.json({"show", "eea44ab6"}).at("steps").size() == session.at("events"));
  CHECK(user.json({"sessions"}).at("sessions") == sessions);
}

TEST_CASE("a call that only a summary tells of has a start and an end", "[e2e]") {
  const User user;
  user.hook_all("failures.jsonl");
  std::map<std::string, std::vector<std::string>> calls;
  for (const auto& event : user.events({"eea44ab6"}))
    if (event.at("call_id").is_string()) calls[event.at("call_id")].push_back(event.at("kind"));
  REQUIRE(calls.size() == 8);
  for (const auto& [id, kinds] : calls) CHECK(kinds == std::vector<std::string>{"tool_start", "tool_end"});
}

TEST_CASE("events of all sessions come by time, those of one by seq", "[e2e]") {
  const User user;
  for (int i = 0; i < 6; ++i)
    user.hook(pre_tool(i % 2 == 0 ? "a" : "b", "call-" + std::to_string(i), "true", "/w"));
  std::vector<std::pair<std::string, int>> order;
  for (const auto& event : user.events()) order.emplace_back(event.at("ts"), event.at("seq"));
  REQUIRE(order.size() == 6);
  CHECK(std::is_sorted(order.begin(), order.end()));
  std::vector<int> seqs;
  for (const auto& event : user.events({"b"})) seqs.push_back(event.at("seq"));
  CHECK(seqs == std::vector<int>{1, 2, 3});
}

TEST_CASE("a secret reaches no file of the root but as a tag", "[e2e]") {
  const User user;
  const std::string secret = std::string("ghp_") + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
  user.hook(pre_tool("s", "c", "curl -H 'Authorization: token " + secret + "' https://api.example", "/w"));
  REQUIRE(user.galdr({"drain", "--once"}).status == 0);
  const auto events = user.events();
  REQUIRE(events.size() == 1);
  CHECK(events.front().at("redactions") == 1);
  const auto files = files_below(user.root());
  REQUIRE(!files.empty());
  for (const auto& file : files) {
    INFO(file);
    CHECK(slurp(user.root() + "/" + file).find(secret) == std::string::npos);
  }
}

TEST_CASE("a terminal escape in a payload does not reach the terminal", "[e2e]") {
  const User user;
  user.hook(pre_tool("s", "c",
                     "printf '\x1b]0;owned\x07' # \xc2\x9b"
                     "31m \xe2\x80\xae",
                     "/w"));
  const Outcome shown = user.galdr({"show", "s"});
  CHECK(shown.status == 0);
  CHECK(shown.out.find("owned") != std::string::npos);
  for (const char* bad : {"\x1b", "\x07", "\xc2\x9b", "\xe2\x80\xae"})
    CHECK(shown.out.find(bad) == std::string::npos);
}

TEST_CASE("settings are set in place, and what is wrong is named", "[e2e]") {
  const User user;
  CHECK(user.galdr({"config", "set", "capture.mode", "recording"}).status == 0);
  CHECK(user.json({"config", "get", "capture.mode"}).at("capture.mode") == "recording");
  spit(user.root() + "/config.json", "{\n  // mine\n  \"daemon\": {\"tick_ms\": 100}, \"colour\": 1\n}\n");
  CHECK(user.galdr({"config", "set", "daemon.batch_rows", "50"}).status == 0);
  CHECK(slurp(user.root() + "/config.json") ==
        "{\n  // mine\n  \"daemon\": {\"tick_ms\": 100, \"batch_rows\": 50}, \"colour\": 1\n}\n");
  const Outcome listed = user.galdr({"config"});
  CHECK(listed.status == 1);
  CHECK(listed.err.find("colour") != std::string::npos);
  CHECK(user.galdr({"config", "set", "daemon.tick_ms", "soon"}).status != 0);
  CHECK(user.galdr({"config", "get", "no.such"}).status == 3);
}

TEST_CASE("what the hook records follows capture.mode without a config file of its own", "[e2e]") {
  const User user;
  REQUIRE(user.galdr({"config", "set", "capture.mode", "off"}).status == 0);
  user.hook(pre_tool("s", "1", "true", "/w"));
  CHECK(user.events().empty());
  REQUIRE(user.galdr({"config", "set", "capture.mode", "recording"}).status == 0);
  user.hook(pre_tool("s", "2", "true", "/w"));
  CHECK(user.events().empty());
  REQUIRE(user.galdr({"rec", "start", "r"}).status == 0);
  user.hook(pre_tool("s", "3", "true", "/w"));
  CHECK(user.events().size() == 1);
  REQUIRE(user.galdr({"rec", "stop"}).status == 0);
  user.hook(pre_tool("s", "4", "true", "/w"));
  CHECK(user.events().size() == 1);
}

TEST_CASE("a database that is newer than the program is refused and not touched", "[e2e]") {
  const User user;
  user.hook(pre_tool("s", "c", "true", "/w"));
  REQUIRE(user.galdr({"sessions"}).status == 0);
  REQUIRE(run({"python3", "-c",
               "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version=99'); "
               "c.close()",
               user.root() + "/catalog.db"})
              .status == 0);
  const std::string before = slurp(user.root() + "/catalog.db");
  const Outcome refused = user.galdr({"sessions"});
  CHECK(refused.status == 1);
  CHECK(refused.err.find("version 99") != std::string::npos);
  CHECK(slurp(user.root() + "/catalog.db") == before);
}
