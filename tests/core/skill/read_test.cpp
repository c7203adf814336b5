// A skill's folder as the gate and an install see it.
#include "core/skill/read.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch_test_macros.hpp>

#include "tests/support/support.hpp"

using namespace galdr;
using Why = skill::Untaken::Why;

namespace {

std::vector<std::string> paths(const skill::Files& files) {
  std::vector<std::string> out;
  for (const skill::File& file : files.others) out.push_back(file.path + (file.executable ? "*" : ""));
  return out;
}

std::string left(const skill::Files& files) {
  std::string out;
  for (const skill::Untaken& one : files.untaken)
    out += (out.empty() ? "" : " ") + one.path + "=" + std::to_string(static_cast<int>(one.why));
  return out;
}

std::string told(const std::string& path, Why why) {
  return path + "=" + std::to_string(static_cast<int>(why));
}

}  // namespace

TEST_CASE("a skill's folder is read with everything below it, sorted, and what is executable", "[skill]") {
  const test::TempDir dir;
  test::spit(dir / "SKILL.md", "manual");
  test::spit(dir / "references/a.md", "a");
  test::spit(dir / "scripts/deep/run.sh", std::string("x\0y", 3));
  test::spit(dir / ".hidden", "h");
  REQUIRE(chmod((dir / "scripts/deep/run.sh").c_str(), 0755) == 0);
  const auto files = skill::read_folder(dir.path());
  REQUIRE(files);
  CHECK(files->skill_md == "manual");
  CHECK(paths(*files) == std::vector<std::string>{".hidden", "references/a.md", "scripts/deep/run.sh*"});
  CHECK(files->others[2].text.size() == 3);
  CHECK(files->untaken.empty());
}

TEST_CASE("no folder, or one without a SKILL.md, is no skill", "[skill]") {
  const test::TempDir dir;
  CHECK_FALSE(skill::read_folder(dir / "none"));
  test::spit(dir / "README.md", "x");
  CHECK_FALSE(skill::read_folder(dir.path()));
  CHECK_FALSE(skill::read_folder(dir / "README.md"));
}

TEST_CASE("nothing that is no file of the folder's own is read, and all of it is told", "[skill]") {
  const test::TempDir dir, outside;
  test::spit(outside / "secret", "secret");
  test::spit(dir / "SKILL.md", "manual");
  test::spit(dir / ".git/config", "x");
  REQUIRE(symlink((outside / "secret").c_str(), (dir / "link").c_str()) == 0);
  REQUIRE(symlink(outside.path().c_str(), (dir / "folder").c_str()) == 0);
  REQUIRE(mkfifo((dir / "pipe").c_str(), 0600) == 0);
  const auto files = skill::read_folder(dir.path());
  REQUIRE(files);
  CHECK(files->others.empty());
  CHECK(left(*files) == told(".git", Why::repository) + " " + told("folder", Why::link) + " " +
                            told("link", Why::link) + " " + told("pipe", Why::special));
}

TEST_CASE("a SKILL.md that is a link is told, and not followed", "[skill]") {
  const test::TempDir dir, outside;
  test::spit(outside / "a", "secret");
  REQUIRE(symlink((outside / "a").c_str(), (dir / "SKILL.md").c_str()) == 0);
  const auto files = skill::read_folder(dir.path());
  REQUIRE(files);
  CHECK(files->skill_md.empty());
  CHECK(left(*files) == told("SKILL.md", Why::link));
}

TEST_CASE("what is too large, too deep or too many is told, and the manual is still read", "[skill]") {
  const test::TempDir dir;
  test::spit(dir / "SKILL.md", "manual");
  test::spit(dir / "0big", "");
  REQUIRE(truncate((dir / "0big").c_str(), skill::kMostFileBytes + 1) == 0);
  std::string deep;
  for (std::size_t i = 0; i < skill::kMostFolders + 3; ++i) deep += "d/";
  test::spit(dir / (deep + "f"), "x");
  for (std::size_t i = 0; i < skill::kMostFiles + 5; ++i) test::spit(dir / ("A" + std::to_string(i)), "");
  const auto files = skill::read_folder(dir.path());
  REQUIRE(files);
  CHECK(files->skill_md == "manual");
  CHECK(files->others.size() == skill::kMostFiles);
  std::size_t large = 0, below = 0, many = 0;
  for (const skill::Untaken& one : files->untaken) {
    large += one.why == Why::too_large;
    below += one.why == Why::too_deep;
    many += one.why == Why::too_many;
  }
  CHECK(large == 1);
  CHECK(below == 1);
  CHECK(many == 5);
}
