// `galdr import`: sessions out of the agents' own transcripts, beside what hooks told of them or without.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> kAgents = {"claude-code", "codex", "gemini-cli", "copilot", "opencode"};

/// Payloads of one session, and the transcripts of the same.
struct Told {
  std::string agent, payloads;
  std::string folder, transcripts;  ///< where the agent keeps all, and what is there of this session
};

const std::vector<Told> kToldTwice = {
    {"claude-code", "mcp", "more/projects", "-home-dev-mcp"},
    {"claude-code", "par1", "more/projects", "-home-dev-par1"},
    {"claude-code", "resume", "more/projects", "-home-dev-resume"},
    {"codex", "failures", "sessions",
     "2026/11/21/rollout-2026-11-21T01-31-36-01a1fbba-f5b2-74f3-83ae-cc7d3605f3db.jsonl"},
    {"codex", "par1", "sessions",
     "2026/11/21/rollout-2026-11-21T01-31-45-01a1fbbb-196a-7a70-9f7d-e7e910319622.jsonl"},
    {"gemini-cli", "failures", "tmp", "failures"},
    {"gemini-cli", "par1", "tmp", "par1"},
    {"gemini-cli", "subagent", "tmp", "subagent"},
    {"copilot", "failures", "session-state", "6d0aafa3-b43c-4261-88cf-7915c0929473"},
    {"copilot", "par1", "session-state", "599a1b74-0848-414e-9ddc-0b0879a5e766"},
    {"copilot", "subagent", "session-state", "1b3f26ed-0bff-4e0e-a22f-669f35e5fdef"},
    {"opencode", "failures", ".", "ses_e04141d52ffe0Qztw0T7Z9h2h6.json"},
};

/// A folder like the agent's home: the transcripts lie below it as they do there.
std::string fixtures_of(const std::string& agent) { return data_path(agent + "-transcripts"); }

/// Half a minute from now, as agents write times: near to what hooks tell now, and not before it.
std::string soon() {
  const auto time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()) + 30;
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000Z", &utc);
  return text;
}

/// A copy of the transcripts whose times are all `soon()`.
std::string copy_of_today(const Told& told, const TempDir& dir) {
  static const std::regex kTime(R"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z)");
  const std::string now = soon();
  const fs::path from = fs::path(fixtures_of(told.agent)) / told.folder / told.transcripts;
  const fs::path to = fs::path(dir.path()) / told.transcripts;
  fs::create_directories(to.parent_path());
  fs::copy(from, to, fs::copy_options::recursive);
  for (const auto& file : files_below(dir.path()))
    spit(dir / file, std::regex_replace(slurp(dir / file), kTime, now));
  return dir.path();
}

void tell_hooks(const User& user, const Told& told) {
  for (const auto& line : lines(data(told.agent + "/" + told.payloads + ".jsonl"))) {
    const Json row = Json::parse(line);
    user.hook(told.agent, row.at("event"), row.at("payload").dump());
  }
}

Json import_into(const User& user, const std::string& agent, const std::string& path) {
  return user.json({"import", agent, path});
}

std::string all_events(const User& user) { return user.galdr({"events", "--json"}).out; }

struct Halves {
  int starts = 0, ends = 0;
};

std::map<std::string, Halves> calls_of(const std::vector<Json>& events) {
  std::map<std::string, Halves> calls;
  for (const auto& event : events) {
    if (event.at("kind") == "tool_start") ++calls[event.at("call_id")].starts;
    if (event.at("kind") == "tool_end") ++calls[event.at("call_id")].ends;
  }
  return calls;
}

/// How many of each tool: ids differ between what hooks and what transcripts tell.
std::map<std::string, int> tools_of(const User& user) {
  std::map<std::string, int> tools;
  for (const auto& event : user.events())
    if (event.at("kind") == "tool_start") ++tools[event.at("tool")];
  return tools;
}

/// "agent's tool status", sorted.
std::multiset<std::string> outcomes_of(const User& user) {
  std::multiset<std::string> outcomes;
  for (const auto& event : user.events()) {
    if (event.at("kind") != "tool_end") continue;
    const std::string thread = event.at("parent_agent").is_string() ? event.at("parent_agent") : "main";
    outcomes.insert(thread + "'s " + event.at("tool").get<std::string>() + " " +
                    event.at("status").get<std::string>());
  }
  return outcomes;
}

std::size_t sessions_with_calls(const User& user) {
  const Json sessions = user.json({"sessions"}).at("sessions");
  return std::count_if(sessions.begin(), sessions.end(), [](const Json& one) { return one.at("calls") > 0; });
}

void check_each_call_is_there_once(const User& user) {
  const auto calls = calls_of(user.events());
  CHECK_FALSE(calls.empty());
  for (const auto& [id, call] : calls) {
    CAPTURE(id);
    CHECK(call.starts == 1);
    CHECK(call.ends == 1);
  }
}

std::string claude_line(const std::string& role, const Json& block) {
  return Json{{"type", role},
              {"sessionId", "s"},
              {"cwd", "/w"},
              {"timestamp", "2026-11-21T01:24:51.000Z"},
              {"uuid", role + block.value("id", block.value("tool_use_id", ""))},
              {"message", {{"role", role}, {"content", Json::array({block})}}}}
             .dump() +
         "\n";
}

std::string claude_call(const std::string& id, const std::string& command) {
  return claude_line(
             "assistant",
             {{"type", "tool_use"}, {"id", id}, {"name", "Bash"}, {"input", {{"command", command}}}}) +
         claude_line("user", {{"type", "tool_result"}, {"tool_use_id", id}, {"content", "done"}});
}

}  // namespace

TEST_CASE("what was imported is imported once", "[e2e]") {
  const std::string agent = GENERATE(from_range(kAgents));
  INFO(agent);
  const User user;
  const Json first = import_into(user, agent, fixtures_of(agent));
  CHECK(first.at("sessions") > 0);
  CHECK(first.at("events") > 0);
  CHECK(first.at("skipped") == 0);
  const std::string before = all_events(user);
  const Json second = import_into(user, agent, fixtures_of(agent));
  CHECK(second.at("events") == 0);
  CHECK(second.at("duplicates") == first.at("events").get<int>() + first.at("duplicates").get<int>());
  CHECK(all_events(user) == before);
  REQUIRE(user.galdr({"reindex"}).status == 0);
  CHECK(all_events(user) == before);
}

TEST_CASE("a session that hooks told is not there twice when it is imported", "[e2e]") {
  const Told told = GENERATE(from_range(kToldTwice));
  CAPTURE(told.agent, told.payloads);
  const TempDir dir;
  const std::string transcripts = copy_of_today(told, dir);
  const User imported;
  import_into(imported, told.agent, transcripts);
  const User both;
  SECTION("hooks first") {
    tell_hooks(both, told);
    REQUIRE(both.json({"drain", "--once"}).at("dead") == 0);
    import_into(both, told.agent, transcripts);
  }
  SECTION("the transcript first") {
    import_into(both, told.agent, transcripts);
    tell_hooks(both, told);
    import_into(both, told.agent, transcripts);  // hooks that came later may know less
  }
  check_each_call_is_there_once(both);
  CHECK(outcomes_of(both) == outcomes_of(imported));
  CHECK(sessions_with_calls(both) == 1);
  const std::string before = all_events(both);
  CHECK(import_into(both, told.agent, transcripts).at("events") == 0);
  REQUIRE(both.galdr({"reindex"}).status == 0);
  CHECK(all_events(both) == before);
}

TEST_CASE("a text that is cut in a payload is cut in a transcript", "[e2e]") {
  const User user;
  const TempDir dir;
  const std::string command = "echo " + std::string(std::size_t{1} << 20, 'x') + " end";
  const bool hooks_too = GENERATE(true, false);
  if (hooks_too) {
    user.hook(pre_tool("s", "toolu_1", command, "/w"));
    user.hook(post_tool("s", "toolu_1", command, "/w"));
  }
  fs::create_directory(dir / "p");
  spit(dir / "p/s.jsonl", claude_call("toolu_1", command));
  import_into(user, "claude-code", dir.path());
  check_each_call_is_there_once(user);
  for (const auto& event : user.events()) {
    if (event.at("kind") != "tool_start") continue;
    const std::string kept = event.at("input").at("command");
    CHECK(kept.size() < (64u << 10));
    CHECK(kept.find(std::to_string(command.size()) + " bytes in all, sha256:") != std::string::npos);
    CHECK(kept.ends_with(" end"));
  }
}

TEST_CASE("a long text does not hide that two calls are one, where hooks tell no ids", "[e2e]") {
  const std::string text(std::size_t{1} << 20, 'x');
  const Json input{{"path", "/w/big.txt"}, {"file_text", text}};
  const Json call{
      {"sessionId", "c"}, {"timestamp", 0}, {"cwd", "/w"}, {"toolName", "create"}, {"toolArgs", input}};
  Json done = call;
  done["toolResult"] = {{"resultType", "success"}, {"textResultForLlm", "Created"}};
  const User user;
  user.hook("copilot", "preToolUse", call.dump());
  user.hook("copilot", "postToolUse", done.dump());
  const TempDir dir;
  fs::create_directory(dir / "c");
  const auto line = [&](const char* type, const Json& told) {
    return Json{{"type", type}, {"data", told}, {"id", type}, {"timestamp", soon()}}.dump() + "\n";
  };
  spit(dir / "c/events.jsonl",
       line("session.start", {{"sessionId", "c"}, {"context", {{"cwd", "/w"}}}}) +
           line("tool.execution_start",
                {{"toolCallId", "call_1"}, {"toolName", "create"}, {"arguments", input}}) +
           line("tool.execution_complete",
                {{"toolCallId", "call_1"}, {"success", true}, {"result", {{"content", "Created"}}}}));
  import_into(user, "copilot", dir.path());
  CHECK(tools_of(user) == std::map<std::string, int>{{"create", 1}});
}

TEST_CASE("import reads what is a transcript and leaves all else alone", "[e2e]") {
  const User user;
  const TempDir dir;
  fs::create_directories(dir / "p/s/tool-results");
  SECTION("nothing at that path") {
    const Outcome outcome = user.galdr({"import", "claude-code", dir / "none"});
    CHECK(outcome.status == 3);
    CHECK(outcome.err.find("none is not there") != std::string::npos);
  }
  SECTION("an empty file, and one that is no transcript") {
    spit(dir / "p/empty.jsonl", "");
    spit(dir / "p/notes.txt", claude_call("toolu_2", "ls"));
    spit(dir / "p/s/tool-results/out.jsonl", claude_call("toolu_3", "ls"));
    const Json sum = import_into(user, "claude-code", dir.path());
    CHECK(sum.at("transcripts") == 1);
    CHECK(sum.at("events") == 0);
    CHECK(sum.at("skipped") == 0);
  }
  SECTION("a torn last line, and one that is no JSON") {
    const std::string whole = claude_call("toolu_1", "ls") + "{broken}\n" + claude_call("toolu_2", "pwd");
    spit(dir / "p/s.jsonl", whole + claude_call("toolu_3", "id").substr(0, 80));
    const Json sum = import_into(user, "claude-code", dir.path());
    CHECK(sum.at("skipped") >= 1);
    check_each_call_is_there_once(user);
    CHECK(tools_of(user) == std::map<std::string, int>{{"Bash", 2}});
    spit(dir / "p/s.jsonl", whole + claude_call("toolu_3", "id"));  // it grew
    CHECK(import_into(user, "claude-code", dir.path()).at("events") == 2);
    CHECK(tools_of(user) == std::map<std::string, int>{{"Bash", 3}});
  }
  SECTION("a folder that is a transcript's name, and one that cannot be read") {
    fs::create_directory(dir / "p/folder.jsonl");
    spit(dir / "p/s.jsonl", claude_call("toolu_1", "ls"));
    CHECK(import_into(user, "claude-code", dir.path()).at("transcripts") == 1);
  }
  SECTION("a link is not followed out of the folder; named itself, it is read") {
    const TempDir outside;
    spit(outside / "s.jsonl", claude_call("toolu_1", "ls"));
    fs::create_symlink(outside / "s.jsonl", dir / "p/s.jsonl");
    fs::create_directory_symlink(outside.path(), dir / "linked");
    CHECK(import_into(user, "claude-code", dir.path()).at("transcripts") == 0);
    import_into(user, "claude-code", dir / "p/s.jsonl");
    CHECK(tools_of(user) == std::map<std::string, int>{{"Bash", 1}});
  }
}

TEST_CASE("an agent whose transcripts cannot be read is told, with those that can", "[e2e]") {
  const User user;
  const Outcome outcome = user.galdr({"import", "cursor"});
  CHECK(outcome.status == 2);
  for (const auto& agent : kAgents) CHECK(outcome.err.find(agent) != std::string::npos);
  CHECK(outcome.out.empty());
}

TEST_CASE("show has a span for each call", "[e2e]") {
  const std::string agent = GENERATE(from_range(kAgents));
  INFO(agent);
  const User user;
  import_into(user, agent, fixtures_of(agent));
  const Json all = user.json({"sessions"});
  for (const auto& session : all.at("sessions")) {
    const std::string id = session.at("session_id");
    INFO(id);
    const Json shown = user.json({"show", id});
    std::map<std::string, int> spans;
    for (const auto& span : shown.at("spans")) {
      if (span.at("parent").is_number()) CHECK(span.at("parent") < span.at("span"));
      if (span.at("kind") == "call") ++spans[span.at("id")];
    }
    std::map<std::string, int> calls;
    for (const auto& [call, halves] : calls_of(shown.at("steps"))) calls[call] = 1;
    CHECK(spans == calls);
    const auto printed = lines(user.galdr({"show", id}).out);
    CHECK(printed.size() == shown.at("spans").size());  // the first line stands for the session
    for (const auto& span : shown.at("spans"))
      if (span.at("kind") == "call")
        CHECK(std::any_of(printed.begin(), printed.end(), [&](const std::string& line) {
          return line.find(span.at("name").get<std::string>()) != std::string::npos;
        }));
  }
}
