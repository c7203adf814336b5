// The life of a skill: installed, edited, upgraded, rolled back, removed, restored.
#include "core/library/library.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/library/drafts.hpp"
#include "core/library/links.hpp"
#include "tests/support/support.hpp"

using namespace galdr;
using library::Library;
using library::LinkState;
using library::Standing;

namespace {

using Names = std::vector<std::string>;

skill::Files version(const std::string& what, std::vector<skill::File> others = {}) {
  return {"---\nname: do-it\ndescription: x\nmetadata:\n  generator: \"galdr\"\n---\n" + what + "\n",
          std::move(others)};
}

struct World {
  test::TempDir dir;
  Root root{dir / "galdr"};
  std::string skills = dir / "skills";
  std::string agent = dir / "agent/skills";
  Library library{root, skills};

  std::string manual() const { return test::slurp(skills + "/do-it/SKILL.md"); }
  std::string install(const std::string& what) {
    return library.install("do-it", version(what), "distill").version;
  }
  Names deeds() const {
    Names out;
    for (const auto& deed : library.look("do-it").deeds) out.push_back(deed.did);
    return out;
  }
};

template <typename Work>
ErrorCode code_of(Work&& work) {
  try {
    work();
  } catch (const Error& e) {
    return e.code();
  }
  FAIL("no error");
  return ErrorCode::io;
}

}  // namespace

TEST_CASE("an installed skill has a version, and the same files have the same one", "[library]") {
  World w;
  const auto first = w.library.install("do-it", version("one"), "distill", "{\"name\":\"do-it\"}");
  CHECK(first.changed);
  CHECK(first.version == library::content_hash(version("one")));
  CHECK(w.library.look("do-it").place == Standing::Place::galdrs);
  CHECK(w.library.look("do-it").version == first.version);
  CHECK(w.library.versions("do-it").model(first.version) == "{\"name\":\"do-it\"}");
  CHECK_FALSE(w.library.install("do-it", version("one"), "distill").changed);
  CHECK(w.deeds() == Names{"install"});
  CHECK(w.library.names() == Names{"do-it"});
}

TEST_CASE("a version's hash tells its files, their names and which can be run", "[library]") {
  const skill::Files plain = version("a", {{"scripts/x.sh", "echo"}});
  skill::Files runs = plain, renamed = plain, other = plain;
  runs.others[0].executable = true;
  renamed.others[0].path = "scripts/y.sh";
  other.others[0].text = "echo 2";
  const std::string hash = library::content_hash(plain);
  for (const auto& files : {runs, renamed, other}) CHECK(library::content_hash(files) != hash);
  CHECK(hash.size() == 64);
}

TEST_CASE("an upgrade keeps what was edited by hand, and a roll-back goes to it", "[library]") {
  World w;
  const std::string one = w.install("one");
  const std::string edited = w.manual() + "by hand\n";
  test::spit(w.skills + "/do-it/SKILL.md", edited);
  CHECK(w.library.look("do-it").version.empty());
  CHECK(w.library.look("do-it").edited_from == one);
  const auto upgrade = w.library.install("do-it", version("two"), "distill");
  CHECK_FALSE(upgrade.kept_edit.empty());
  CHECK(w.manual() == version("two").skill_md);
  CHECK(w.library.version_before("do-it") == upgrade.kept_edit);
  w.library.rollback("do-it", upgrade.kept_edit);
  CHECK(w.manual() == edited);
  CHECK(w.library.version_before("do-it") == one);
  w.library.rollback("do-it", one);
  CHECK(w.manual() == version("one").skill_md);
  CHECK(code_of([&] { w.library.version_before("do-it"); }) == ErrorCode::not_found);
  w.library.rollback("do-it", w.library.version_named("do-it", upgrade.version.substr(0, 12)));
  CHECK(w.manual() == version("two").skill_md);
  CHECK(w.deeds() == Names{"install", "edit", "install", "rollback", "rollback", "rollback"});
}

TEST_CASE("rolling back an edited skill takes the edit back, and keeps it", "[library]") {
  World w;
  const std::string one = w.install("one");
  test::spit(w.skills + "/do-it/SKILL.md", w.manual() + "by hand\n");
  const auto change = w.library.rollback("do-it", w.library.version_before("do-it"));
  CHECK(change.version == one);
  CHECK(w.manual() == version("one").skill_md);
  CHECK(w.library.versions("do-it").load(change.kept_edit).skill_md.ends_with("by hand\n"));
}

TEST_CASE("files that a version does not have any more go, and somebody's own stay", "[library]") {
  World w;
  w.library.install("do-it", version("one", {{"scripts/a.sh", "a", true}, {"scripts/b.sh", "b"}}), "sync");
  test::spit(w.skills + "/do-it/scripts/mine.sh", "mine");
  test::spit(w.skills + "/do-it/notes.txt", "mine");
  w.library.install("do-it", version("two", {{"scripts/a.sh", "a2", true}}), "sync");
  CHECK(test::files_below(w.skills + "/do-it") ==
        Names{"SKILL.md", "notes.txt", "scripts/a.sh", "scripts/mine.sh"});
  CHECK(test::slurp(w.skills + "/do-it/scripts/a.sh") == "a2");
  CHECK(access((w.skills + "/do-it/scripts/a.sh").c_str(), X_OK) == 0);
  w.library.rollback("do-it", w.library.version_before("do-it"));
  CHECK(test::files_below(w.skills + "/do-it") ==
        Names{"SKILL.md", "notes.txt", "scripts/a.sh", "scripts/b.sh", "scripts/mine.sh"});
}

TEST_CASE("a removed skill comes back with everything that was in it", "[library]") {
  World w;
  const std::string one = w.install("one");
  test::spit(w.skills + "/do-it/notes.txt", "mine");
  REQUIRE(symlink("/nowhere", (w.skills + "/do-it/link").c_str()) == 0);
  REQUIRE(library::make_link(w.agent, w.skills + "/do-it"));
  const auto removal = w.library.remove("do-it", {w.agent, w.dir / "no/skills"});
  CHECK(removal.version == one);
  CHECK(removal.links == Names{w.agent});
  CHECK(w.library.look("do-it").place == Standing::Place::absent);
  CHECK(library::link_state(w.agent, w.skills + "/do-it") == LinkState::none);
  CHECK(code_of([&] { w.library.remove("do-it", {}); }) == ErrorCode::not_found);
  w.library.restore("do-it");
  CHECK(w.library.look("do-it").version == one);
  CHECK(test::slurp(w.skills + "/do-it/notes.txt") == "mine");
  struct stat info {};
  CHECK(lstat((w.skills + "/do-it/link").c_str(), &info) == 0);
  CHECK(library::link_state(w.agent, w.skills + "/do-it") == LinkState::whole);
  CHECK(code_of([&] { w.library.restore("do-it"); }) == ErrorCode::refused);
}

TEST_CASE("a skill whose folder was deleted by hand comes back as it was installed", "[library]") {
  World w;
  const std::string one = w.install("one");
  w.library.remove("do-it", {});
  const std::string two = w.install("two");
  REQUIRE(test::run({"rm", "-r", w.skills + "/do-it"}).status == 0);
  CHECK(w.library.restore("do-it").version == two);
  CHECK(w.manual() == version("two").skill_md);
  w.library.remove("do-it", {});
  CHECK(w.library.restore("do-it", one).version == one);
  CHECK(w.manual() == version("one").skill_md);
}

TEST_CASE("a skill that galdr installed stays galdr's when it is edited, whoever wrote it", "[library]") {
  World w;
  const skill::Files theirs{"---\nname: do-it\ndescription: x\n---\n\n1. One\n2. Two\n"};
  const std::string one = w.library.install("do-it", theirs, "folder").version;
  test::spit(w.skills + "/do-it/SKILL.md", theirs.skill_md + "3. Three\n");
  CHECK(w.library.look("do-it").edited_from == one);
  const auto change = w.library.install("do-it", {theirs.skill_md + "4. Four\n"}, "folder");
  CHECK(w.library.versions("do-it").load(change.kept_edit).skill_md == theirs.skill_md + "3. Three\n");
}

TEST_CASE("a skill that is somebody else's is never touched", "[library]") {
  World w;
  const std::string theirs = "---\nname: do-it\ndescription: x\n---\ntheirs\n";
  const std::string one = w.install("one");
  REQUIRE(test::run({"rm", "-r", w.skills + "/do-it"}).status == 0);
  SECTION("a folder") { test::spit(w.skills + "/do-it/SKILL.md", theirs); }
  SECTION("a link to one of galdr's own") {
    REQUIRE(test::run({"cp", "-r", w.root.skills() + "/do-it/versions/" + one, w.dir / "elsewhere"}).status ==
            0);
    REQUIRE(symlink((w.dir / "elsewhere").c_str(), (w.skills + "/do-it").c_str()) == 0);
  }
  SECTION("a file") { test::spit(w.skills + "/do-it", theirs); }
  const std::string before = w.manual();
  CHECK(w.library.look("do-it").place == Standing::Place::foreign);
  CHECK(code_of([&] { w.install("two"); }) == ErrorCode::refused);
  CHECK(code_of([&] { w.library.rollback("do-it", one); }) == ErrorCode::refused);
  CHECK(code_of([&] { w.library.remove("do-it", {}); }) == ErrorCode::refused);
  CHECK(code_of([&] { w.library.restore("do-it"); }) == ErrorCode::refused);
  CHECK(w.manual() == before);
}

TEST_CASE("a name that climbs out of the folder of skills is refused", "[library]") {
  World w;
  for (const char* name : {"", ".", "..", "../x", "a/b", ".hidden", "/abs"}) {
    INFO(name);
    CHECK(code_of([&] { w.library.install(name, version("x"), ""); }) == ErrorCode::invalid);
    CHECK(code_of([&] { w.library.remove(name, {}); }) == ErrorCode::invalid);
    CHECK(code_of([&] { w.library.restore(name); }) == ErrorCode::invalid);
  }
}

TEST_CASE("a skill that lost its SKILL.md is mended, and what is left of it is kept", "[library]") {
  World w;
  const std::string one = w.install("one");
  test::spit(w.skills + "/do-it/notes.txt", "mine");
  REQUIRE(unlink((w.skills + "/do-it/SKILL.md").c_str()) == 0);
  SECTION("missing") {}
  SECTION("a link") { REQUIRE(symlink("/etc/passwd", (w.skills + "/do-it/SKILL.md").c_str()) == 0); }
  SECTION("a folder") { REQUIRE(mkdir((w.skills + "/do-it/SKILL.md").c_str(), 0700) == 0); }
  CHECK(w.library.look("do-it").place == Standing::Place::damaged);
  CHECK(code_of([&] { w.library.rollback("do-it", one); }) == ErrorCode::refused);
  const int way = GENERATE(0, 1, 2);
  if (way == 0) CHECK(w.library.restore("do-it").version == one);
  if (way == 1) CHECK(w.install("one") == one);
  if (way == 2) CHECK(w.library.remove("do-it", {}).version == one);
  CHECK(w.manual() == (way == 2 ? "" : version("one").skill_md));
  bool kept = false;
  for (const std::string& path : test::files_below(w.root.skills() + "/do-it/removed"))
    kept = kept || path.ends_with("/notes.txt");
  CHECK(kept);
}

TEST_CASE("an edit is an edit, whatever earlier versions held", "[library]") {
  World w;
  const skill::Files whole = version("one", {{"scripts/a.sh", "a"}});
  const std::string one = w.library.install("do-it", whole, "folder").version;
  REQUIRE(unlink((w.skills + "/do-it/scripts/a.sh").c_str()) == 0);
  CHECK_FALSE(w.library.install("do-it", whole, "folder").kept_edit.empty());
  test::spit(w.skills + "/do-it/scripts/a.sh", "by hand");
  CHECK(w.library.look("do-it").edited_from == one);
  w.library.install("do-it", version("two", {{"scripts/a.sh", "a2"}}), "folder");
  CHECK(test::slurp(w.skills + "/do-it/scripts/a.sh") == "a2");
}

TEST_CASE("a roll-back goes back in time, and leaves what is somebody's own", "[library]") {
  World w;
  const std::string one = w.install("one"), two = w.install("two");
  CHECK(w.install("one") == one);
  CHECK(w.library.version_before("do-it") == two);
  test::spit(w.skills + "/do-it/notes/own.md", "precious");
  test::spit(w.skills + "/do-it/SKILL.md", w.manual() + "by hand\n");
  w.library.rollback("do-it", w.library.version_before("do-it"));
  CHECK(w.manual() == version("one").skill_md);
  CHECK(test::slurp(w.skills + "/do-it/notes/own.md") == "precious");
  w.library.rollback("do-it", two);
  CHECK(test::slurp(w.skills + "/do-it/notes/own.md") == "precious");
}

TEST_CASE("a removal that could not be made is not told as one", "[library]") {
  World w;
  w.install("one");
  test::spit(w.root.skills() + "/do-it/removed", "in the way");
  CHECK(code_of([&] { w.library.remove("do-it", {}); }) == ErrorCode::io);
  CHECK(library::in_force(w.library.look("do-it").deeds).has_value());
  CHECK(w.manual() == version("one").skill_md);
}

TEST_CASE("skills are not installed within galdr's own folder", "[library]") {
  World w;
  CHECK(code_of([&] { Library(w.root, w.root.dir + "/drafts"); }) == ErrorCode::invalid);
}

TEST_CASE("a damaged version is made anew when its files come again", "[library]") {
  World w;
  const std::string one = w.install("one");
  const std::string kept = w.root.skills() + "/do-it/versions/" + one + "/SKILL.md";
  test::spit(kept, "rotten");
  CHECK(w.library.look("do-it").place == Standing::Place::galdrs);
  w.install("two");
  CHECK(w.install("one") == one);
  CHECK(test::slurp(kept) == version("one").skill_md);
}

TEST_CASE("a kept version that was tampered with is not put back", "[library]") {
  World w;
  const std::string one = w.install("one");
  w.install("two");
  test::spit(w.root.skills() + "/do-it/versions/" + one + "/SKILL.md", version("evil").skill_md);
  CHECK(code_of([&] { w.library.rollback("do-it", one); }) == ErrorCode::corrupt);
  CHECK(w.manual() == version("two").skill_md);
}

TEST_CASE("a draft keeps its model until it is changed or accepted", "[library]") {
  World w;
  const std::string drafts = w.dir / "drafts";
  const std::string model = nlohmann::json{{"skill_md", version("one").skill_md}, {"name", "do-it"}}.dump();
  const std::string path = library::write_draft(drafts, "do-it", version("one"), model);
  CHECK(path == drafts + "/do-it/SKILL.md");
  CHECK(library::draft_model(drafts, "do-it", version("one")) == model);
  CHECK(library::draft_model(drafts, "do-it", version("changed")).empty());
  CHECK(library::draft_model(drafts, "other", version("one")).empty());
  library::drop_draft(drafts, "do-it");
  CHECK(test::files_below(drafts).empty());
  CHECK(library::draft_model(drafts, "do-it", version("one")).empty());
}

TEST_CASE("history survives a torn line", "[library]") {
  World w;
  const std::string one = w.install("one");
  const std::string path = w.root.skills() + "/do-it/history.jsonl";
  test::spit(path, test::slurp(path) + "{\"v\":1,\"at\":\"2026");
  const std::string two = w.install("two");
  CHECK(w.deeds() == Names{"install", "install"});
  CHECK(w.library.version_before("do-it") == one);
  CHECK(library::in_force(w.library.look("do-it").deeds) == two);
}

TEST_CASE("history takes no line that names no version, and no file that is none", "[library]") {
  World w;
  const std::string one = w.install("one");
  const std::string path = w.root.skills() + "/do-it/history.jsonl";
  test::spit(path, test::slurp(path) +
                       "{\"v\":1,\"at\":\"2026-11-22T01:20:00Z\",\"did\":\"x\",\"version\":\"../../etc\"}\n");
  CHECK(w.deeds() == Names{"install"});
  REQUIRE(unlink(path.c_str()) == 0);
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  CHECK(w.deeds().empty());
  CHECK(w.library.look("do-it").version == one);
}

TEST_CASE("a link leads to the skill or is not made", "[library]") {
  World w;
  w.install("one");
  const std::string skill = w.skills + "/do-it";
  CHECK(library::link_state(w.agent, skill) == LinkState::none);
  CHECK(library::make_link(w.agent, skill));
  CHECK_FALSE(library::make_link(w.agent, skill));
  CHECK(test::slurp(w.agent + "/do-it/SKILL.md") == w.manual());
  SECTION("broken by the skill's removal, mended by its return") {
    w.library.remove("do-it", {});
    CHECK(library::link_state(w.agent, skill) == LinkState::broken);
    w.library.restore("do-it");
    CHECK(library::link_state(w.agent, skill) == LinkState::whole);
  }
  SECTION("somebody's folder or link of that name stays") {
    REQUIRE(library::remove_link(w.agent, skill));
    const bool folder = GENERATE(true, false);
    if (folder)
      test::spit(w.agent + "/do-it/SKILL.md", "theirs");
    else
      REQUIRE(symlink(w.dir.path().c_str(), (w.agent + "/do-it").c_str()) == 0);
    CHECK(library::link_state(w.agent, skill) == LinkState::taken);
    CHECK(code_of([&] { library::make_link(w.agent, skill); }) == ErrorCode::refused);
    CHECK_FALSE(library::remove_link(w.agent, skill));
  }
  SECTION("a folder of the agent's that is itself a link to where skills are needs none") {
    const std::string whole = w.dir / "whole";
    REQUIRE(symlink(w.skills.c_str(), whole.c_str()) == 0);
    CHECK(library::link_state(whole, skill) == LinkState::whole);
    CHECK_FALSE(library::make_link(whole, skill));
    CHECK_FALSE(library::remove_link(whole, skill));
    CHECK(test::slurp(skill + "/SKILL.md") == version("one").skill_md);
  }
}
