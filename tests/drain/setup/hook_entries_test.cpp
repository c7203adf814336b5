#include "drain/setup/hook_entries.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/error.hpp"
#include "drain/setup/command.hpp"

using namespace galdr::drain::setup;
using Catch::Matchers::Message;
using nlohmann::json;

namespace {

const std::string kProgram = "/opt/galdr/bin/galdr-hook";
const std::string kCommand = "/opt/galdr/bin/galdr-hook --agent claude-code || exit 0";

json parsed(const std::string& text) { return json::parse(text, nullptr, true, true); }

json entry(const std::string& command = kCommand) {
  return {{"hooks", {{{"type", "command"}, {"command", command}, {"timeout", 10}}}}};
}

/// What with_hooks should make of a document that has no entry of ours.
json expected(json document) {
  for (const HookEvent& event : claude_code().events)
    document["hooks"][std::string(event.name)].push_back(entry());
  return document;
}

/// A random settings file. Comments hold no quote or brace that a checker here would have to understand.
class RandomSettings {
 public:
  explicit RandomSettings(unsigned seed) : random_(seed) {
    newline_ = one_in(3) ? "\r\n" : "\n";
    unit_ = std::string(one_in(2) ? 2 : 4, ' ');
    if (one_in(3)) unit_ = "\t";
    one_line_ = one_in(5);
    comments_ = !one_line_ && one_in(2);
    trailing_commas = one_in(3);
    if (one_in(6)) text += "\xef\xbb\xbf";
    text += comment(0);
    object(0, {"model", "permissions", "hooks", "env"});
    if (one_in(2)) text += newline_;
  }

  std::string text;
  bool trailing_commas = false;

 private:
  bool one_in(unsigned n) { return random_() % n == 0; }
  std::string line(int depth) {
    if (one_line_) return one_in(2) ? " " : "";
    std::string out = newline_;
    for (int i = 0; i < depth; ++i) out += unit_;
    return out;
  }
  std::string comment(int depth) {
    if (!comments_ || !one_in(3)) return "";
    if (one_in(2)) return "/* block" + std::string(one_in(3) ? newline_ : " ") + "remark */";
    return " // remark" + std::string(one_in(3) ? "  " : "") + line(depth);
  }
  void items(char open, char close, int depth, std::size_t count,
             const std::function<void(std::size_t)>& item) {
    text += open;
    for (std::size_t i = 0; i < count; ++i) {
      text += comment(depth + 1) + line(depth + 1);
      item(i);
      text += comment(depth + 1);
      if (i + 1 < count || (trailing_commas && one_in(2))) text += ",";
      if (one_in(3)) text += comment(depth + 1);
    }
    if (count > 0) text += line(depth);
    text += close;
  }
  void object(int depth, std::vector<std::string> keys) {
    std::shuffle(keys.begin(), keys.end(), random_);
    keys.resize(random_() % (keys.size() + 1));
    items('{', '}', depth, keys.size(), [&](std::size_t i) {
      text += json(keys[i]).dump() + (one_in(4) ? ":" : ": ") + (one_in(4) ? comment(depth + 2) : "");
      keys[i] == "hooks" ? object(depth + 1, {"PreToolUse", "Stop", "Notification"})
                         : value(depth + 1, keys[i]);
    });
  }
  void value(int depth, const std::string& key) {
    const bool event = key == "PreToolUse" || key == "Stop" || key == "Notification";
    if (!event && (depth > 4 || one_in(2))) return scalar();
    if (!event && one_in(2)) return object(depth, {"x", "y\\\"", "\xc3\xa4"});
    items('[', ']', depth, random_() % 3,
          [&](std::size_t) { event ? group(depth + 1) : value(depth + 1, ""); });
  }
  void group(int depth) {
    items('{', '}', depth, 2, [&](std::size_t i) {
      text += i == 0 ? "\"matcher\": \"Bash|Edit\"" : "\"hooks\": ";
      if (i == 1)
        items('[', ']', depth + 1, 1,
              [&](std::size_t) { text += R"({"type":"command","command":"a || b"})"; });
    });
  }
  void scalar() {
    constexpr const char* kScalars[] = {
        "true", "null", "-1.5e3", "\"// no comment\"", "\"/* } ] \\\" \\u00e4\"", "\"\""};
    text += kScalars[random_() % std::size(kScalars)];
  }

  std::mt19937 random_;
  std::string newline_, unit_;
  bool one_line_ = false, comments_ = false;
};

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return std::string_view(" \t\r\n").find(c) != std::string_view::npos; });
  return text;
}

/// Has the text an empty container at a place that galdr fills? Its blanks do not come back.
bool fills_an_empty_one(const std::string& text) {
  const json document = parsed(text);
  const json hooks = document.value("hooks", json{{"a", 1}});
  return document.empty() || hooks.empty() ||
         std::any_of(hooks.begin(), hooks.end(), [](const json& list) { return list.empty(); });
}

}  // namespace

TEST_CASE("any settings file gets galdr's entries and nothing else, once, and loses them again", "[setup]") {
  const Agent& agent = claude_code();
  for (unsigned seed = 0; seed < 400; ++seed) {
    const std::string before = RandomSettings(seed).text;
    const bool checkable = !RandomSettings(seed).trailing_commas;
    CAPTURE(seed, before);
    const std::string after = with_hooks(agent, before, kProgram);
    CAPTURE(after);
    if (checkable) REQUIRE(parsed(after) == expected(parsed(before)));
    REQUIRE(with_hooks(agent, after, kProgram) == after);
    REQUIRE(differences(agent, after, kProgram).empty());
    const Content back = without_hooks(agent, after, before);
    REQUIRE(back);
    REQUIRE(without_blanks(*back) == without_blanks(before));
    if (checkable && !fills_an_empty_one(before)) REQUIRE(*back == before);
    REQUIRE_FALSE(has_hooks(agent, back));
    const std::string moved = with_hooks(agent, after, "/new/galdr-hook");
    REQUIRE(with_hooks(agent, moved, kProgram) == after);
  }
}

TEST_CASE("a file that is absent, empty or blank has nothing left of galdr afterwards", "[setup]") {
  const Agent& agent = claude_code();
  for (const Content& before :
       {Content(), Content(""), Content("\n"), Content("// c\n"), Content("{}"), Content("{}\n")}) {
    const std::string after = with_hooks(agent, before, kProgram);
    CHECK(parsed(after) == expected(json::object()));
    CHECK(without_hooks(agent, after, before) == before);
  }
}

TEST_CASE("what a user added after the install stays when galdr goes", "[setup]") {
  const Agent& agent = claude_code();
  std::string text = with_hooks(agent, std::nullopt, kProgram);
  SECTION("a setting") {
    text.insert(1, "\n  \"model\": \"opus\", // mine");
    CHECK(without_hooks(agent, text, std::nullopt) == "{\n  \"model\": \"opus\" // mine\n}\n");
  }
  SECTION("a hook at one of galdr's events") {
    const std::string own = R"({ "matcher": "Bash", "hooks": [{ "type": "command", "command": "lint" }] },)";
    const auto at = text.find('[', text.find("\"Stop\"")) + 1;
    text.insert(at, "\n      " + own);
    CHECK(parsed(*without_hooks(agent, text, std::nullopt)) ==
          parsed("{\"hooks\": {\"Stop\": [" + own.substr(0, own.size() - 1) + "]}}"));
  }
  SECTION("a handler in galdr's own group") {
    const auto at = text.find("[", text.find("\"hooks\"", text.find("\"Stop\""))) + 1;
    text.insert(at, R"({"type": "command", "command": "lint"},)");
    CHECK(parsed(*without_hooks(agent, text, std::nullopt)) ==
          parsed(R"({"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "lint"}]}]}})"));
  }
  SECTION("a comment alone") {
    text.insert(1, " // mine");
    CHECK(without_hooks(agent, text, std::nullopt) == "{ // mine\n}\n");
  }
}

TEST_CASE("an entry of another install is brought up to date in its place", "[setup]") {
  const Agent& agent = claude_code();
  const std::string old = R"({
  "hooks": {
    "PreToolUse": [
      {"matcher": "*", "hooks": [{"type": "command", "async": true, "timeout": 10000, "command": "/old/galdr-hook --agent claude-code"}]},
      {"hooks": [{"type": "command", "command": "galdr-hook --agent=claude-code"}]}
    ],
    "PostToolUse": [{"hooks": [{"type": "command", "command": "/old/galdr-hook", "args": ["--agent", "claude-code"]}]}],
    "WorktreeCreate": [{"hooks": [{"type": "command", "command": "/old/galdr-hook --agent claude-code"}]}],
    "Stop": [{"hooks": [{"type": "command", "command": "A=1 galdr-hook --agent claude-code", "timeout": 5}, {"type": "command", "command": "mine"}]}]
  }
})";
  const auto problems = differences(agent, old, kProgram);
  CHECK(std::find(problems.begin(), problems.end(), "PreToolUse has 2 entries") != problems.end());
  CHECK(std::find(problems.begin(), problems.end(), "WorktreeCreate should have no entry") != problems.end());
  CHECK(std::find(problems.begin(), problems.end(), "SessionEnd has no entry") != problems.end());
  CHECK(std::find(problems.begin(), problems.end(),
                  "Stop runs \"A=1 galdr-hook --agent claude-code\" instead") != problems.end());

  const json hooks = parsed(with_hooks(agent, old, kProgram)).at("hooks");
  const json first = {{"type", "command"}, {"async", true}, {"timeout", 10}, {"command", kCommand}};
  CHECK(hooks.at("PreToolUse") == json::array({json{{"matcher", "*"}, {"hooks", {first}}}}));
  CHECK(hooks.at("PostToolUse") == json::array({entry()}));
  CHECK(hooks.at("WorktreeCreate") == json::array());
  CHECK(hooks.at("Stop").at(0).at("hooks").at(0) ==
        json{{"type", "command"}, {"command", "A=1 " + kCommand}, {"timeout", 5}});
  CHECK(hooks.at("Stop").at(0).at("hooks").at(1).at("command") == "mine");
}

TEST_CASE("a timeout that cannot be meant, or none, is told and set right", "[setup]") {
  const Agent& agent = claude_code();
  const std::string good = with_hooks(agent, std::nullopt, kProgram);
  for (const std::string bad : {"10000", "61", "0.5", "1.5", "1e1", "0", "-1", "\"10\"", "null"}) {
    std::string text = good;
    const auto at = text.find("\"timeout\": 10", text.find("\"SessionEnd\""));
    text.replace(at, 13, "\"timeout\": " + bad);
    const auto problems = differences(agent, text, kProgram);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].starts_with("SessionEnd its timeout is "));
    CHECK(with_hooks(agent, text, kProgram) == good);
  }
  std::string text = good;
  text.erase(text.rfind(",\n", text.rfind("\"timeout\"")),
             text.rfind("10") + 2 - text.rfind(",\n", text.rfind("\"timeout\"")));
  CHECK(differences(agent, text, kProgram) ==
        std::vector<std::string>{"SessionEnd its timeout is missing, and should be from 1 to 60"});
  CHECK(with_hooks(agent, text, kProgram) == good);
}

TEST_CASE("a switch that turns all hooks off is told", "[setup]") {
  const std::string text = with_hooks(claude_code(), R"({"disableAllHooks": true})", kProgram);
  CHECK(differences(claude_code(), text, kProgram) ==
        std::vector<std::string>{"disableAllHooks is true, so no hook runs"});
  const std::string nested = with_hooks(gemini_cli(), R"({"hooksConfig": {"enabled": false}})", kProgram);
  CHECK(differences(gemini_cli(), nested, kProgram) ==
        std::vector<std::string>{"hooksConfig.enabled is false, so no hook runs"});
}

TEST_CASE("a file whose hooks have another shape is refused", "[setup]") {
  const std::pair<const char*, const char*> cases[] = {
      {"[]", "line 1, column 1: the file should hold an object"},
      {"{\"hooks\": []}", "line 1, column 11: \"hooks\" should be an object"},
      {"{\"hooks\": null}", "line 1, column 11: \"hooks\" should be an object"},
      {"{\"hooks\": {\"Stop\": {}}}", "line 1, column 20: \"Stop\" should be an array"},
      {"{\"hooks\": {}, \"hooks\": {}}", "line 1, column 15: the key \"hooks\" is there a second time"},
      {"{\"hooks\": {\"Stop\": [],\n\"Stop\": []}}",
       "line 2, column 1: the key \"Stop\" is there a second time"},
  };
  for (const auto& [text, message] : cases) {
    CHECK_THROWS_MATCHES(with_hooks(claude_code(), text, kProgram), galdr::Error, Message(message));
  }
}

TEST_CASE("an agent with flat entries, other keys and milliseconds needs no code of its own", "[setup]") {
  Agent agent = claude_code();
  agent.name = "flat";
  agent.shape = {.names_event = true, .command_key = "bash", .timeout_key = "timeoutMs", .second = 1000};
  agent.events = {{"preToolUse", 5000}};
  const std::string command = "/x/galdr-hook --agent flat --event preToolUse || exit 0";
  const std::string before = R"({"version": 1, "hooks": {"preToolUse": [{"bash": "mine"}]}})";
  const std::string after = with_hooks(agent, before, "/x/galdr-hook");
  CHECK(parsed(after).at("hooks").at("preToolUse") ==
        json::array(
            {json{{"bash", "mine"}}, json{{"type", "command"}, {"bash", command}, {"timeoutMs", 5000}}}));
  CHECK(with_hooks(agent, after, "/x/galdr-hook") == after);
  CHECK(without_hooks(agent, after, before) == before);
  std::string seconds = after;
  seconds.replace(seconds.find("5000"), 4, "10");
  CHECK(differences(agent, seconds, "/x/galdr-hook") ==
        std::vector<std::string>{"preToolUse its timeout is 10, and should be from 1000 to 60000"});
}

TEST_CASE("the version goes with galdr unless the user's own hooks need it", "[setup]") {
  const std::string after = with_hooks(cursor(), "{}", kProgram);
  CHECK(parsed(after).at("version") == 1);
  CHECK(without_hooks(cursor(), after, "{}") == "{}");
  CHECK(without_hooks(cursor(), with_hooks(cursor(), "{\"version\":1}", kProgram), "{\"version\":1}") ==
        "{\"version\":1}");
  std::string theirs = after;
  theirs.insert(theirs.find('[', theirs.find("\"stop\"")) + 1, R"({"command": "mine"},)");
  CHECK(parsed(*without_hooks(cursor(), theirs, "{}")) ==
        parsed(R"({"version": 1, "hooks": {"stop": [{"command": "mine"}]}})"));
}

TEST_CASE("an entry is told with its place and what its user added", "[setup]") {
  const std::string text = R"({"hooks": {"PreToolUse": [
    {"matcher": "Bash", "hooks": [{"type": "command", "command": "lint"}]},
    {"matcher": "Edit", "hooks": [{"type": "command", "command": "x"},
      {"type": "command", "command": "galdr-hook --agent claude-code", "timeout": 7, "async": true}]}]}})";
  const auto entries = hook_entries(claude_code(), text);
  REQUIRE(entries.size() == 1);
  const HookEntry& entry = entries.front();
  CHECK(entry.event == "PreToolUse");
  CHECK(std::pair(entry.group, entry.handler) == std::pair<std::size_t, std::size_t>(1, 1));
  CHECK(entry.command == "galdr-hook --agent claude-code");
  CHECK(entry.timeout == 7);
  CHECK(entry.matcher == "Edit");
  CHECK_FALSE(entry.plain);
}
