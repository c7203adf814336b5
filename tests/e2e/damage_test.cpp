#include <catch2/catch_test_macros.hpp>

#include "tests/e2e/user.hpp"

using namespace galdr::test;
using Json = nlohmann::json;

namespace {

/// Overwrites all but the first page, as a bad disk might.
void scramble(const std::string& path) {
  std::string bytes = slurp(path);
  REQUIRE(bytes.size() > 8192);
  for (std::size_t i = 4096; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 + 7);
  spit(path, bytes);
}

}  // namespace

TEST_CASE("a damaged or deleted catalog is made anew and says the same", "[e2e]") {
  const User user;
  user.hook_all("py-project.jsonl");
  const Json before = user.json({"sessions"});
  SECTION("damaged") { scramble(user.root() + "/catalog.db"); }
  SECTION("no database at all") { spit(user.root() + "/catalog.db", "this is no database, only text of some length"); }
  SECTION("deleted") { REQUIRE(run({"rm", user.root() + "/catalog.db"}).status == 0); }
  user.hook(pre_tool("other", "1", "true", "/w"));
  REQUIRE(user.galdr({"drain", "--once"}).status == 0);
  CHECK(user.json({"sessions"}).at("sessions").at(0) == before.at("sessions").at(0));
  CHECK(user.json({"sessions"}).at("sessions").size() == 2);
}

TEST_CASE("a deleted catalog is made anew for a reader that does not drain", "[e2e]") {
  const User user;
  user.hook_all("py-project.jsonl");
  const Json before = user.json({"sessions"});
  REQUIRE(run({"rm", user.root() + "/catalog.db"}).status == 0);
  CHECK(user.json({"sessions", "--no-drain"}) == before);
}

TEST_CASE("an entry of spill/ that is no file holds up nothing", "[e2e]") {
  const User user;
  REQUIRE(run({"mkdir", "-p", user.root() + "/spill/01ARZ3NDEKTSV4RRFFQ69G5FAV"}).status == 0);
  user.hook(pre_tool("s", "1", "true", "/w"));
  CHECK(user.galdr({"drain", "--once"}).status == 0);
  CHECK(user.events().size() == 1);
}

TEST_CASE("settings that cannot be read stop neither status nor doctor", "[e2e]") {
  const User user;
  user.hook(pre_tool("s", "1", "true", "/w"));
  spit(user.root() + "/config.json", "{ not json");
  CHECK(user.galdr({"daemon", "status"}).status == 3);
  const Outcome doctor = user.galdr({"doctor", "--json"});
  CHECK(doctor.status == 1);
  CHECK(Json::parse(doctor.out).at("healthy") == false);
}

TEST_CASE("a closed stdout does not end up in galdr's files", "[e2e]") {
  const User user;
  const std::string command = galdr_program() + " rec start planted-name >&-";
  RunOptions options;
  options.env = {{"HOME", user.home()}, {"GALDR_ROOT", ""}};
  run({"/bin/sh", "-c", command}, options);
  CHECK(slurp(user.root() + "/drain.lock").empty());
}

TEST_CASE("a value that only its name makes a secret is redacted, in events and in recordings", "[e2e]") {
  const User user;
  Json payload = pre_tool("s", "1", "true", "/w");
  payload["tool_input"] = {{"user", "bob"}, {"password", "correct-horse-battery"}, {"api_key", "Zk3v9QpL2mXw8RtY"}};
  user.hook(payload);
  const auto events = user.events();
  REQUIRE(events.size() == 1);
  CHECK(events.front().at("input").at("user") == "bob");
  CHECK(events.front().at("redactions") == 2);
  const std::string token = std::string("ghp_") + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
  REQUIRE(user.galdr({"rec", "start", "r", "--goal", "use " + token}).status == 0);
  for (const auto& file : files_below(user.root())) {
    const std::string bytes = slurp(user.root() + "/" + file);
    INFO(file);
    for (const auto& secret : {std::string("correct-horse"), std::string("Zk3v9QpL2mXw8RtY"), token})
      CHECK(bytes.find(secret) == std::string::npos);
  }
}
