#include "core/skill/skill.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "core/gate/gate.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/neutral.hpp"
#include "tests/support/support.hpp"

using namespace galdr;
using skill::neutralised;
using skill::Place;

namespace {

distill::Skill one_step(const std::string& command) {
  distill::Skill out;
  out.name = "do-it";
  out.title = "Do it";
  out.description = "Does it. Use when asked to do it.";
  out.steps.push_back(
      {"Bash", "Do it", nlohmann::json{{"command", command}}.dump(), false, 1, "exit 0", false, ""});
  return out;
}

}  // namespace

TEST_CASE("what an agent would run or replace on load is broken, and stays what it was to a shell",
          "[skill]") {
  CHECK(neutralised("!`date`", Place::code) == "! `date`");
  CHECK(neutralised("a !`date`", Place::prose) == "a ! `date`");
  CHECK(neutralised("```!\nls\n```", Place::code) == "```(!)\nls\n```");
  CHECK(neutralised("echo $ARGUMENTS $1 \"$10\"", Place::code) == "echo ${ARGUMENTS} ${1} \"${10}\"");
  CHECK(neutralised("awk '{print $1}'", Place::code) == "awk '{print $ 1}'");
  CHECK(neutralised("costs $5", Place::prose) == "costs $ 5");
  CHECK(neutralised("cd ${CLAUDE_PROJECT_DIR}/x ${CLAUDE_X:-y}", Place::code) ==
        "cd $CLAUDE_PROJECT_DIR/x ${ CLAUDE_X:-y}");
  CHECK(neutralised("<!-- hidden -->", Place::code) == "<! -- hidden -->");
  CHECK(neutralised("a\u200Bb\u202Ec\U000E0041d\x1b[31me\x01", Place::code) == "abcde");
  CHECK(neutralised("\xff", Place::code) == "\uFFFD");
  CHECK(neutralised("\xe2\x82", Place::code) == "\uFFFD\uFFFD");
}

TEST_CASE("text that was made harmless is left alone, and the gate is content with it", "[skill]") {
  for (const char* text : {"!`date` $1 $ARGUMENTS ${CLAUDE_X} <!-- x", "awk '{print $1}' | sh -c 'echo $0'",
                           "a\u200B!`x`", "```!`x`", "!```!x", "$$1", "!\u200B`x`", "<\u200B!--"}) {
    const std::string once = neutralised(text, Place::code);
    CHECK(neutralised(once, Place::code) == once);
    CHECK(skill::live_form(once).empty());
  }
}

TEST_CASE("a rendered skill passes its own gate whatever was recorded", "[skill]") {
  SECTION("fences, comments and live forms") {
    const auto s = one_step("cat <<'X'\n```!\nrun\n````\n<!-- x -->\nX\necho $1 !`id` ${CLAUDE_ROOT}");
    const std::string text = skill::render(s);
    CHECK(gate::check(text, "do-it").empty());
    CHECK(text.find("   `````bash\n") != std::string::npos);
  }
  SECTION("quotes, colons and line breaks in the front matter") {
    auto s = one_step("make");
    s.description = "Does \"it\": a\\b\n---\nname: x. Use when asked.";
    const std::string text = skill::render(s);
    CHECK(gate::check(text, "do-it").empty());
    CHECK(text.find("description: \"Does \\\"it\\\": a\\\\b — name: x. Use when asked.\"\n") !=
          std::string::npos);
  }
  SECTION("more than fits is cut, with a note") {
    auto s = one_step("make");
    std::string content;
    for (int i = 0; i < 1000; ++i) content += "line\n";
    s.steps[0].template_json = nlohmann::json{{"file_path", "a"}, {"content", content}}.dump();
    s.steps.assign(200, distill::Step(s.steps[0]));
    const skill::Files files = skill::files_of(s);
    const std::string& text = files.skill_md;
    CHECK(std::count(text.begin(), text.end(), '\n') < 500);
    CHECK(text.find("Left out for length: ") != std::string::npos);
    CHECK(text.find(" more lines)") != std::string::npos);
    CHECK(gate::check(files, "do-it").empty());
  }
}

TEST_CASE("front matter is read in whatever form others write it, and what is not strict is told",
          "[skill]") {
  const auto read = [](const std::string& lines) {
    return skill::read_front_matter("---\n" + lines + "---\nx\n");
  };
  const auto value = [&](const std::string& lines) { return read(lines).value("description"); };
  CHECK(value("description: plain\n") == "plain");
  CHECK(value("description: 'it''s'\n") == "it's");
  CHECK(value("description: \"a\\u0041\\n\\\"b\\\"\" # c\n") == "aA\n\"b\"");
  CHECK(value("description: >-\n  one\n  two: three\nlicense: x\n") == "\none\ntwo: three");
  CHECK(value("description: \"one\n  two\"\nlicense: x\n") == "one two");
  CHECK(value("description:\n  one\n  two\n") == "one two");
  CHECK(value("description:\n  - one\n  - two\n") == "one\ntwo");
  CHECK(read("a:\n  b:\n    c: d\ne: f\n").value("a.b.c") == "d");
  CHECK(read("a: [x,\n  y]\ne: f\n").value("e") == "f");
  CHECK(read("description: plain\n").problems.empty());
  const auto fatal = [&](const std::string& lines) {
    const auto front = read(lines);
    return std::any_of(front.problems.begin(), front.problems.end(), [](const auto& p) { return p.fatal; });
  };
  for (const char* decent : {"a: 'b'\n", "a: >\n  b\n", "a: [b]\n", "a: b: c\n", "# a\nb: c\n", "a:\n  - b\n",
                             "a: @b\n", "a: *.ts\n"}) {
    CAPTURE(decent);
    CHECK_FALSE(fatal(decent));
    CHECK_FALSE(read(decent).problems.empty());
  }
  for (const char* broken : {"a: \"b\n", "a: b\na: c\n", "a: &b c\n", "a: *b\n", "a: !b c\n", "a:\n\tb: c\n",
                             "a: [b\n", "<<: b\n", "b\n"}) {
    CAPTURE(broken);
    CHECK(fatal(broken));
  }
}
