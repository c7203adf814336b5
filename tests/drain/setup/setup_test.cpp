#include "drain/setup/setup.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "tests/drain/setup/home.hpp"

using namespace galdr::drain::setup;
using Catch::Matchers::Message;
using galdr::test::Home;
using galdr::test::slurp;
using galdr::test::spit;

namespace {

Target target(const Home& home) {
  return {claude_code(), config_path(claude_code(), false), home.hook(), *galdr::find_root()};
}

/// Settings as people have them; each has to come back byte for byte.
const std::vector<std::string>& files() {
  static const std::vector<std::string> kFiles = {
      "",
      "\n",
      "{}",
      "{ }\n",
      "{\n}\n",
      "{\"hooks\":{}}",
      "{\n  \"hooks\": {\n    \"Stop\": [ ]\n  }\n}\n",
      "{\n  \"model\": \"opus\",\n  \"permissions\": {\"allow\": [\"Bash(ls:*)\"]}\n}\n",
      "\xef\xbb\xbf{\r\n\t// tabs and CRLF\r\n\t\"model\": \"opus\", /* x */\r\n}",
      "{\n  \"hooks\": {\n    \"PreToolUse\": [\n      { \"matcher\": \"Bash\", // mine\n        \"hooks\": "
      "[{ \"type\": "
      "\"command\", \"command\": \"lint\" }] }\n    ]\n  }\n}\n",
  };
  return kFiles;
}

struct stat status_of(const std::string& path) {
  struct stat info {};
  REQUIRE(::lstat(path.c_str(), &info) == 0);
  return info;
}

}  // namespace

TEST_CASE("setting up twice and undoing it leaves a file as it was, byte for byte", "[setup]") {
  for (const std::string& before : files()) {
    CAPTURE(before);
    const Home home;
    home.put_settings(before);
    CHECK(install(target(home)) == State::installed);
    const std::string after = slurp(home.settings());
    CHECK(inspect(target(home)).state == State::unchanged);
    CHECK(install(target(home)) == State::unchanged);
    CHECK(slurp(home.settings()) == after);
    CHECK(undo(target(home)) == State::removed);
    CHECK(slurp(home.settings()) == before);
    CHECK(undo(target(home)) == State::absent);
    CHECK(slurp(home.settings()) == before);
    CHECK(galdr::test::files_below(home / "root").empty());
  }
}

TEST_CASE("undo removes a file and folders that were not there", "[setup]") {
  const Home home;
  const galdr::test::Variable deep("CLAUDE_CONFIG_DIR", home / "a/b/c");
  CHECK(install(target(home)) == State::installed);
  CHECK(std::filesystem::exists(home / "a/b/c/settings.json"));
  SECTION("all of them where nothing came in between") {
    CHECK(undo(target(home)) == State::removed);
    CHECK_FALSE(std::filesystem::exists(home / "a"));
  }
  SECTION("but not a folder with other files") {
    spit(home / "a/b/other", "x");
    CHECK(undo(target(home)) == State::removed);
    CHECK_FALSE(std::filesystem::exists(home / "a/b/c"));
    CHECK(slurp(home / "a/b/other") == "x");
  }
  SECTION("also where the user removed the file first") {
    std::filesystem::remove(home / "a/b/c/settings.json");
    CHECK(undo(target(home)) == State::absent);
    CHECK_FALSE(std::filesystem::exists(home / "a"));
  }
  SECTION("also after an update that the program's move made necessary") {
    Target moved = target(home);
    moved.program = "/new/galdr-hook";
    CHECK(install(moved) == State::updated);
    CHECK(undo(moved) == State::removed);
    CHECK_FALSE(std::filesystem::exists(home / "a"));
  }
}

TEST_CASE("edits that a user made after the install outlive undo", "[setup]") {
  const Home home;
  const std::string before = "{\n  \"model\": \"opus\"\n}\n";
  home.put_settings(before);
  install(target(home));
  std::string text = slurp(home.settings());
  text.insert(text.find("\"opus\""), "/* why */ ");
  spit(home.settings(), text);
  const std::string wanted = "{\n  \"model\": /* why */ \"opus\"\n}\n";
  SECTION("when nothing else happened") {
    CHECK(undo(target(home)) == State::removed);
    CHECK(slurp(home.settings()) == wanted);
  }
  SECTION("when galdr updated its entries after them") {
    Target moved = target(home);
    moved.program = "/new/galdr-hook";
    CHECK(install(moved) == State::updated);
    CHECK(undo(moved) == State::removed);
    CHECK(slurp(home.settings()) == wanted);
  }
  SECTION("when the backup is lost") {
    std::filesystem::remove_all(home / "root");
    CHECK(undo(target(home)) == State::removed);
    CHECK(slurp(home.settings()) == wanted);
  }
  SECTION("when the user had taken galdr's entries out himself") {
    spit(home.settings(), wanted);
    CHECK(undo(target(home)) == State::absent);
    CHECK(slurp(home.settings()) == wanted);
    CHECK(galdr::test::files_below(home / "root").empty());
  }
}

TEST_CASE("the backup holds the bytes that were there", "[setup]") {
  const Home home;
  const std::string before = "{ // \xff not UTF-8 in a comment\n}\n";
  home.put_settings(before);
  install(target(home));
  const auto kept = galdr::test::files_below(home / "root/setup");
  REQUIRE(kept.size() == 2);
  CHECK(kept[1].ends_with(".original"));
  CHECK(slurp(home / "root/setup/" + kept[1]) == before);
  CHECK((status_of(home / "root/setup/" + kept[1]).st_mode & 0777u) == 0600u);
  SECTION("a damaged one is named, and nothing is changed") {
    const std::string after = slurp(home.settings());
    spit(home / "root/setup/" + kept[0], "{");
    CHECK_THROWS_AS(undo(target(home)), galdr::Error);
    CHECK(slurp(home.settings()) == after);
  }
}

TEST_CASE("a link stays a link and a mode stays a mode", "[setup]") {
  const Home home;
  home.put_settings("");
  spit(home / "dotfile", "{}");
  ::chmod((home / "dotfile").c_str(), 0640);
  std::filesystem::remove(home.settings());
  std::filesystem::create_symlink("../dotfile", home.settings());
  install(target(home));
  CHECK(S_ISLNK(status_of(home.settings()).st_mode));
  CHECK((status_of(home / "dotfile").st_mode & 0777u) == 0640u);
  CHECK(inspect(target(home)).state == State::unchanged);
  undo(target(home));
  CHECK(S_ISLNK(status_of(home.settings()).st_mode));
  CHECK(slurp(home / "dotfile") == "{}");
  SECTION("a link to nothing is refused") {
    std::filesystem::remove(home / "dotfile");
    CHECK_THROWS_AS(install(target(home)), galdr::Error);
    CHECK(S_ISLNK(status_of(home.settings()).st_mode));
    CHECK_FALSE(std::filesystem::exists(home / "dotfile"));
  }
}

TEST_CASE("another user's file is left alone", "[setup]") {
  if (::geteuid() != 0) SKIP("only root can make one");
  const Home home;
  home.put_settings("{}");
  REQUIRE(::chown(home.settings().c_str(), 65534, 65534) == 0);
  CHECK_THROWS_MATCHES(install(target(home)), galdr::Error,
                       Message(home.settings() + " belongs to another user: run galdr setup as that user"));
  CHECK(slurp(home.settings()) == "{}");
}

TEST_CASE("a file that cannot be understood is named with its fault and stays as it is", "[setup]") {
  const Home home;
  home.put_settings("{\n  \"a\": 1,\n  oops\n}");
  const std::string message =
      home.settings() +
      ": line 3, column 3: a key in double quotes should be here. Nothing was changed: mend it "
      "there, then try again";
  CHECK_THROWS_MATCHES(install(target(home)), galdr::Error, Message(message));
  CHECK_THROWS_MATCHES(inspect(target(home)), galdr::Error, Message(message));
  CHECK_THROWS_MATCHES(undo(target(home)), galdr::Error, Message(message));
  CHECK(slurp(home.settings()) == "{\n  \"a\": 1,\n  oops\n}");
  CHECK_FALSE(std::filesystem::exists(home / "root"));
}

TEST_CASE("a look tells what keeps hooks from recording", "[setup]") {
  const Home home;
  CHECK(inspect(target(home)).state == State::absent);
  install(target(home));
  CHECK(inspect(target(home)).problems.empty());
  ::chmod(home.hook().c_str(), 0600);
  const Inspection seen = inspect(target(home));
  CHECK(seen.state == State::outdated);
  CHECK(seen.problems == std::vector<std::string>{home.hook() + " cannot be run"});
}
