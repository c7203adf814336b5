// A skill's folder on disk.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "core/base/error.hpp"
#include "core/library/folder.hpp"
#include "tests/core/skill/nasty.hpp"
#include "tests/support/support.hpp"

using namespace galdr;

namespace {

using Names = std::vector<std::string>;

unsigned mode_of(const std::string& path) {
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777U;
}

skill::Files version(const std::string& what, const Names& references) {
  skill::Files out{"---\nname: do-it\ndescription: x\nmetadata:\n  generator: \"galdr\"\n---\n" + what, {}};
  for (const std::string& name : references)
    out.others.push_back(
        {"references/" + name,
         "# X\n\nOf the skill `do-it`; galdr replaces this file when it makes the skill anew.\n" + what});
  return out;
}

bool is_whole(const std::string& folder, const std::string& what, const std::string& reference) {
  const skill::Files files = version(what, {reference});
  return test::slurp(folder + "/SKILL.md") == files.skill_md &&
         test::slurp(folder + "/references/" + reference) == files.others[0].text &&
         test::files_below(folder).size() == 2;
}

/// Writes one version after the other, without an end; tells of each on a pipe.
class Writer {
 public:
  explicit Writer(const std::string& dir) {
    REQUIRE(pipe(told_) == 0);
    child_ = fork();
    if (child_ == 0) write_on(dir);
    close(told_[1]);
  }
  ~Writer() { kill_now(), close(told_[0]); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void wait_for(int versions) {
    char byte = 0;
    while (versions-- > 0 && read(told_[0], &byte, 1) == 1) continue;
  }
  void kill_now() {
    if (child_ > 0) kill(child_, SIGKILL), waitpid(child_, nullptr, 0);
    child_ = 0;
  }

 private:
  [[noreturn]] void write_on(const std::string& dir) {
    for (int i = 0;; ++i) {
      if (write(told_[1], "x", 1) != 1) _exit(1);
      library::write(dir, "do-it", i % 2 == 0 ? version("new", {"b.md"}) : version("old", {"a.md"}));
    }
  }

  int told_[2] = {-1, -1};
  pid_t child_ = 0;
};

ErrorCode code_of(const std::string& dir, const std::string& name, const skill::Files& files) {
  try {
    library::write(dir, name, files);
  } catch (const Error& e) {
    return e.code();
  }
  FAIL("no error");
  return ErrorCode::io;
}

}  // namespace

TEST_CASE("a skill is written whole, and only over one of galdr's", "[library]") {
  const test::TempDir dir;
  const std::string drafts = dir / "drafts";
  const skill::Files old = version("old", {"a.md", "b.md"});
  const std::string path = library::write(drafts, "do-it", old);
  CHECK(path == drafts + "/do-it/SKILL.md");
  CHECK(test::slurp(path) == old.skill_md);
  CHECK(test::slurp(drafts + "/do-it/references/a.md") == old.others[0].text);
  CHECK(mode_of(drafts + "/do-it") == 0700U);
  CHECK(mode_of(drafts + "/do-it/references") == 0700U);
  CHECK(mode_of(path) == 0600U);
  SECTION("a new version replaces the old one as a whole") {
    library::write(drafts, "do-it", version("new", {"b.md", "c.md"}));
    CHECK(test::slurp(path) == version("new", {}).skill_md);
    CHECK(test::files_below(drafts) ==
          Names{"do-it/SKILL.md", "do-it/references/b.md", "do-it/references/c.md"});
    library::write(drafts, "do-it", version("newer", {}));
    CHECK(test::files_below(drafts) == Names{"do-it/SKILL.md"});
  }
  SECTION("but files that are somebody's own stay") {
    test::spit(drafts + "/do-it/notes.txt", "mine");
    test::spit(drafts + "/do-it/scripts/run.sh", "mine");
    test::spit(drafts + "/do-it/references/own.md", "mine");
    REQUIRE(symlink("nowhere", (drafts + "/do-it/link").c_str()) == 0);
    library::write(drafts, "do-it", version("new", {"c.md"}));
    CHECK(test::files_below(drafts) == Names{"do-it/SKILL.md", "do-it/notes.txt", "do-it/references/c.md",
                                             "do-it/references/own.md", "do-it/scripts/run.sh"});
    struct stat info {};
    CHECK(lstat((drafts + "/do-it/link").c_str(), &info) == 0);
    SECTION("and are never written over") {
      CHECK(code_of(drafts, "do-it", version("newer", {"own.md"})) == ErrorCode::refused);
      CHECK(test::slurp(drafts + "/do-it/references/own.md") == "mine");
      CHECK(test::slurp(path) == version("new", {}).skill_md);
    }
  }
  SECTION("somebody else's is refused and stays") {
    test::spit(path, "---\nname: do-it\ndescription: x\n---\nmine");
    CHECK(code_of(drafts, "do-it", old) == ErrorCode::refused);
    CHECK(test::slurp(path) == "---\nname: do-it\ndescription: x\n---\nmine");
  }
  SECTION("a link is refused, wherever it stands") {
    REQUIRE(symlink((drafts + "/do-it").c_str(), (drafts + "/linked").c_str()) == 0);
    CHECK(code_of(drafts, "linked", old) == ErrorCode::refused);
    const std::string elsewhere = dir / "elsewhere.md";
    test::spit(elsewhere, old.skill_md);
    REQUIRE(unlink(path.c_str()) == 0);
    REQUIRE(symlink(elsewhere.c_str(), path.c_str()) == 0);
    CHECK(code_of(drafts, "do-it", version("new", {})) == ErrorCode::refused);
    CHECK(test::slurp(elsewhere) == old.skill_md);
  }
  SECTION("a folder of links is not followed for references") {
    const std::string outside = dir / "outside";
    REQUIRE(test::run({"rm", "-r", drafts + "/do-it/references"}).status == 0);
    REQUIRE(mkdir(outside.c_str(), 0700) == 0);
    REQUIRE(symlink(outside.c_str(), (drafts + "/do-it/references").c_str()) == 0);
    CHECK(code_of(drafts, "do-it", version("new", {"c.md"})) == ErrorCode::refused);
    CHECK(test::files_below(outside).empty());
  }
  SECTION("a name cannot leave the folder") { CHECK(code_of(drafts, "../x", old) == ErrorCode::invalid); }
}

TEST_CASE("what a crash left of a skill is mended by the next write", "[library]") {
  const test::TempDir dir;
  const std::string skills = dir / "skills";
  library::write(skills, "do-it", version("old", {"a.md"}));
  SECTION("files that were on their way") {
    test::spit(skills + "/.tmp-skill-abc/new/SKILL.md", "half");
    library::write(skills, "other", version("x", {}));
    CHECK(test::files_below(skills) == Names{"do-it/SKILL.md", "do-it/references/a.md", "other/SKILL.md"});
  }
  SECTION("the old version, where names cannot be exchanged") {
    REQUIRE(rename((skills + "/do-it").c_str(), (skills + "/.old-skill-do-it").c_str()) == 0);
    test::spit(skills + "/.old-skill-do-it/notes.txt", "mine");
    library::write(skills, "do-it", version("new", {}));
    CHECK(test::files_below(skills) == Names{"do-it/SKILL.md", "do-it/notes.txt"});
  }
}

TEST_CASE("a kill at any moment leaves the old version or the new one, and readers always find one",
          "[library]") {
  const test::TempDir dir;
  const std::string skills = dir / "skills", folder = skills + "/do-it";
  library::write(skills, "do-it", version("old", {"a.md"}));
  std::size_t missed = 0;
  for (int round = 0; round < 20; ++round) {
    Writer writer(skills);
    writer.wait_for(1 + round % 3);
    for (int i = 0; i < round * 20; ++i) missed += test::slurp(folder + "/SKILL.md").empty() ? 1 : 0;
    writer.kill_now();
    CHECK((is_whole(folder, "old", "a.md") || is_whole(folder, "new", "b.md")));
  }
  CHECK(missed == 0);
  library::write(skills, "do-it", version("old", {"a.md"}));
  CHECK(test::files_below(skills).size() == 2);
}
