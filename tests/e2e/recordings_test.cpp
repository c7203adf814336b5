#include <catch2/catch_test_macros.hpp>

#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Json = nlohmann::json;

TEST_CASE("a recording binds to the first session in its folder and holds what came until it was stopped",
          "[e2e]") {
  const User user;
  user.hook(pre_tool("early", "0", "true", user.home()));
  REQUIRE(user.galdr({"rec", "start", "fix", "--goal", "mend it", "--input", "version=1.2"}, user.home())
              .status == 0);
  user.hook(pre_tool("elsewhere", "1", "true", "/somewhere/else"));
  user.hook(pre_tool("mine", "2", "make", user.home() + "/src"));
  user.hook(post_tool("mine", "2", "make", user.home() + "/src"));
  REQUIRE(user.galdr({"rec", "stop"}).status == 0);
  user.hook(pre_tool("mine", "3", "late", user.home()));
  const Json shown = user.json({"show", "fix"});
  CHECK(shown.at("recording").at("session_id") == "mine");
  CHECK(shown.at("recording").at("inputs").at("version") == "1.2");
  CHECK(shown.at("recording").at("state") == "done");
  REQUIRE(shown.at("steps").size() == 2);
  CHECK(shown.at("steps").at(1).at("status") == "ok");
  CHECK(user.json({"list"}).at("recordings").at(0).at("steps") == 2);
}

TEST_CASE("rec start inside an agent's own shell binds to that agent's session", "[e2e]") {
  const User user;
  user.hook(pre_tool("other", "0", "sleep 9", user.home()));
  user.hook(pre_tool("mine", "1", "galdr rec start here", user.home()));
  const Json started = [&] {
    const Outcome outcome = user.galdr({"rec", "start", "here", "--json"}, user.home());
    REQUIRE(outcome.status == 0);
    return Json::parse(outcome.out);
  }();
  CHECK(started.at("recording").at("session_id") == "mine");
}

TEST_CASE("a slice can be named after the fact", "[e2e]") {
  const User user;
  for (int i = 0; i < 4; ++i) user.hook(pre_tool("s", std::to_string(i), "step " + std::to_string(i), "/w"));
  const Json saved = user.json({"rec", "save", "middle", "--session", "s", "--from", "2", "--to", "3"});
  CHECK(saved.at("recording").at("steps") == 2);
  CHECK(user.json({"rec", "save", "all", "--last", "1h"}).at("recording").at("steps") == 4);
  CHECK(user.galdr({"rec", "save", "none", "--session", "s", "--from", "90"}).status == 3);
  CHECK(user.galdr({"rec", "save", "bad", "--last", "soon"}).status != 0);
}

TEST_CASE("of several recordings, the one to stop must be named, and cancel drops the name only", "[e2e]") {
  const User user;
  REQUIRE(user.galdr({"rec", "start", "one"}).status == 0);
  REQUIRE(user.galdr({"rec", "start", "two"}).status == 0);
  CHECK(user.galdr({"rec", "stop"}).status == 3);
  CHECK(user.json({"rec", "status"}).at("recordings").size() == 2);
  CHECK(user.galdr({"rec", "stop", "one"}).status == 0);
  CHECK(user.galdr({"rec", "stop", "one"}).status == 3);
  CHECK(user.galdr({"rec", "cancel", "two"}).status == 0);
  CHECK(user.json({"list"}).at("recordings").size() == 1);
}

TEST_CASE("a session becomes a draft, or an installed skill, of the same text", "[e2e]") {
  const User user;
  user.hook_all("py-project.jsonl");
  const Json made = user.json({"distill", "@", "--name", "py-project"});
  CHECK(made.at("name") == "py-project");
  CHECK(!made.at("steps").empty());
  const std::string draft = slurp(user.root() + "/drafts/py-project/SKILL.md");
  CHECK(draft == made.at("skill_md").get<std::string>());
  REQUIRE(user.galdr({"distill", "@", "--name", "py-project", "--install"}).status == 0);
  CHECK(slurp(user.home() + "/.agents/skills/py-project/SKILL.md") == draft);
  REQUIRE(user.galdr({"distill", "@", "--name", "dry", "--dry-run"}).status == 0);
  CHECK(slurp(user.root() + "/drafts/dry/SKILL.md").empty());
}
