#include "core/suggest/suggest.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <set>

using namespace galdr;
using namespace galdr::suggest;

namespace {

/// What happened in one session, call by call, ten seconds each.
class Day {
 public:
  explicit Day(std::string session, std::string agent = "claude-code")
      : session_(std::move(session)), agent_(std::move(agent)) {
    now_ = 1'790'000'000 * kSecond +
           static_cast<Nanos>(std::hash<std::string>{}(session_) % 1000) * 86'400 * kSecond;
  }

  Day& ask(const std::string& prompt) {
    parts_.push_back({prompt, {}});
    return *this;
  }
  Day& call(const std::string& tool, const nlohmann::json& input) {
    event::Event event;
    event.tool = tool;
    event.agent = agent_;
    event.cwd = "/home/mira/src/kit";
    event.input = input.dump();
    parts_.push_back({"", event});
    return *this;
  }
  Day& sh(const std::string& command) {
    if (agent_ == "codex") return call("shell", {{"command", {"bash", "-lc", command}}});
    return call(agent_ == "gemini-cli" ? "run_shell_command" : "Bash", {{"command", command}});
  }
  Day& edit(const std::string& path) { return call("Edit", {{"file_path", "/home/mira/src/kit/" + path}}); }
  Day& lines(const std::vector<std::string>& commands) {
    for (const auto& command : commands) sh(command);
    return *this;
  }

  void add_to(Past& past) const {
    past.begin(session_, agent_);
    std::int64_t seq = 0;
    Nanos now = now_;
    for (const Part& part : parts_) {
      now += 10 * kSecond;
      if (!part.prompt.empty()) {
        past.ask(part.prompt, ++seq, now);
        continue;
      }
      event::Event start = part.start;
      start.seq = ++seq;
      start.ts = now;
      past.call(start, ++seq, now + kSecond);
    }
  }

 private:
  struct Part {
    std::string prompt;
    event::Event start;
  };
  std::string session_, agent_;
  Nanos now_;
  std::vector<Part> parts_;
};

std::vector<Suggestion> suggestions(const std::vector<Day>& days, const std::vector<Known>& skills = {}) {
  Past past;
  for (const Day& day : days) day.add_to(past);
  past.close();
  return suggest::suggest(past, skills);
}

std::set<std::string> sessions_of(const Suggestion& s) {
  std::set<std::string> out;
  for (const auto& m : s.members) out.insert(m.session_id);
  return out;
}

/// The commands of a task, for a value that each run has for itself.
std::vector<std::string> release(const std::string& version) {
  return {"pnpm version " + version, "pnpm run bundle", "vercel deploy --prebuilt v" + version,
          "sentry-cli releases new " + version, "git tag v" + version};
}
std::vector<std::string> restore(const std::string& table) {
  return {"pg_restore -d shop dumps/" + table + ".dump", "dbmate up",
          "psql -d shop -f checks/" + table + ".sql", "systemctl restart shop-api"};
}
std::vector<std::string> once(int n) {
  const std::string id = std::to_string(n);
  return {"alpha" + id + " one", "beta" + id + " two", "gamma" + id + " three"};
}

}  // namespace

TEST_CASE("a task that was done in several sessions is suggested, and nobody else's session", "[suggest]") {
  std::vector<Day> days;
  for (int i = 0; i < 3; ++i) {
    const std::string n = std::to_string(i);
    days.push_back(
        Day("release-" + n).ask("Ship version 1." + n + " to production").lines(release("1." + n)));
    days.push_back(Day("restore-" + n).ask("Get the table t" + n + " back").sh("ls").lines(restore("t" + n)));
    days.push_back(Day("other-" + n).ask("Look at it").lines(once(i)));
  }
  const auto told = suggestions(days);
  REQUIRE(told.size() == 2);
  for (const auto& s : told) {
    CHECK(s.members.size() == 3);
    CHECK(sessions_of(s).size() == 3);
    CHECK(s.known_as.empty());
  }
  const auto& ship = *std::find_if(told.begin(), told.end(), [](const auto& s) { return s.steps == 5; });
  CHECK(sessions_of(ship) == std::set<std::string>{"release-0", "release-1", "release-2"});
  CHECK(ship.name == "ship-version-production");
  CHECK(ship.reason.find("3 times in 3 sessions of claude-code, 5 steps each") == 0);
  CHECK(ship.members.front().from_seq == 1);  // the request is part of it
  CHECK(ship.members.front().to_seq == 11);
}

TEST_CASE("what was done twice in one session has two slices that do not meet", "[suggest]") {
  const auto check = [](const std::vector<Suggestion>& told) {
    REQUIRE(told.size() == 1);
    REQUIRE(told[0].members.size() == 2);
    CHECK(told[0].steps == 5);
    CHECK(sessions_of(told[0]).size() == 1);
    CHECK(told[0].members[0].to_seq < told[0].members[1].from_seq);
  };
  SECTION("far apart") {
    check(suggestions({Day("s").lines(release("1.0")).lines(once(1)).lines(once(2)).lines(release("1.1"))}));
  }
  SECTION("one after the other, on request") {
    check(suggestions({Day("s").ask("ship 1.0").lines(release("1.0")).ask("now 1.1").lines(release("1.1"))}));
  }
  SECTION("one after the other, unasked") {
    check(suggestions({Day("s").lines(release("1.0")).lines(release("1.1"))}));
  }
}

TEST_CASE("of a long session only the part is told that comes again elsewhere", "[suggest]") {
  const auto told =
      suggestions({Day("a").lines(once(1)).lines(once(2)).lines(restore("users")).lines(once(3)),
                   Day("b").lines(once(4)).lines(restore("cards")),
                   Day("c").lines(restore("plans")).lines(once(5)).lines(once(6))});
  REQUIRE(told.size() == 1);
  REQUIRE(told[0].members.size() == 3);
  for (const auto& m : told[0].members) {
    CHECK(m.to_seq - m.from_seq == 7);
    CHECK(m.from_seq == (m.session_id == "a" ? 13 : m.session_id == "b" ? 7 : 1));
  }
}

TEST_CASE("what every work has is no task", "[suggest]") {
  std::vector<Day> days;
  for (int i = 0; i < 6; ++i) {
    const std::string n = std::to_string(i);
    days.push_back(Day("s" + n).ask("Do the thing " + n).sh("cat README.md").sh("git status"));
    days.back().edit("src/part" + n + ".ts").lines(once(i)).sh("npm test").sh("git add -A");
    days.back().sh("git commit -m 'thing " + n + "'").sh("git push");
  }
  CHECK(suggestions(days).empty());
}

TEST_CASE("the same folders, a set-up and checks are what every work on a project has", "[suggest]") {
  std::vector<Day> days;
  for (int i = 0; i < 5; ++i) {
    const std::string n = std::to_string(i);
    days.push_back(Day("s" + n).ask(n + (i % 2 ? " dark mode" : " login is slow")).sh("npm install"));
    days.back().edit("src/app.ts").edit("src/x" + n + ".ts").edit("src/lib/y" + n + ".ts");
    days.back().lines(
        {"npm test", "npm run lint", "git add -A", "git commit -m " + n, "git push origin main"});
  }
  CHECK(suggestions(days).empty());
}

TEST_CASE("two steps are a task only where they come often", "[suggest]") {
  std::vector<Day> days;
  for (int i = 0; i < 5; ++i) {
    days.push_back(
        Day("s" + std::to_string(i)).lines({"rsync -a build/ web:/srv", "ssh web reload"}).lines(once(i)));
    if (i < 3) CHECK(suggestions(days).empty());
  }
  REQUIRE(suggestions(days).size() == 1);
  CHECK(suggestions(days)[0].members.size() == 5);
}

TEST_CASE("a loop inside a session is no task", "[suggest]") {
  SECTION("polling") {
    Day day("s");
    for (int i = 0; i < 50; ++i) day.sh("kubectl get pods -w").sh("sleep 5");
    CHECK(suggestions({day}).empty());
  }
  SECTION("one command with other words each time") {
    Day day("s");
    for (int i = 0; i < 50; ++i)
      day.sh("convert in" + std::to_string(i) + ".png out" + std::to_string(i) + ".jpg");
    CHECK(suggestions({day}).empty());
  }
  SECTION("change, build, run, until it works") {
    Day day("s");
    for (int i = 0; i < 20; ++i) day.edit("lib/core.zig").sh("zig build-exe core").sh("qemu-run core");
    CHECK(suggestions({day}).empty());
  }
}

TEST_CASE("groups that lie in one another", "[suggest]") {
  const auto both = [](const std::string& n) {
    std::vector<std::string> all = restore("t" + n);
    for (const auto& command : release("1." + n)) all.push_back(command);
    return all;
  };
  SECTION("a part that is done no oftener than the whole is not told as well") {
    const auto told =
        suggestions({Day("a").lines(both("1")), Day("b").lines(both("2")), Day("c").lines(both("3"))});
    REQUIRE(told.size() == 1);
    CHECK(told[0].steps == 9);
  }
  SECTION("a part that is done much oftener is") {
    std::vector<Day> days;
    for (const char* n : {"1", "2", "3"}) days.push_back(Day(std::string("whole") + n).lines(both(n)));
    for (const char* n : {"4", "5", "6", "7"})
      days.push_back(Day(std::string("part") + n).lines(restore(n)).lines(once(n[0])));
    const auto told = suggestions(days);
    REQUIRE(told.size() == 2);
    CHECK(std::max(told[0].members.size(), told[1].members.size()) == 7);
    CHECK(std::min(told[0].members.size(), told[1].members.size()) == 3);
  }
}

TEST_CASE("agents are told apart by nothing but their names", "[suggest]") {
  const auto told =
      suggestions({Day("a", "claude-code").lines(restore("x")), Day("b", "codex").lines(restore("y")),
                   Day("c", "gemini-cli").lines(restore("z"))});
  REQUIRE(told.size() == 1);
  CHECK(told[0].members.size() == 3);
  CHECK(told[0].reason.find("of claude-code, codex and gemini-cli") != std::string::npos);
}

TEST_CASE("a task that a skill does is known as that skill's", "[suggest]") {
  const std::vector<Day> days = {Day("a").lines(restore("x")), Day("b").lines(restore("y"))};
  SECTION("by the steps that it tells") {
    const Known skill =
        known_of("restore-table",
                 "---\nname: restore-table\n---\n1. Load\n\n   ```bash\n   pg_restore -d shop "
                 "dumps/{{table}}.dump\n   ```\n2. Run `dbmate up`\n3. `psql -d shop -f x.sql`\n");
    CHECK(suggestions(days, {skill}).at(0).known_as == "restore-table");
  }
  SECTION("by the session that it was made from") {
    Known skill = known_of("get-back", "`dbmate up` and `pg_restore -d shop`");
    skill.sessions = {"a"};
    CHECK(suggestions(days, {skill}).at(0).known_as == "get-back");
    skill.sessions = {"z"};
    CHECK(suggestions(days, {skill}).at(0).known_as.empty());
  }
  SECTION("not by what any skill tells") {
    CHECK(suggestions(days, {known_of("git-flow", "```\ngit commit -m x\ngit push\n```\n")})
              .at(0)
              .known_as.empty());
  }
}

TEST_CASE("an id stays when a task is done again", "[suggest]") {
  std::vector<Day> days = {Day("a").lines(release("1.0")), Day("b").lines(release("1.1")),
                           Day("x").lines(once(1))};
  const auto before = suggestions(days);
  REQUIRE(before.size() == 1);
  for (int i = 2; i < 9; ++i)
    days.push_back(Day("later" + std::to_string(i)).lines(release("1." + std::to_string(i))));
  days.push_back(Day("y").lines(restore("z")));
  days.push_back(Day("w").lines(restore("v")));
  const auto after = suggestions(days);
  REQUIRE(after.size() == 2);
  const auto same =
      std::find_if(after.begin(), after.end(), [&](const auto& s) { return s.id == before[0].id; });
  REQUIRE(same != after.end());
  CHECK(same->members.size() == 9);
  CHECK(same_shape(same->shape, before[0].shape));
}

TEST_CASE("the order in which sessions are read changes nothing", "[suggest]") {
  std::vector<Day> days;
  for (int i = 0; i < 5; ++i) {
    const std::string n = std::to_string(i);
    days.push_back(Day("r" + n).ask("Ship " + n).lines(release("1." + n)));
    days.push_back(Day("t" + n).ask("Restore " + n).lines(once(i)).lines(restore(n)));
    days.push_back(Day("o" + n).lines(once(i + 10)).sh("git commit -m x"));
  }
  const auto told_of = [](const std::vector<Suggestion>& all) {
    std::vector<std::string> out;
    for (const auto& s : all) {
      out.push_back(s.id + s.name + s.reason);
      for (const auto& m : s.members)
        out.push_back(m.session_id + std::to_string(m.from_seq) + std::to_string(m.to_seq));
    }
    return out;
  };
  const auto expected = told_of(suggestions(days));
  REQUIRE(expected.size() == 12);
  for (int turn = 0; turn < 20; ++turn) {
    std::rotate(days.begin(), days.begin() + 1 + turn % 7, days.end());
    std::swap(days[0], days[static_cast<std::size_t>(turn) % days.size()]);
    CHECK(told_of(suggestions(days)) == expected);
  }
}

TEST_CASE("nothing recorded is nothing suggested", "[suggest]") {
  CHECK(suggestions({}).empty());
  CHECK(suggestions({Day("empty"), Day("asked").ask("hello")}).empty());
}
