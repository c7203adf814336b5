#include "core/store/skill_loads.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/core/store/store.hpp"

namespace galdr::test {
namespace {

using nlohmann::json;
using store::LoadedBy;
using store::LoadShape;
using Shapes = std::vector<LoadShape>;

Shapes call(const std::string& agent, const std::string& tool, const json& input,
            const std::string& cwd = "/home/dev/p") {
  event::Event event;
  event.agent = agent;
  event.kind = event::Kind::tool_start;
  event.tool = tool;
  event.cwd = cwd;
  event.input = input.dump();
  return store::load_shapes(event);
}

Shapes shell(const std::string& command) { return call("codex", "Bash", {{"command", command}}); }

Shapes prompt(const std::string& text, const std::string& agent = "claude-code") {
  event::Event event;
  event.agent = agent;
  event.kind = event::Kind::prompt;
  event.prompt = text;
  return store::load_shapes(event);
}

std::string claude_call(const std::string& event, const std::string& id, const std::string& tool,
                        const json& input, const std::string& rest = "") {
  return payload("s", event,
                 "\"tool_name\": \"" + tool + "\", \"tool_use_id\": \"" + id +
                     "\", \"tool_input\": " + input.dump() + rest);
}

}  // namespace

TEST_CASE("each agent's own way to load a skill is seen by its shape", "[store]") {
  const Shapes release{{"release", LoadedBy::tool, ""}};
  CHECK(call("claude-code", "Skill", {{"skill", "release"}, {"args", "1.2"}}) == release);
  CHECK(call("claude-code", "Skill", {{"command", "release"}}) == release);
  CHECK(call("claude-code", "Skill", {{"skill", "kit:release"}}).empty());  // a plugin's
  CHECK(call("claude-code", "SlashCommand", {{"command", "/release 1.2"}}) == release);
  CHECK(call("gemini-cli", "activate_skill", {{"name", "release"}}) == release);
  CHECK(call("opencode", "skill", {{"name", "release"}}) == release);
  CHECK(call("copilot", "skill", {{"skill", "release"}}) == release);
}

TEST_CASE("a SKILL.md that is read is a load, by whatever key its path is told", "[store]") {
  const std::string path = "/home/dev/.agents/skills/release/SKILL.md";
  const Shapes release{{"release", LoadedBy::read, path}};
  CHECK(call("claude-code", "Read", {{"file_path", path}}) == release);
  CHECK(call("opencode", "read", {{"filePath", path}}) == release);
  CHECK(call("gemini-cli", "read_file", {{"absolute_path", path}}) == release);
  CHECK(call("copilot", "view", {{"path", path}}) == release);
  CHECK(call("gemini-cli", "read_many_files", {{"paths", {path, "/etc/hosts"}}}) == release);
  CHECK(call("cursor", "read_file", {{"target_file", ".cursor/skills/release/SKILL.md"}})[0].path ==
        "/home/dev/p/.cursor/skills/release/SKILL.md");
  CHECK(call("claude-code", "Write", {{"file_path", path}, {"content", "x"}}).empty());
  CHECK(call("claude-code", "Edit", {{"file_path", path}, {"old_string", "x"}, {"new_string", "y"}}).empty());
}

TEST_CASE("a SKILL.md in a command is a load, wherever it stands", "[store]") {
  for (const char* command : {"cat /s/release/SKILL.md", "sed -n '1,200p' /s/release/SKILL.md",
                              "bash -lc \"cat /s/release/SKILL.md\"", "head -50 '/s/release/SKILL.md' && ls",
                              "cd /s/release && cat SKILL.md", "cd /s; cat ./release/SKILL.md"}) {
    INFO(command);
    CHECK(shell(command) == Shapes{{"release", LoadedBy::shell, "/s/release/SKILL.md"}});
  }
  CHECK(shell("cat a/SKILL.md b/SKILL.md").size() == 2);
  CHECK(shell("cat ~/.agents/skills/release/SKILL.md")[0].path == "~/.agents/skills/release/SKILL.md");
  CHECK(shell("cat README.md SKILL.md.bak MYSKILL.md").empty());
  CHECK(call("codex", "shell", {{"command", {"bash", "-lc", "cat /s/release/SKILL.md"}}}).size() == 1);
}

TEST_CASE("a prompt that names a skill is a load", "[store]") {
  const Shapes release{{"release", LoadedBy::prompt, ""}};
  CHECK(prompt("/release 1.2") == release);
  CHECK(prompt("<command-message>x</command-message>\n<command-name>/release</command-name>") == release);
  CHECK(prompt("please use $release for 1.2", "codex") == release);
  CHECK(prompt("please use $release for 1.2").empty());
  CHECK(prompt("release 1.2").empty());
  CHECK(prompt("it costs US$release").empty());
  CHECK(prompt("/home/dev/x").empty());
}

TEST_CASE("hostile names and inputs are no loads", "[store]") {
  CHECK(call("claude-code", "Skill", {{"skill", std::string(100, 'a')}}).empty());
  CHECK(call("claude-code", "Skill", {{"skill", "../x"}}).empty());
  CHECK(call("claude-code", "Skill", {{"skill", 7}}).empty());
  CHECK(call("claude-code", "Skill", json::array()).empty());
  CHECK(shell("cat ///SKILL.md /SKILL.md").empty());
  CHECK(shell("cat " + std::string(10'000, 'x') + "/a/SKILL.md").empty());
}

TEST_CASE("a call that loads a skill is one load, with how it ended", "[store]") {
  Store store;
  const json input{{"skill", "release"}};
  store.take(
      {raw(1, claude_call("PreToolUse", "t1", "Skill", input)),
       raw(2, claude_call("PostToolUse", "t1", "Skill", input, R"(, "tool_response": {"success": true})")),
       raw(3, claude_call("PreToolUse", "t2", "Skill", input)),
       raw(4, claude_call("PostToolUseFailure", "t2", "Skill", input, R"(, "error": "Unknown skill")"))});
  const auto loads = store::SkillLoads(store.catalog().db()).named("release");
  REQUIRE(loads.size() == 2);
  CHECK(loads[0].seq == 1);
  CHECK(loads[0].status == "ok");
  CHECK(loads[1].status == "error");
  SECTION("and a rebuilt catalog has the same rows") {
    const std::string rows = store.rows();
    CHECK(rows.find("release") != std::string::npos);
    store.catalog().rebuild();
    CHECK(store.rows() == rows);
  }
}

}  // namespace galdr::test
