// What a recording can hold, in every place of a skill that it reaches.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "core/distill/text.hpp"
#include "core/gate/gate.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/markdown.hpp"
#include "core/skill/neutral.hpp"
#include "core/skill/skill.hpp"
#include "tests/core/skill/nasty.hpp"
#include "tests/support/support.hpp"

using namespace galdr;
using skill::Fences;

namespace {

std::vector<std::string> errors_in(const skill::Files& files, const std::string& name) {
  std::vector<std::string> out;
  for (const auto& f : gate::check(files, name)) {
    if (f.severity == "error")
      out.push_back(f.file + ":" + std::to_string(f.line) + " " + f.code + " " + f.message);
  }
  return out;
}

// The headings and the keys of the front matter: what no recorded text may add to.
std::vector<std::string> skeleton(const std::string& skill_md) {
  std::vector<std::string> out;
  const auto front = skill::read_front_matter(skill_md);
  for (const auto& entry : front.entries) out.push_back(entry.key);
  const auto all = distill::split_lines(skill_md);
  Fences fences;
  for (std::size_t i = static_cast<std::size_t>(std::max(front.body_line, 1)) - 1; i < all.size(); ++i) {
    const bool outside = fences.take(all[i]) == Fences::Line::outside;
    if (outside && all[i].rfind("## ", 0) == 0) out.push_back(all[i]);
    if (outside && all[i].rfind("# ", 0) == 0) out.push_back("#");
  }
  out.push_back(fences.open() ? "a fence is open" : "");
  return out;
}

// The text of each step's number, outside of fences, in the left margin.
std::size_t numbered(const std::string& skill_md) {
  Fences fences;
  std::size_t count = 0;
  for (const auto& line : distill::split_lines(skill_md)) {
    if (fences.take(line) != Fences::Line::outside || line.empty() || !std::isdigit(line[0])) continue;
    ++count;
  }
  return count;
}

void check_harmless(const std::string& text) {
  const distill::Skill hostile = test::skill_full_of(text);
  const skill::Files files = skill::files_of(hostile);
  for (const auto& error : errors_in(files, hostile.name))
    if (error.find("description must be") == std::string::npos) FAIL_CHECK(error);
  CHECK(skeleton(files.skill_md) == skeleton(skill::files_of(test::skill_full_of("word")).skill_md));
  CHECK(numbered(files.skill_md) == hostile.steps.size());
  std::size_t bytes = 0;
  for (const auto& reference : files.others) {
    CHECK(reference.text.size() <= 64 << 10);
    bytes += reference.text.size();
    Fences fences;
    for (const auto& line : distill::split_lines(reference.text)) fences.take(line);
    CHECK_FALSE(fences.open());
  }
  CHECK(bytes <= 256 << 10);
  CHECK(files.others.size() <= 8);
}

}  // namespace

TEST_CASE("a recorded text stays where it stands, runs nothing and hides nothing", "[skill]") {
  for (const std::string& text : test::nasty_strings()) {
    CAPTURE(text.substr(0, 60), text.size());
    check_harmless(text);
  }
}

TEST_CASE("so do nasty texts joined at random", "[skill]") {
  std::mt19937 random(20261121);
  std::vector<std::string> parts;
  for (const std::string& text : test::nasty_strings())
    if (text.size() < 100) parts.push_back(text);
  for (int round = 0; round < 400; ++round) {
    std::string text;
    for (int i = 0; i < 5; ++i) text += parts[random() % parts.size()] + (random() % 3 == 0 ? "\n" : "");
    CAPTURE(round, text);
    check_harmless(text);
  }
}

TEST_CASE("ordinary skills of every shape pass the gate without a word", "[skill]") {
  for (const distill::Skill& one : test::ordinary_skills()) {
    CAPTURE(one.name);
    CHECK(gate::check(skill::files_of(one), one.name).empty());
  }
}

TEST_CASE("what is too long for SKILL.md is in references, whole", "[skill]") {
  const auto skills = test::ordinary_skills();
  SECTION("a long file, under its own name, and a long command") {
    const skill::Files files = skill::files_of(skills[1]);
    REQUIRE(files.others.size() == 3);
    CHECK(files.others[0].path == "references/handler-py.md");
    CHECK(files.others[0].text.find("\n```py\n" + skills[1].steps[0].material + "```\n") !=
          std::string::npos);
    CHECK(files.skill_md.find("   The text, as in the recorded run: "
                              "[references/handler-py.md](references/handler-py.md)\n") != std::string::npos);
    CHECK(files.others[1].text.find("\n````md\n") != std::string::npos);
    CHECK(files.others[2].path == "references/steps.md");
    const auto& whole = files.others[2].text;
    std::size_t rows = 0;
    for (std::size_t at = whole.find("row\n"); at != std::string::npos; at = whole.find("row\n", at + 1))
      ++rows;
    CHECK(rows == 90);
  }
  SECTION("steps and failures beyond what fits") {
    const skill::Files files = skill::files_of(skills[2]);
    std::string all = files.skill_md;
    for (const auto& reference : files.others) all += reference.text;
    for (int i = 0; i < 120; ++i) {
      const std::string number = std::to_string(i);
      CAPTURE(number);
      CHECK(all.find("make part-" + number + "\n") != std::string::npos);
      CHECK(all.find("Error " + number + "\n") != std::string::npos);
    }
    CHECK(distill::split_lines(files.skill_md).size() <= 500);
    CHECK(files.skill_md.find("](references/steps.md)") != std::string::npos);
    CHECK(files.skill_md.find("](references/gotchas.md)") != std::string::npos);
  }
  SECTION("beyond what references hold, it is said what is left out") {
    distill::Skill big = skills[1];
    for (int i = 0; i < 9; ++i) big.steps.push_back(big.steps[0]);
    big.steps[0].material = std::string(70'000, 'x');
    const skill::Files files = skill::files_of(big);
    CHECK(files.others.size() == 7);
    CHECK(files.skill_md.find("In the recorded run it held, too long to be kept (70000 bytes)\n") !=
          std::string::npos);
    CHECK(files.others[0].path == "references/guide-md.md");
    CHECK(files.others[2].path == "references/handler-py.md");
    CHECK(files.others[3].path == "references/handler-py-2.md");
  }
}

TEST_CASE("prose that would open a block is escaped, other prose is left alone", "[skill]") {
  for (const char* line : {"```", "~~~ x", "# x", "######", "<div>", "</p>", "<!x", "<?x", "[x]: y"}) {
    CAPTURE(line);
    CHECK(skill::plain_line(line) == "\\" + std::string(line));
  }
  for (const char* line :
       {"", "#42 is closed", "`a` b", "a < b", "< b", "[x] y", "-x", "Use `[a](b)`.", "a [b] (c)"})
    CHECK(skill::plain_line(line) == line);
  CHECK(skill::plain_line("see [a](b)") == "see [a] (b)");
}

TEST_CASE("a description is cut at 250 characters, and its trigger stays", "[skill]") {
  distill::Skill one = test::ordinary_skills()[0];
  std::string what;
  for (int i = 0; i < 300; ++i) what += "ü";
  one.description = what + ". Use when asked to.";
  const auto front = skill::read_front_matter(skill::render(one));
  CHECK(front.value("description").ends_with("… Use when asked to."));
  CHECK(gate::check(skill::render(one), "short").empty());
}
