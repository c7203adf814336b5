// What was done again and again, from the hook to the table that a person reads.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>
#include <fstream>
#include <set>

#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Json = nlohmann::json;

namespace {

class Worker {
 public:
  Worker(const User& user, std::string session) : user_(user), session_(std::move(session)) {}

  Worker& ask(const std::string& prompt) {
    user_.hook(Json{{"session_id", session_},
                    {"cwd", "/w/shop"},
                    {"hook_event_name", "UserPromptSubmit"},
                    {"prompt", prompt}});
    return *this;
  }
  Worker& run(const std::vector<std::string>& commands) {
    for (const auto& command : commands) {
      const std::string id = session_ + std::to_string(++calls_);
      user_.hook(pre_tool(session_, id, command, "/w/shop"));
      user_.hook(post_tool(session_, id, command, "/w/shop"));
    }
    return *this;
  }

 private:
  const User& user_;
  std::string session_;
  int calls_ = 0;
};

void restore(const User& user, const std::string& session, const std::string& table) {
  Worker(user, session)
      .ask("Restore the table " + table + " from its dump")
      .run({"ls -la", "pg_restore -d shop dumps/" + table + ".dump", "git status", "dbmate up",
            "psql -d shop -f checks/" + table + ".sql", "systemctl restart shop-api"});
}

struct Shop : User {
  Shop() {
    restore(*this, "mon", "cards");
    Worker(*this, "tue")
        .ask("Look around")
        .run({"rustup update", "cargo bloat --release", "hexdump -C a.bin"});
    restore(*this, "wed", "plans");
  }
};

Json only(const User& user) {
  const Json all = user.json({"suggest"}).at("suggestions");
  REQUIRE(all.size() == 1);
  return all[0];
}

}  // namespace

TEST_CASE("a repeated task is suggested, with the slices to make a skill of", "[e2e]") {
  const Shop user;
  const Json told = only(user);
  CHECK(told.at("name") == "restore-table-dump");
  CHECK(told.at("count") == 2);
  CHECK(told.at("steps") == 4);
  CHECK(told.at("score").get<double>() > 0);
  CHECK(told.at("reason").get<std::string>().find("2 times in 2 sessions of claude-code") == 0);
  std::set<std::string> sessions;
  for (const auto& m : told.at("members")) {
    const auto session = m.at("session_id").get<std::string>();
    sessions.insert(session);
    CHECK(user.galdr({"rec", "save", "restore-" + session, "--session", session, "--from",
                      std::to_string(m.at("from").get<int>()), "--to", std::to_string(m.at("to").get<int>())})
              .status == 0);
  }
  CHECK(sessions == std::set<std::string>{"mon", "wed"});
  const Json skill = user.json({"distill", "restore-mon", "restore-wed", "--dry-run"});
  CHECK(skill.at("skill_md").get<std::string>().find("dbmate up") != std::string::npos);
}

TEST_CASE("a person sees what to type next", "[e2e]") {
  const Shop user;
  const std::string id = only(user).at("id");
  const std::string table = user.galdr({"suggest"}).out;
  CHECK(table.find("restore-table-dump") != std::string::npos);
  CHECK(table.find("galdr suggest " + id) != std::string::npos);
  const std::string one = user.galdr({"suggest", id}).out;
  CHECK(one.find("galdr rec save restore-table-dump-1 --session mon --from 1 --to ") != std::string::npos);
  CHECK(one.find("galdr distill restore-table-dump-1 restore-table-dump-2 --name restore-table-dump\n") !=
        std::string::npos);
  CHECK(user.galdr({"suggest", "nothing"}).status == 3);
  CHECK(user.galdr({"suggest", "--min", "3"}).out.find("No task") == 0);
}

TEST_CASE("nothing is suggested where nothing was repeated", "[e2e]") {
  const User user;
  CHECK(user.json({"suggest"}).at("suggestions").empty());
  CHECK(user.galdr({"suggest"}).out.find("No task was found") == 0);
}

TEST_CASE("a suggestion can be put off, refused and taken back", "[e2e]") {
  const Shop user;
  const std::string id = only(user).at("id");
  SECTION("for some days") {
    REQUIRE(user.galdr({"suggest", "--snooze", id}).status == 0);
    const Json left = user.json({"suggest"});
    CHECK(left.at("suggestions").empty());
    CHECK(left.at("left_out") == 1);
    restore(user, "thu", "users");  // the group grows, and is still the same
    CHECK(user.json({"suggest"}).at("suggestions").empty());
    const Json all = user.json({"suggest", "--all"}).at("suggestions");
    REQUIRE(all.size() == 1);
    CHECK(all[0].at("id") == id);
    CHECK(all[0].at("hidden").get<std::string>().find("snoozed until 20") == 0);
  }
  SECTION("for so short that it is over") {
    REQUIRE(user.galdr({"suggest", "--snooze", id, "0s"}).status == 0);
    CHECK(only(user).at("id") == id);
  }
  SECTION("for ever, by its name") {
    REQUIRE(user.galdr({"suggest", "--never", "restore-table-dump"}).status == 0);
    CHECK(user.json({"suggest"}).at("suggestions").empty());
    CHECK(user.galdr({"suggest"}).out.find("1 left out") != std::string::npos);
  }
  CHECK(user.galdr({"suggest", "--forget", id}).status == 0);
  CHECK(only(user).at("id") == id);
  CHECK(user.galdr({"suggest", "--forget", id}).status == 3);
  CHECK(user.galdr({"suggest", "--never", "zz"}).status == 3);
  CHECK(user.galdr({"suggest", "--snooze", id, "soon"}).status == 2);
}

TEST_CASE("what is refused for one task leaves another that shares its deeds", "[e2e]") {
  const User user;
  const std::string shared = "zprog66869 --all";  // of a low hash: either task could be called by it
  const auto backup = [&](const std::string& session) {
    Worker(user, session)
        .ask("Back up the database vault")
        .run({shared, "pgdump shop", "vaultup shop", "ringbell now"});
  };
  const auto tiles = [&](const std::string& session) {
    Worker(user, session)
        .ask("Cut the map tiles fresh")
        .run({shared, "mapcolor tiles", "tilecut tiles", "sendfox tiles"});
  };
  for (const char* session : {"a1", "a2", "a3"}) backup(session);
  REQUIRE(user.galdr({"suggest", "--never", only(user).at("id")}).status == 0);
  for (const char* session : {"b1", "b2", "b3", "b4", "b5", "b6"}) tiles(session);
  const Json told = only(user);
  CHECK(told.at("name") == "cut-map-tiles-fresh");
  REQUIRE(user.galdr({"suggest", "--never", told.at("id")}).status == 0);
  CHECK(user.json({"suggest"}).at("left_out") == 2);
  CHECK(user.galdr({"suggest", "--forget", "0"}).status == 3);  // both ids begin with it
  CHECK(user.json({"suggest"}).at("left_out") == 2);
}

TEST_CASE("what a skill or a draft does already is left out", "[e2e]") {
  const Shop user;
  const std::string id = only(user).at("id");
  const bool install = GENERATE(false, true);
  std::vector<std::string> distill{"distill", "mon", "wed"};
  if (install) distill.push_back("--install");
  REQUIRE(user.galdr(distill).status == 0);
  const Json told = user.json({"suggest"});
  CHECK(told.at("suggestions").empty());
  CHECK(told.at("left_out") == 1);
  const Json all = user.json({"suggest", "--all"}).at("suggestions");
  REQUIRE(all.size() == 1);
  CHECK(all[0].at("id") == id);
  CHECK(all[0].at("hidden").get<std::string>().find("the skill ") == 0);
}

TEST_CASE("what cannot be a skill does not stand in the way", "[e2e]") {
  const Shop user;
  const std::filesystem::path skills = user.home() + "/.agents/skills";
  std::filesystem::create_directories(skills / "folder" / "SKILL.md");
  std::filesystem::create_directories(skills / "device");
  std::filesystem::create_symlink("/dev/zero", skills / "device" / "SKILL.md");
  std::filesystem::create_directories(skills / "loop");
  std::filesystem::create_symlink("SKILL.md", skills / "loop" / "SKILL.md");
  std::filesystem::create_directories(skills / "huge");
  std::ofstream(skills / "huge" / "SKILL.md") << std::string(std::size_t{1} << 20, 'x');
  CHECK(only(user).at("name") == "restore-table-dump");
}

TEST_CASE("a name that names none or several changes nothing", "[e2e]") {
  const Shop user;
  for (const char* option : {"--never", "--snooze", "--forget"})
    CHECK(user.galdr({"suggest", option, ""}).status == 3);
  CHECK(user.galdr({"suggest", ""}).status == 3);
}
