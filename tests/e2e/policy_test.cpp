// What the user does not want recorded is nowhere below the root once it is drained.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <filesystem>
#include <set>

#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

const std::string kMarker = "kwyjibo-4711";

std::vector<std::string> files_with_marker(const User& user) {
  std::vector<std::string> found;
  for (const auto& file : files_below(user.root()))
    if (slurp(user.root() + "/" + file).find(kMarker) != std::string::npos) found.push_back(file);
  return found;
}

/// An agent's session in which a command that its shell runs holds the marker.
struct Session {
  std::string agent, shell, payloads, command;
  std::set<std::string> events;  ///< those that `galdr setup` registers, of those that tell of calls
};

const std::vector<Session> kSessions = {
    {"claude-code", "Bash", "failures", "to-stdout", {}},
    {"codex", "Bash", "failures", "to-stdout", {}},
    {"gemini-cli",
     "run_shell_command",
     "failures",
     "to-stdout",
     {"SessionStart", "SessionEnd", "BeforeAgent", "AfterAgent", "BeforeTool", "AfterTool"}},
    {"copilot", "bash", "failures", "to-stdout", {}},
    {"opencode",
     "bash",
     "failures",
     "to-stdout",
     {"tool.execute.before", "tool.execute.after", "chat.message", "event.session.created",
      "event.session.idle"}},
};

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

void deny(const User& user, const std::string& key, const std::string& value) {
  REQUIRE(user.galdr({"config", "set", key, value}).status == 0);
}

std::int64_t denied_in_drain(const User& user) {
  return user.json({"drain", "--once"}).at("denied").get<std::int64_t>();
}

}  // namespace

TEST_CASE("nothing of a denied tool's call is kept, whichever agent made it", "[e2e]") {
  const Session session = GENERATE(from_range(kSessions));
  INFO(session.agent);
  const User user;
  deny(user, "capture.deny_tools", Json::array({session.shell}).dump());
  int told = 0;
  for (const auto& line : lines(data(session.agent + "/" + session.payloads + ".jsonl"))) {
    const Json row = Json::parse(replaced(line, session.command, kMarker));
    const std::string event = row.at("event");
    if (!session.events.empty() && !session.events.contains(event)) continue;
    user.hook(session.agent, event, row.at("payload").dump());
    ++told;
  }
  REQUIRE(told > 4);
  CHECK(denied_in_drain(user) >= 2);
  CHECK(files_with_marker(user) == std::vector<std::string>{});
  for (const auto& event : user.events()) CHECK(event.at("tool") != session.shell);
}

TEST_CASE("a denied tool's call does not come back by the transcript", "[e2e]") {
  const User user;
  deny(user, "capture.deny_tools", R"(["Bash"])");
  const TempDir dir;
  for (const auto& file : files_below(data_path("claude-code-transcripts/projects"))) {
    fs::create_directories(fs::path(dir / file).parent_path());
    spit(dir / file, replaced(data("claude-code-transcripts/projects/" + file), "to-stdout", kMarker));
  }
  const Json sum = user.json({"import", "claude-code", dir.path()});
  CHECK(sum.at("events") > 0);
  CHECK(files_with_marker(user) == std::vector<std::string>{});
  for (const auto& event : user.events()) CHECK(event.at("tool") != "Bash");
}

TEST_CASE("nothing of a call that names a denied path is kept", "[e2e]") {
  const User user;
  const TempDir project;
  const bool by_setting = GENERATE(true, false);
  if (by_setting) {
    deny(user, "capture.deny_paths", R"(["*.pem"])");
  } else {
    spit(project / ".galdrignore", "# keys\n*.pem\n");
  }
  const std::string command = "cat keys/a.pem # " + kMarker;
  user.hook(pre_tool("s", "toolu_1", command, project.path()));
  user.hook(post_tool("s", "toolu_1", command, project.path()));
  user.hook(pre_tool("s", "toolu_2", "ls", project.path()));
  user.hook(post_tool("s", "toolu_2", "ls", project.path()));
  CHECK(denied_in_drain(user) == 2);
  CHECK(files_with_marker(user) == std::vector<std::string>{});
  CHECK(user.events().size() == 2);
}

TEST_CASE("a project whose .galdrignore says * is not recorded at all", "[e2e]") {
  const User user;
  const TempDir project;
  spit(project / ".galdrignore", "*\n");
  fs::create_directory(project / "src");
  user.hook(Json{{"session_id", "s"},
                 {"hook_event_name", "UserPromptSubmit"},
                 {"prompt", kMarker},
                 {"cwd", project / "src"}});
  user.hook(pre_tool("s", "toolu_1", "echo " + kMarker, project / "src"));
  CHECK(denied_in_drain(user) == 2);
  CHECK(files_with_marker(user) == std::vector<std::string>{});
  CHECK(user.events().empty());
}
