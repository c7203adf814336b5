// What came of skills: seen by the hook, told by galdr, and what people and other programs say of it.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Json = nlohmann::json;

namespace {

constexpr const char* kSkill =
    "---\nname: pack\ndescription: \"Packs. Use when asked to pack.\"\n---\n\n# Pack\n\n## Steps\n\n"
    "1. Fetch\n\n   ```bash\n   make deps\n   ```\n\n2. Pack\n\n   ```bash\n   make pack V={{version}}\n   "
    "```\n\n"
    "3. Upload\n\n   ```bash\n   make upload V={{version}}\n   ```\n\n"
    "## Verification\n\n- `make seen V={{version}}` exits 0.\n";

void install(const User& user, const std::string& name = "pack") {
  std::filesystem::create_directories(user.home() + "/.agents/skills/" + name);
  spit(user.home() + "/.agents/skills/" + name + "/SKILL.md", kSkill);
}

Json skill_call(const std::string& session, const char* event) {
  Json call = pre_tool(session, "load-" + session, "", "/home/dev/kit");
  call["hook_event_name"] = event;
  call["tool_name"] = "Skill";
  call["tool_input"] = {{"skill", "pack"}, {"args", "1.2"}};
  if (std::string(event) == "PostToolUse")
    call["tool_response"] = {{"success", true}, {"commandName", "pack"}};
  return call;
}

/// A session that loads the skill and runs these commands; "!" before one that fails.
void use(const User& user, const std::string& session, const std::vector<std::string>& commands) {
  user.hook(Json{{"session_id", session},
                 {"cwd", "/home/dev/kit"},
                 {"hook_event_name", "UserPromptSubmit"},
                 {"prompt", "pack it"}});
  user.hook(skill_call(session, "PreToolUse"));
  user.hook(skill_call(session, "PostToolUse"));
  int n = 0;
  for (const std::string& text : commands) {
    const bool fails = text[0] == '!';
    const std::string command = text.substr(fails ? 1 : 0), id = session + std::to_string(++n);
    user.hook(pre_tool(session, id, command, "/home/dev/kit"));
    Json end = post_tool(session, id, command, "/home/dev/kit");
    if (fails) {
      end.erase("tool_response");
      end["hook_event_name"] = "PostToolUseFailure";
      end["error"] =
          "Exit code 2\nmake: *** [upload] Error 1: token ghp_Zk3Jx9Qw2Lm7Vb5Nc8Rt4Yp6Hs1Df0Ga3Ue7 is refused";
    }
    user.hook(end);
  }
}

const std::vector<std::string> kClean{"make deps", "make pack V=1.2", "make upload V=1.2", "make seen V=1.2"};
const std::vector<std::string> kFailed{"make deps", "!make upload V=1.2"};

Json verdict(const std::string& rest) { return Json::parse(R"({"skill":"pack","judge":"ci",)" + rest + "}"); }

}  // namespace

TEST_CASE("a skill's uses are told step by step, and again by a catalog that was made anew", "[e2e]") {
  const User user;
  install(user);
  use(user, "one", kClean);
  use(user, "two", kFailed);
  const Json told = user.json({"outcome", "pack"});
  REQUIRE(told["uses"].size() == 2);
  CHECK(told["uses"][0]["result"] == "clean");
  CHECK(told["uses"][0]["inputs"]["version"] == "1.2");
  CHECK(told["uses"][0]["checks"][0]["state"] == "held");
  CHECK(told["uses"][1]["steps"][1]["state"] == "skipped");
  CHECK(told["uses"][1]["steps"][2]["state"] == "failed");
  CHECK(told["summary"]["clean_rate"] == 0.5);
  CHECK(told.dump().find("ghp_") == std::string::npos);
  const Outcome shown = user.galdr({"outcome", "pack"});
  CHECK(shown.out.starts_with("pack: 2 uses, 1 clean, 1 failed\n"));
  CHECK(user.galdr({"outcome"}).out == "pack  2 uses, 1 clean, 1 failed\n");
  CHECK(user.galdr({"outcome", "nobody"}).status == 3);
  CHECK(user.galdr({"reindex"}).status == 0);
  CHECK(user.json({"outcome", "pack"}) == told);
}

TEST_CASE("what a person says of a use counts, without secrets, and outlives the catalog", "[e2e]") {
  const User user;
  install(user);
  use(user, "one", kFailed);
  const std::string token = "ghp_Kq8Ws2Zx5Cv7Bn1Mt4Rf6Hj9Ly3Pd0Ug2Eo8";
  CHECK(user.galdr({"outcome", "pack", "good", "--note", "it was the network, not GITHUB_TOKEN=" + token})
            .status == 0);
  CHECK(user.galdr({"outcome", "pack", "fine"}).status == 2);
  CHECK(user.galdr({"outcome", "pack", "bad", "--step", "9"}).status == 2);
  CHECK(user.galdr({"outcome", "pack", "bad", "--session", "nobody"}).status == 3);
  std::filesystem::remove(user.root() + "/catalog.db");
  const Json told = user.json({"outcome", "pack"})["uses"][0];
  CHECK(told["result"] == "clean");
  CHECK(told["inferred"] == "failed");
  CHECK(told["verdict"]["judge"] == "user");
  for (const std::string& file : files_below(user.root()))
    CHECK(slurp(user.root() + "/" + file).find(token) == std::string::npos);
}

TEST_CASE("an outside judge's verdicts come in once, and bad lines are told by their number", "[e2e]") {
  const User user;
  install(user);
  use(user, "one", kFailed);
  use(user, "two", kClean);
  const std::string file = user.home() + "/verdicts.jsonl";
  spit(file, verdict(R"("session":"one","score":0.9,"id":"7")").dump() + "\n\nno json\n" +
                 verdict(R"("session":"none","verdict":"good")").dump() + "\n" +
                 verdict(R"("score":2)").dump() + "\n" +
                 verdict(R"("verdict":"bad","step":2,"note":"wrong file")").dump() + "\n" +
                 R"({"skill":"pack","verdict":"good"})" + "\n" + std::string(5000, '[') + "\n");
  const Outcome first = user.galdr({"judge", "import", file, "--json"});
  CHECK(first.status == 1);
  const Json told = Json::parse(first.out);
  CHECK(told["imported"] == 2);
  CHECK(told["duplicates"] == 0);
  std::vector<int> numbers;
  for (const Json& line : told["refused"]) numbers.push_back(line["line"]);
  CHECK(numbers == std::vector<int>{3, 4, 5, 7, 8});
  const Json again = Json::parse(user.galdr({"judge", "import", file, "--json"}).out);
  CHECK(again["imported"] == 0);
  CHECK(again["duplicates"] == 2);
  const Json uses = user.json({"outcome", "pack"})["uses"];
  CHECK(uses[0]["result"] == "clean");
  CHECK(uses[0]["verdict"]["judge"] == "ci");
  CHECK(uses[1]["steps"][1]["said"] == "bad");
  CHECK(uses[1]["result"] == "failed");
}

TEST_CASE("a pinned use tells when a later one is worse", "[e2e]") {
  const User user;
  install(user);
  CHECK(user.galdr({"regress", "pin", "pack"}).status == 3);
  use(user, "one", kClean);
  CHECK(user.galdr({"regress", "pin", "pack"}).status == 0);
  CHECK(user.galdr({"regress", "status"}).status == 0);
  use(user, "two", kClean);
  CHECK(user.json({"regress", "status", "pack"})["skills"][0]["trend"] == "same");
  use(user, "three", kFailed);
  const Outcome worse = user.galdr({"regress", "status", "--json"});
  CHECK(worse.status == 1);
  const Json uses = Json::parse(worse.out)["skills"][0]["uses"];
  REQUIRE(uses.size() == 2);
  CHECK(uses[1]["trend"] == "worse");
  CHECK(uses[1]["differences"].size() == 2);
  CHECK(user.galdr({"regress", "unpin", "pack"}).status == 0);
  CHECK(user.galdr({"regress", "status", "pack"}).status == 3);
  CHECK(user.galdr({"regress", "unpin", "pack"}).status == 3);
}
