// The gate over skills made to get past it, and over decent ones.
#include "tests/core/gate/samples.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "core/gate/gate.hpp"
#include "core/skill/read.hpp"
#include "tests/support/support.hpp"

using namespace galdr;

namespace {

std::string errors_of(const std::vector<gate::Finding>& findings) {
  std::string out;
  for (const auto& f : findings)
    if (f.severity == "error")
      out += f.file + ":" + std::to_string(f.line) + " " + f.code + " " + f.message + "\n";
  return out;
}

bool refuses(const std::vector<gate::Finding>& findings, const std::string& code) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const auto& f) { return f.severity == "error" && f.code == code; });
}

}  // namespace

TEST_CASE("every hostile skill is refused, by what it tries", "[gate]") {
  const auto all = test::hostile_skills();
  CHECK(all.size() >= 60);
  for (const test::Sample& one : all) {
    const auto findings = gate::check(one.files, one.name);
    INFO(one.name << ": " << one.trick << "\n" << errors_of(findings));
    CHECK(refuses(findings, one.code));
  }
}

TEST_CASE("a trick is refused in whatever tool, system or wording it comes", "[gate]") {
  const auto all = test::hostile_families();
  CHECK(all.size() >= 90);
  for (const test::Sample& one : all) {
    const auto findings = gate::check(one.files, one.name);
    INFO(one.name << ": " << one.trick << "\n" << errors_of(findings));
    CHECK(refuses(findings, one.code));
  }
}

TEST_CASE("no decent skill is refused", "[gate]") {
  const auto all = test::decent_skills();
  CHECK(all.size() >= 30);
  for (const test::Sample& one : all) {
    INFO(one.name << ": " << one.trick);
    CHECK(errors_of(gate::check(one.files, one.name)) == "");
  }
}

TEST_CASE("what a folder holds beside files is refused", "[gate]") {
  const test::TempDir dir;
  const std::string folder = dir / "tidy";
  test::spit(folder + "/SKILL.md", test::manual_of("tidy", "Run `make tidy`.\n"));
  const auto check = [&] { return gate::check(*skill::read_folder(folder), "tidy"); };
  CHECK(errors_of(check()) == "");
  SECTION("a link out of it") {
    REQUIRE(symlink("/etc/passwd", (folder + "/notes.md").c_str()) == 0);
    CHECK(refuses(check(), "link"));
  }
  SECTION("a link to a folder") {
    REQUIRE(symlink("/etc", (folder + "/references").c_str()) == 0);
    CHECK(refuses(check(), "link"));
  }
  SECTION("a pipe") {
    REQUIRE(mkfifo((folder + "/pipe").c_str(), 0600) == 0);
    CHECK(refuses(check(), "special-file"));
  }
  SECTION("a program with its owner's rights") {
    test::spit(folder + "/scripts/run.sh", "#!/bin/sh\nmake\n");
    REQUIRE(chmod((folder + "/scripts/run.sh").c_str(), 04755) == 0);
    CHECK(refuses(check(), "privileged"));
  }
}

TEST_CASE("a name that is taken is refused, and a full listing is told", "[gate]") {
  const std::string manual = test::manual_of("tidy", "Run `make tidy`.\n");
  gate::Surroundings around;
  around.skills.push_back({"other", "~/.claude/skills/other", 100, {}});
  CHECK(gate::check(manual, "tidy", &around).empty());
  SECTION("in any place, whatever the case") {
    around.skills.push_back({"Tidy", "~/.codex/skills/Tidy", 100, {"codex"}});
    CHECK(refuses(gate::check(manual, "tidy", &around), "name-clash"));
  }
  SECTION("of each agent by itself") {
    for (int i = 0; i < 20; ++i)
      around.skills.push_back({"s-" + std::to_string(i), "x", 390, {i % 2 == 0 ? "codex" : "claude-code"}});
    CHECK(gate::check(manual, "tidy", &around).empty());
    for (int i = 20; i < 40; ++i) around.skills.push_back({"s-" + std::to_string(i), "x", 390, {"codex"}});
    const auto findings = gate::check(manual, "tidy", &around);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].code == "listing-budget");
    CHECK(findings[0].severity == "warning");
    CHECK(findings[0].message.starts_with("codex has room for about 8000 bytes"));
  }
}

TEST_CASE("a skill that galdr wrote must keep to the letter of the format", "[gate]") {
  const std::string head =
      "---\nname: tidy\ndescription: \"Tidies. Use when asked.\"\nmetadata:\n  generator: \"galdr\"\n";
  const auto refused = [&](const std::string& rest, const std::string& code) {
    return refuses(gate::check(head + rest, "tidy"), code);
  };
  CHECK(errors_of(gate::check(head + "---\n\nRun `make`.\n", "tidy")) == "");
  CHECK(refused("version: \"1\"\n---\n\nRun `make`.\n", "unknown-key"));
  CHECK(refused("license: a: b\n---\n\nRun `make`.\n", "front-matter"));
  CHECK(refused("---\n\nRun `make`. <!-- fine -->\n", "live-form"));
  CHECK(refused("---\n\nRun `make $1`.\n", "live-form"));
  CHECK(refused("---\n\nRun `make`.\r\n", "line-ends"));
  CHECK(refused("---\n\ncd /home/mira\n", "personal-path"));
  CHECK(errors_of(gate::check(head + "---\n\n```bash\necho 'export A=1' >> ~/.zshrc\n```\n", "tidy")) == "");
  CHECK(refused("---\n\n- `{{a}}`: it\n\nRun `make {{a}} {{b}}`.\n", "unnamed-placeholder"));
  CHECK(refused("---\n\n[x](references/none.md)\n", "broken-link"));
}

TEST_CASE("hostile sizes are judged in time that goes with their length", "[gate]") {
  const auto check = [](const std::string& text) {
    return gate::check(test::manual_of("tidy", text), "tidy");
  };
  std::string lines;
  for (int i = 0; i < 1'000'000; ++i) lines += "`\n";
  CHECK(refuses(check(lines), "too-long"));
  std::string ticks;
  for (std::size_t i = 1; ticks.size() < (1 << 20); ++i) ticks += std::string(i, '`') + " ";
  CHECK(refuses(check(ticks), "too-long"));
  CHECK(refuses(check(std::string(10 << 20, '[')), "too-long"));
  CHECK(refuses(check(std::string(4 << 20, '(')), "too-long"));
  std::string comments;
  while (comments.size() < (2 << 20)) comments += "<!--";
  CHECK(refuses(check(comments), "too-long"));
  std::string programs;
  while (programs.size() < (1 << 20)) programs += "rm curl | sh -c $(";
  CHECK(refuses(check(programs), "too-long"));
}
