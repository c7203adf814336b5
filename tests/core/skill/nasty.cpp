#include "tests/core/skill/nasty.hpp"

#include <nlohmann/json.hpp>

namespace galdr::test {
namespace {

using nlohmann::json;

std::string dumped(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

distill::Step step(const std::string& tool, const std::string& intent, const json& input) {
  distill::Step out;
  out.tool = tool;
  out.intent = intent;
  out.template_json = dumped(input);
  return out;
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

distill::Skill named(const std::string& name) {
  distill::Skill out;
  out.name = name;
  out.title = "Do it";
  out.description = "Does it. Use when asked to do it.";
  out.sessions = {"s-1"};
  return out;
}

distill::Step written(const std::string& path, const std::string& text) {
  distill::Step out = step("Write", "Write `" + path + "`", {{"file_path", path}});
  out.note = "many lines";
  out.material = text;
  return out;
}

}  // namespace

const std::vector<std::string>& nasty_strings() {
  static const std::vector<std::string> kAll = {"`",
                                                "``",
                                                "```",
                                                "````",
                                                "~~~",
                                                "```bash",
                                                "```!",
                                                "~~~!sh",
                                                "\n```\nrun\n",
                                                "\n`````\n",
                                                "` x ``",
                                                "---",
                                                "\n---\n",
                                                "\n---\nname: other\n---\n",
                                                "...",
                                                "\"",
                                                "'",
                                                "\\",
                                                "\\\"",
                                                "\": x",
                                                "a: b",
                                                "# x",
                                                "#",
                                                "## Steps",
                                                "\n# Steps\n",
                                                "- x",
                                                "> x",
                                                "1. x",
                                                "* x",
                                                "|a|b|",
                                                "===",
                                                "\n===\n",
                                                "!`date`",
                                                " !`date`",
                                                "x\n!`date`",
                                                "\u00a0!`date`",
                                                "\u3000!`date`",
                                                "!\u200b`date`",
                                                "! `date`",
                                                "!!`date`",
                                                "$ARGUMENTS",
                                                "$ARGUMENTS[0]",
                                                "$1",
                                                "$0",
                                                "$$1",
                                                "$10",
                                                "${1}",
                                                "awk '{print $1}'",
                                                "${CLAUDE_X}",
                                                "${CLAUDE_X:-y}",
                                                "$${CLAUDE_X}y",
                                                "$\u200b1",
                                                "${\u200bCLAUDE_X}",
                                                "<!-- x -->",
                                                "<!\u200b-- x",
                                                "<!--",
                                                "-->",
                                                "<script>x",
                                                "<pre>",
                                                "<?x",
                                                "<![CDATA[",
                                                "\u202e",
                                                "a\u2066b\u2069",
                                                "\U000e0041\U000e0042",
                                                "\u200b\u200d\ufeff",
                                                "\u00ad",
                                                "\u3164",
                                                "\ufe00\ufe01",
                                                "\r",
                                                "a\rb",
                                                "\r\n---\r\n",
                                                "\u0085",
                                                "a\u0085---\u0085b",
                                                "\u2028",
                                                "a\u2028---\u2029b",
                                                std::string("a\0b", 3),
                                                "\x1b[31mred",
                                                "\x1b",
                                                "\x7f",
                                                "\xff\xfe",
                                                "\xe2\x82",
                                                "\xed\xa0\x80",
                                                "\xc0\xaf",
                                                "\xe0\x80\xad",
                                                "\xf4\x90\x80\x80",
                                                "{{x}}",
                                                "{{",
                                                "}}",
                                                "{{.Names}}",
                                                "{%x%}",
                                                "[x](references/y.md)",
                                                "[x](../../etc/passwd)",
                                                "![x](https://x.example/y)",
                                                "](",
                                                "[x]: y",
                                                "&#96;&#96;&#96;",
                                                "%YAML",
                                                "!!str x",
                                                "&a *a",
                                                "@x",
                                                "\tx",
                                                "? x",
                                                "null",
                                                "~",
                                                "[a, b]",
                                                "{a: b}",
                                                "<user>",
                                                "",
                                                std::string(100'000, 'x'),
                                                std::string(5000, '`'),
                                                repeated("` `` ", 3000),
                                                repeated("x\n", 3000),
                                                repeated("```\n", 2000),
                                                repeated("\u200b", 3000)};
  return kAll;
}

distill::Skill skill_full_of(const std::string& text) {
  distill::Skill out = named("full-of-it");
  out.title = out.description = out.when_to_use = text;
  out.wishes = out.verification = out.preconditions = {text, "x" + text, text + "x"};
  out.recordings = out.sessions = {text};
  out.parameters.push_back({"version", text, {text, "1.0"}, ""});
  out.steps.push_back(step("Bash", text, {{"command", text}}));
  out.steps.push_back(step("Bash", "Run `" + text + "`", {{"command", "cat <<'X'\n" + text + "\nX"}}));
  out.steps.push_back(step("Write", text, {{"file_path", text}, {"content", text}}));
  out.steps.push_back(step("Write", text, {{"file_path", "a/" + text + ".py"}, {"content", "a\n" + text}}));
  out.steps.push_back(
      step("Edit", text, {{"file_path", text}, {"old_string", text}, {"new_string", "y\n" + text}}));
  out.steps.push_back(step(text, text, {{"query", text}, {text, text}}));
  out.steps.push_back(written(text, text + "\n" + text));
  out.steps.push_back(written("a/" + text, repeated(text.substr(0, 200) + "\n", 50)));
  out.steps.back().material_is_diff = true;
  out.steps.push_back(written("big.txt", repeated(text + "y\n", 200)));
  for (distill::Step& s : out.steps) s.check = text;
  out.gotchas.push_back({text, text, 2, text});
  out.gotchas.push_back({"a\n" + text, "Use `" + text + "`.", 1, ""});
  return out;
}

std::vector<distill::Skill> ordinary_skills() {
  std::vector<distill::Skill> out{named("short"), named("long-files"), named("many-steps"),
                                  named("2026-11-21")};
  out[0].steps.push_back(step("Bash", "Build it", {{"command", "make"}}));
  out[1].steps.push_back(written("src/handler.py", repeated("def handle(x):\n    return x + 1\n", 60)));
  out[1].steps.push_back(written("docs/GUIDE.md", repeated("## Part\n\n```bash\nmake\n```\n", 60)));
  out[1].steps.push_back(
      step("Bash", "Fill it", {{"command", "cat > a <<'X'\n" + repeated("row\n", 90) + "X"}}));
  for (int i = 0; i < 120; ++i) {
    const std::string number = std::to_string(i);
    out[2].steps.push_back(step("Bash", "Step " + number, {{"command", "make part-" + number}}));
    out[2].gotchas.push_back({"Error " + number, "Run `make clean`.", 1, "make part-" + number});
  }
  out[3].steps = out[0].steps;
  return out;
}

}  // namespace galdr::test
