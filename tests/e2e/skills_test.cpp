// The life of a skill, as a user leads it, and killed in the middle of each step.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Json = nlohmann::json;

namespace {

std::string manual(const std::string& what) {
  return "---\nname: make-tea\ndescription: \"Makes tea. Use when somebody is thirsty.\"\nmetadata:\n"
         "  generator: \"galdr\"\n---\n\n# Make tea\n\n1. Boil water\n\n   ```bash\n   kettle --boil " +
         what + "\n   ```\n";
}

/// A user with the skill make-tea, and how far it is from what it should be.
class Kitchen {
 public:
  Kitchen() { spit(user.home() + "/cup/SKILL.md", "---\nname: cup\ndescription: theirs\n---\nmine\n"); }

  Outcome install(const std::string& what, const std::string& fault = "") const {
    spit(user.home() + "/made/make-tea/SKILL.md", manual(what));
    spit(user.home() + "/made/make-tea/references/" + what + ".md", "# About " + what + "\n");
    if (what == "one") run({"rm", "-f", user.home() + "/made/make-tea/references/two.md"});
    if (what == "two") run({"rm", "-f", user.home() + "/made/make-tea/references/one.md"});
    return go({"skill", "install", user.home() + "/made/make-tea"}, fault);
  }
  Outcome go(std::vector<std::string> arguments, const std::string& fault = "") const {
    arguments.insert(arguments.begin(), galdr_program());
    RunOptions options;
    options.env = {{"HOME", user.home()},
                   {"GALDR_ROOT", ""},
                   {"GALDR_FAULT", fault},
                   {"GALDR_SKILLS_ROOT", ""},
                   {"CLAUDE_CONFIG_DIR", ""}};
    return run(arguments, options);
  }
  std::string folder() const { return user.home() + "/.agents/skills/make-tea"; }
  std::string link() const { return user.home() + "/.claude/skills/make-tea"; }
  std::string state() const {
    const Json all = Json::parse(go({"skills", "--json"}).out);
    for (const Json& skill : all["skills"])
      if (skill["name"] == "make-tea") return skill["state"];
    return "unknown";
  }

  /// Is the folder one version from end to end, or not there?
  bool is_whole() const {
    const std::string text = slurp(folder() + "/SKILL.md");
    if (text.empty()) return run({"test", "-e", folder()}).status != 0;
    const std::string what = text.find("--boil one") != std::string::npos ? "one" : "two";
    const auto there = files_below(folder());
    const auto has = [&](const std::string& name) {
      return std::find(there.begin(), there.end(), name) != there.end();
    };
    return text.starts_with(manual(what)) && has("references/" + what + ".md") &&
           !has(std::string("references/") + (what == "one" ? "two" : "one") + ".md");
  }
  /// Does the link lead to it, or is there none, or nothing behind it?
  bool link_reads() const {
    return slurp(link() + "/SKILL.md") == slurp(folder() + "/SKILL.md") ||
           run({"test", "-L", link()}).status != 0;
  }
  void foreign_is_untouched() const { CHECK(slurp(user.home() + "/cup/SKILL.md").ends_with("mine\n")); }

  User user;
};

}  // namespace

TEST_CASE("a skill is installed, linked, edited, upgraded, rolled back, removed and restored", "[e2e]") {
  const Kitchen k;
  REQUIRE(k.install("one").status == 0);
  CHECK(k.state() == "installed");
  const Outcome linked = k.go({"skill", "link", "make-tea", "claude-code"});
  CHECK(linked.status == 0);
  CHECK(slurp(k.link() + "/SKILL.md") == manual("one"));

  spit(k.folder() + "/SKILL.md", manual("one") + "\nAnd milk.\n");
  CHECK(k.state() == "edited");
  const Outcome upgraded = k.install("two");
  CHECK(upgraded.status == 0);
  CHECK(upgraded.out.find("changed by hand is kept") != std::string::npos);
  CHECK(slurp(k.link() + "/SKILL.md") == manual("two"));

  CHECK(k.go({"skill", "rollback", "make-tea"}).status == 0);
  CHECK(slurp(k.folder() + "/SKILL.md") == manual("one") + "\nAnd milk.\n");
  CHECK(k.is_whole());
  CHECK(k.go({"skill", "rollback", "make-tea"}).status == 0);
  CHECK(slurp(k.link() + "/SKILL.md") == manual("one"));
  CHECK(k.go({"skill", "rollback", "make-tea"}).status == 3);

  CHECK(k.go({"skill", "rm", "make-tea"}).status == 0);
  CHECK(k.state() == "removed");
  CHECK(run({"test", "-L", k.link()}).status != 0);
  CHECK(k.go({"skill", "rm", "make-tea"}).status == 3);
  CHECK(k.go({"skill", "restore", "make-tea"}).status == 0);
  CHECK(slurp(k.link() + "/SKILL.md") == manual("one"));

  const Json history = Json::parse(k.go({"skill", "history", "make-tea", "--json"}).out);
  std::vector<std::string> deeds;
  for (const Json& deed : history["history"]) deeds.push_back(deed["did"]);
  CHECK(deeds ==
        std::vector<std::string>{"install", "edit", "install", "rollback", "rollback", "remove", "restore"});
  k.foreign_is_untouched();
}

TEST_CASE("a skill killed in the middle of any change is whole, and the change can be made again", "[e2e]") {
  const std::string fault =
      GENERATE("skill-version-kept", "skill-ready", "skill-ready:2", "skill-put", "skill-put:2",
               "skill-noted", "skill-noted:2", "skill-links-removed", "skill-moved-out", "skill-moved-in");
  const std::string change = GENERATE("install", "upgrade", "edited", "rollback", "remove", "restore");
  INFO(change << " killed at " << fault);
  const Kitchen k;
  std::vector<std::string> again;
  std::string expected = manual("two");
  if (change != "install") REQUIRE(k.install("one").status == 0);
  if (change != "install") REQUIRE(k.go({"skill", "link", "make-tea", "claude-code"}).status == 0);
  if (change == "edited") spit(k.folder() + "/SKILL.md", manual("one") + "\nAnd milk.\n");
  if (change == "rollback") REQUIRE(k.install("two").status == 0);
  if (change == "restore") REQUIRE(k.go({"skill", "rm", "make-tea"}).status == 0);
  if (change == "rollback") again = {"skill", "rollback", "make-tea"}, expected = manual("one");
  if (change == "remove") again = {"skill", "rm", "make-tea"}, expected = "";
  if (change == "restore") again = {"skill", "restore", "make-tea"}, expected = manual("one");
  const auto make = [&](const std::string& armed) {
    return again.empty() ? k.install("two", armed) : k.go(again, armed);
  };

  const bool killed = make(fault).status == 128 + 9;
  CHECK(k.is_whole());
  CHECK(k.link_reads());
  k.foreign_is_untouched();
  if (killed && slurp(k.folder() + "/SKILL.md") != expected) CHECK(make("").status == 0);
  CHECK(slurp(k.folder() + "/SKILL.md") == expected);
  CHECK(k.is_whole());
  CHECK(k.link_reads());
  CHECK(k.go({"skills"}).status == 0);  // clears what the kill left
  for (const std::string& name : files_below(k.user.home() + "/.agents/skills"))
    CHECK(name.starts_with("make-tea/"));
  if (change == "edited") {  // what was edited is kept, whenever the kill came
    const Outcome found = run({"grep", "-rl", "And milk", k.user.root() + "/skills/make-tea/versions"});
    CHECK(found.status == 0);
  }
  if (change == "remove") {
    CHECK(k.go({"skill", "restore", "make-tea"}).status == 0);
    CHECK(slurp(k.folder() + "/SKILL.md") == manual("one"));
    CHECK(k.is_whole());
  }
}

TEST_CASE("links are read through, and a name that is taken is left alone", "[e2e]") {
  const Kitchen k;
  REQUIRE(k.install("one").status == 0);
  const Json codex = Json::parse(k.go({"skill", "link", "make-tea", "codex", "windsurf", "--json"}).out);
  CHECK(codex["links"][0]["state"] == "not_needed");
  CHECK(codex["links"][1]["state"] == "linked");
  CHECK(slurp(k.user.home() + "/.codeium/windsurf/skills/make-tea/SKILL.md") == manual("one"));
  spit(k.link() + "/SKILL.md", "theirs");
  const Outcome taken = k.go({"skill", "link", "make-tea", "claude-code"});
  CHECK(taken.status == 4);
  CHECK(slurp(k.link() + "/SKILL.md") == "theirs");
  CHECK(k.go({"skill", "link", "make-tea", "nobody"}).status == 2);
  CHECK(k.go({"skill", "link", "no-such", "claude-code"}).status == 3);
  CHECK(k.go({"skill", "link", "make-tea", "windsurf", "--undo"}).status == 0);
  CHECK(run({"test", "-L", k.user.home() + "/.codeium/windsurf/skills/make-tea"}).status != 0);
}

TEST_CASE("doctor sees a link that leads nowhere, and its advice helps", "[e2e]") {
  const Kitchen k;
  REQUIRE(k.install("one").status == 0);
  REQUIRE(k.go({"skill", "link", "make-tea", "claude-code"}).status == 0);
  const auto told = [&] {
    const Json seen = Json::parse(k.go({"doctor", "--json"}).out);
    for (const Json& check : seen["checks"])
      if (check["name"] == "skills") return check;
    return Json();
  };
  CHECK(told()["state"] == "ok");
  REQUIRE(run({"rm", "-r", k.folder()}).status == 0);
  CHECK(told()["state"] == "warning");
  CHECK(told()["advice"].get<std::string>().starts_with("galdr skill restore make-tea"));
  REQUIRE(k.go({"skill", "restore", "make-tea"}).status == 0);
  CHECK(told()["state"] == "ok");
  CHECK(slurp(k.link() + "/SKILL.md") == manual("one"));
}

TEST_CASE("a name that another skill has, wherever an agent looks, is refused", "[e2e]") {
  const Kitchen k;
  const std::string place =
      GENERATE("/.claude/skills", "/.gemini/skills", "/work/.claude/skills", "/work/.agents/skills");
  INFO(place);
  spit(k.user.home() + place + "/make-tea/SKILL.md", "---\nname: make-tea\ndescription: theirs\n---\n");
  spit(k.user.home() + "/made/make-tea/SKILL.md", manual("one"));
  spit(k.user.home() + "/work/src/x", "");
  RunOptions options;
  options.env = {
      {"HOME", k.user.home()}, {"GALDR_ROOT", ""}, {"GALDR_SKILLS_ROOT", ""}, {"CLAUDE_CONFIG_DIR", ""}};
  options.cwd = k.user.home() + "/work/src";
  const Outcome refused =
      run({galdr_program(), "skill", "install", k.user.home() + "/made/make-tea"}, options);
  CHECK(refused.status == 4);
  CHECK(refused.err.find("name-clash") != std::string::npos);
  CHECK(refused.err.find(k.user.home() + place + "/make-tea") != std::string::npos);
  CHECK(run({"test", "-e", k.folder()}).status != 0);
}
