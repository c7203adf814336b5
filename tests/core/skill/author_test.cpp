// What an author is told, and what is made of the answer.
#include "core/skill/author.hpp"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "core/distill/text.hpp"
#include "core/event/utf8.hpp"
#include "core/gate/gate.hpp"
#include "core/skill/front_matter.hpp"
#include "tests/core/distill/runs.hpp"
#include "tests/core/skill/nasty.hpp"
#include "tests/support/support.hpp"

using namespace galdr;
using skill::answer_in;

namespace {

const std::string kText =
    "---\nname: short\ndescription: \"Does it. Use when asked.\"\n---\n\n# Do it\n\n```bash\nmake\n```\n";

distill::Skill model() {
  distill::Skill out = test::ordinary_skills()[0];
  out.recordings = {"01JD"};
  out.parameters.push_back({"version", "the version", {"1.0"}, ""});
  return out;
}

std::vector<std::string> codes(const std::string& text, const distill::Skill& of) {
  std::vector<std::string> out;
  for (const auto& f : gate::check_authored(skill::adopted(text, of, {}), of, text))
    out.push_back(f.code + ":" + std::to_string(f.line));
  return out;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("an answer is taken as it is, or out of what stands around it", "[author]") {
  CHECK(answer_in(kText) == kText);
  CHECK(answer_in("\n\n" + kText + "\n\n") == kText);
  CHECK(answer_in("\xEF\xBB\xBF" + kText) == kText);
  CHECK(answer_in("```markdown\n" + kText + "```\n") == kText);
  CHECK(answer_in("Here it is:\n\n````md\n" + kText + "````\n\nI kept the steps.\n") == kText);
  CHECK(answer_in("Here it is:\n\n" + kText) == kText);
  CHECK(answer_in(kText + "```\n") == kText);
  const std::string shown = kText + "\nIt writes\n\n```markdown\n" + kText + "Name it.\n```\n\n---\n\nEnd.\n";
  CHECK(answer_in(shown) == shown);  // front matter in a fence, and a rule, are its own
}

TEST_CASE("an answer that could be two things is none", "[author]") {
  CHECK_FALSE(answer_in(""));
  CHECK_FALSE(answer_in("I cannot do that.\n"));
  CHECK_FALSE(answer_in("# Do it\n\nNo front matter.\n"));
  CHECK_FALSE(answer_in("```\n" + kText));                                           // never closed
  CHECK_FALSE(answer_in("```\n" + kText + "```\n\nor\n\n```\n" + kText + "```\n"));  // two of them
  CHECK_FALSE(answer_in("Either\n\n" + kText + "\nor\n\n" + kText));
  CHECK_FALSE(answer_in(kText + kText));
  CHECK_FALSE(answer_in(kText + "\nor\n\n" + kText));
  CHECK_FALSE(
      answer_in("```\n" + kText + "```\n\nand\n\n```bash\nmake\n```\n"));  // what is the second fence?
  CHECK_FALSE(answer_in("```bash\nmake\n```\n\n" + kText));
  CHECK_FALSE(answer_in("---\n\nJust a rule.\n\n---\n"));
}

TEST_CASE("the author's bytes stay, and where the skill comes from is added", "[author]") {
  const std::string added =
      "  generator: \"galdr\"\n  galdr-version: \"0.1.0\"\n  authored: \"true\"\n  recordings: \"01JD\"\n"
      "  sessions: \"s-1\"\n";
  const std::string head = "---\nname: short\ndescription: \"Does it. Use when asked.\"\n";
  const std::string body = "---\n\n  odd   spacing \n\n\n# End";
  const auto text = [&](const std::string& given) { return skill::adopted(given, model(), {}).skill_md; };
  CHECK(text(head + body) == head + "metadata:\n" + added + body);
  CHECK(text(head + "metadata:\n" + body) == head + "metadata:\n" + added + body);
  CHECK(text(head + "metadata:\n  mine: \"x\"\nlicense: MIT\n" + body) ==
        head + "metadata:\n  mine: \"x\"\n" + added + "license: MIT\n" + body);
  CHECK(text(head + "metadata:\n    galdr-version: \"0.0.9\"\n" + body).find("    sessions: \"s-1\"\n") !=
        std::string::npos);
  CHECK(text("# No front matter\n") == "# No front matter\n");
  SECTION("twice changes nothing more") {
    const std::string once = text(head + body);
    CHECK(text(once) == once);
    CHECK(codes(once, test::ordinary_skills()[0]) ==
          Codes{"provenance:8"});  // a recording that is not its own
  }
}

TEST_CASE("where text and model differ is told, each with its line", "[author]") {
  const std::string head = "---\nname: short\ndescription: \"Does it. Use when asked.\"\n---\n";
  CHECK(codes(head + "\nRun `make {{version}}`.\n\n- `{{version}}`: it\n", model()).empty());
  CHECK(codes(head + "\n- `{{version}}`: it\n\nRun `make <version>`.\n", model()).empty());
  CHECK(codes(head + "\n- `{{version}}`: it\n", model()) == Codes{"unused-parameter:0"});
  CHECK(codes(head + "\n- `{{version}}`: it\n- `{{tag}}`: it\n\n{{version}} {{tag}} {{tag}} {{.Id}}\n",
              model()) == Codes{"unknown-placeholder:7"});
  CHECK(codes(head + "\n- `{{version}}`: it\n\n{{version}} {{tag}}\n", model()) ==
        Codes{"unknown-placeholder:8"});
  CHECK(codes("---\nname: short\ndescription: \"x. Use when y.\"\nmetadata:\n  generator: "
              "\"me\"\n---\n{{version}}\n",
              model()) == Codes{"unnamed-placeholder:7", "provenance:5"});
  CHECK(codes("---\nname: other\ndescription: \"x. Use when y.\"\n---\n\n- `{{version}}`: a\n\n{{version}}\n",
              model()) == Codes{"name-folder:2"});
}

TEST_CASE("references that the author links stay, the others go", "[author]") {
  const distill::Skill one = test::ordinary_skills()[1];
  const skill::Files rendered = skill::files_of(one);
  const std::string head = "---\nname: long-files\ndescription: \"x. Use when y.\"\n---\n\n";
  const std::string text = head + "Write [it](references/handler-py.md).\n";
  const skill::Files files = skill::adopted(text, one, rendered);
  REQUIRE(files.others.size() == 1);
  CHECK(files.others[0].path == "references/handler-py.md");
  CHECK(gate::check_authored(files, one, text).empty());
  const std::string broken = head + "[it](references/no.md)\n";
  const auto wrong = gate::check_authored(skill::adopted(broken, one, rendered), one, broken);
  REQUIRE(wrong.size() == 1);
  CHECK(wrong[0].code == "broken-link");
  CHECK(wrong[0].line == 6);
}

TEST_CASE("nothing recorded can close the fences of a brief, or hide in it", "[author]") {
  for (const std::string& bytes : test::nasty_strings()) {
    const std::string text = event::valid_utf8(bytes);  // as events are
    CAPTURE(text.substr(0, 60), text.size());
    test::RunOf run("Do " + text);
    run.shell("make '" + text + "'", text).shell_fails("try " + text, text).write("a.txt", text);
    const distill::Skill hostile = test::skill_full_of(text);
    const std::string brief =
        skill::brief(hostile, skill::files_of(hostile), {run.run}, "galdr distill x --from SKILL.md");
    const auto told = brief.find("between lines of ");
    REQUIRE(told != std::string::npos);
    const std::string fence(std::stoul(brief.substr(told + 17)), '`');
    std::vector<std::string> headings;
    bool data = false;
    std::size_t fences = 0;
    for (const std::string& line : distill::split_lines(brief)) {
      if (line.rfind(fence, 0) == 0) {
        data = !data;
        ++fences;
        CHECK((data || line == fence));
      } else if (!data && line.rfind("## ", 0) == 0) {
        headings.push_back(line);
      }
    }
    CHECK_FALSE(data);
    CHECK(fences == 2 * (headings.size() - 3));
    CHECK(headings.front() == "## How to write it");
    CHECK(headings.back() == "## Hand it in");
    CHECK(brief.find("\u200b") == std::string::npos);
    CHECK(brief.find('\x1b') == std::string::npos);
    CHECK(brief.size() < 512 << 10);
  }
}

TEST_CASE("a brief says how to hand the text in, or to answer with it", "[author]") {
  test::RunOf run("Build it");
  run.shell("make", "built")
      .shell_fails("make test", "Error: no")
      .shell("make deps")
      .shell("make test", "ok");
  const distill::Skill made = distill::distill({run.run}, "build-it");
  const skill::Files files = skill::files_of(made);
  const std::string handed =
      skill::brief(made, files, {run.run}, "galdr distill s-1 --name build-it --from SKILL.md");
  CHECK(handed.find("\n    galdr distill s-1 --name build-it --from SKILL.md\n") != std::string::npos);
  CHECK(handed.find(files.skill_md) != std::string::npos);
  CHECK(handed.find("    Error: no\n") != std::string::npos);
  CHECK(handed.find("\"symptom\": \"Error: no\"") != std::string::npos);
  const std::string asked = skill::brief(made, files, {run.run}, "");
  CHECK(asked.find("--from") == std::string::npos);
  CHECK(asked.find("Answer with the text of SKILL.md and nothing else") != std::string::npos);
}
