#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_set>

#include "core/distill/text.hpp"
#include "core/distill/visible.hpp"
#include "core/gate/checks.hpp"
#include "core/skill/markdown.hpp"

namespace galdr::gate {
namespace {

using distill::contains;
using skill::Fences;
using skill::FrontMatter;

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxDescription = 1024;
constexpr std::size_t kLongDescription = 250;
constexpr std::size_t kMaxLines = 500, kMostLines = 5000;
constexpr std::size_t kMaxBytes = 20'000, kMostBytes = 400'000;  // 20 000 are about 5 000 tokens
constexpr int kPadding = 200;                                    // blank lines on end that hide what follows
constexpr std::size_t kMargin = 400;                             // blanks that push a text out of sight

/// SKILL.md under examination.
struct Manual {
  Paper& paper;
  const FrontMatter& front;

  bool in_body(const Line& line) const { return front.body_line > 0 && line.number >= front.body_line; }
};

bool is_skill_name(const std::string& name) {
  if (name.empty() || name.size() > kMaxName || name.front() == '-' || name.back() == '-') return false;
  return !contains(name, "--") && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// "core/live-queries": skills in groups, as some packages name them.
bool is_grouped_name(const std::string& name) {
  const std::size_t slash = name.find('/');
  return slash != std::string::npos && is_skill_name(name.substr(0, slash)) &&
         is_skill_name(name.substr(slash + 1));
}

// A name that is a path, hides something, or is none.
bool is_bad_name(const std::string& name) {
  const bool sign = std::any_of(name.begin(), name.end(), [](unsigned char c) {
    return c < 0x20 || c == 0x7F || contains("/\\<>|\"`$", {reinterpret_cast<const char*>(&c), 1});
  });
  return distill::trim(name).empty() || name.size() > 2 * kMaxName || name[0] == '.' || name[0] == '-' ||
         sign || contains(name, "..") || distill::visible(name) != name;
}

// A plain value that a reader of YAML takes for a number, a truth or nothing.
bool is_no_text(const FrontMatter::Entry& entry) {
  using Form = FrontMatter::Form;
  if (entry.form == Form::list || entry.form == Form::map || entry.form == Form::flow) return true;
  if (entry.form != Form::plain) return false;
  constexpr std::array<std::string_view, 11> kWords = {"yes",  "no", "true", "false", "on",  "off",
                                                       "null", "~",  "y",    "n",     ".nan"};
  const std::string low = distill::lower(entry.value);
  const bool number =
      !low.empty() && low.find_first_not_of("0123456789.+-e_xo") == std::string::npos &&
      std::any_of(low.begin(), low.end(), [](unsigned char c) { return std::isdigit(c) != 0; }) &&
      std::count(low.begin(), low.end(), '.') < 2;
  return number || std::find(kWords.begin(), kWords.end(), low) != kWords.end();
}

void check_keys(Manual& manual) {
  constexpr std::array<std::string_view, 6> kKeys = {"name",          "description", "license",
                                                     "compatibility", "metadata",    "allowed-tools"};
  for (const FrontMatter::Problem& p : manual.front.problems)
    manual.paper.judge(p.fatal, "practicality", "front-matter", p.message, p.line);
  for (const FrontMatter::Entry& e : manual.front.entries) {
    const std::string top = e.key.substr(0, e.key.find('.'));
    const bool known = std::find(kKeys.begin(), kKeys.end(), top) != kKeys.end();
    if (!known && top == e.key)
      manual.paper.judge(false, "practicality", "unknown-key", "the format does not know the key " + top,
                         e.line);
    else if (known && top != e.key && top != "metadata")
      manual.paper.judge(top == "name" || top == "description", "practicality", "front-matter",
                         top + " is no text", e.line);
    else if (e.key == "metadata" && !e.value.empty())
      manual.paper.judge(false, "practicality", "front-matter", "metadata must be a map of texts", e.line);
  }
}

// Names that an agent's own tools and commands have, or agents themselves.
bool is_taken(const std::string& name) {
  constexpr std::array<std::string_view, 24> kTaken = {
      "claude",   "claude-code", "anthropic", "openai", "codex",  "gemini",      "cursor", "copilot",
      "opencode", "system",      "bash",      "shell",  "read",   "write",       "edit",   "grep",
      "glob",     "webfetch",    "websearch", "login",  "logout", "permissions", "hooks",  "mcp"};
  const std::string low = distill::lower(name);
  return std::find(kTaken.begin(), kTaken.end(), low) != kTaken.end();
}

void check_name(Manual& manual, const std::string& folder) {
  const FrontMatter::Entry* name = manual.front.find("name");
  if (name == nullptr || !is_skill_name(name->value))
    return manual.paper.judge(name == nullptr || (is_bad_name(name->value) && !is_grouped_name(name->value)),
                              "practicality", "name", "name must be 1 to 64 of a-z, 0-9 and single hyphens",
                              name ? name->line : 0);
  if (is_no_text(*name))
    manual.paper.error("practicality", "name", "a reader of YAML takes the name for no text: quote it",
                       name->line);
  if (!folder.empty() && name->value != folder)
    manual.paper.judge(false, "practicality", "name-folder", "name differs from the folder's", name->line);
  if (is_taken(name->value))
    manual.paper.error("security", "name-reserved", "takes the name of an agent, or of what it brings",
                       name->line);
  else if (contains(name->value, "claude") || contains(name->value, "anthropic"))
    manual.paper.judge(false, "practicality", "name-reserved", "name holds a reserved word", name->line);
}

bool has_trigger(const std::string& text) {
  const std::string low = distill::lower(text);
  for (const std::string_view words :
       {"use when", "use this", "used when", "use for", "use to", "when the user", "when you", "whenever",
        "use after", "use before", "trigger", "use if", "use it when", "when asked", "when working"})
    if (contains(low, words)) return true;
  return false;
}

void check_description(Manual& manual) {
  const FrontMatter::Entry* found = manual.front.find("description");
  const std::string text = found ? distill::trim(found->value) : "";
  const int line = found ? found->line : 0;
  if (text.empty() || distill::characters(text) > kMaxDescription)
    return manual.paper.error("practicality", "description", "description must be 1 to 1024 characters",
                              line);
  if (is_no_text(*found))
    manual.paper.error("practicality", "description",
                       "a reader of YAML takes the description for no text: quote it", line);
  if (distill::characters(text) > kLongDescription)
    manual.paper.warning("optimisation", "description-long",
                         "over 250 characters: agents list all of them at once", line);
  if (!has_trigger(text))
    manual.paper.warning("optimisation", "description-trigger",
                         "does not say when to use the skill (Use when …)", line);
}

void check_size(Manual& manual) {
  const auto lines =
      static_cast<std::size_t>(std::count(manual.paper.text().begin(), manual.paper.text().end(), '\n'));
  if (lines > kMostLines || manual.paper.text().size() > kMostBytes)
    manual.paper.error("optimisation", "too-long",
                       "more than an agent can read: over 5000 lines or 400000 bytes");
  else if (lines > kMaxLines)
    manual.paper.judge(false, "optimisation", "too-long", "over 500 lines");
  else if (manual.paper.text().size() > kMaxBytes)
    manual.paper.warning("optimisation", "too-long", "over 20000 bytes, about 5000 tokens");
}

// What only stands for a text that is still to be written.
bool is_stub(const std::string& line) {
  std::string word;
  for (const char c : distill::lower(line))
    if (!contains("-*>#.:[]()1234567890 \t_`!", {&c, 1})) word += c;
  return word.empty() || word == "todo" || word == "tbd" || word == "…" || word == "fixme" || word == "wip" ||
         word == "comingsoon" || word == "loremipsum" || word == "placeholder" || word == "fillthisin" ||
         word == "xxx" || word == "tobedone" || word == "steps" || word == "tobewritten" ||
         word == "writeinstructionshere" || word == "insertinstructionshere" || word == "insertcontenthere";
}

void check_body(Manual& manual) {
  bool text = false, stub = false;
  for (const Line& line : manual.paper.lines()) {
    const std::string trimmed = distill::trim(line.text.substr(0, 4096));
    if (!manual.in_body(line) || trimmed.empty() || trimmed[0] == '#') continue;
    const bool unwritten = is_stub(trimmed);
    stub = stub || unwritten;
    text = text || !unwritten;
    if (unwritten && contains("TtFf…", trimmed.substr(0, 1)))
      manual.paper.warning("practicality", "unfinished", "is still to be written", line.number);
  }
  if (text) return;
  if (stub)
    manual.paper.error("practicality", "unfinished", "nothing below the front matter is written yet");
  else
    manual.paper.error("practicality", "empty-body", "nothing but headings below the front matter");
}

// Front matter that ends early leaves a second one behind: readers disagree on which keys count.
void check_second_front(Manual& manual) {
  constexpr int kWithin = 40;
  bool keys = false;
  for (const Line& line : manual.paper.lines()) {
    if (!manual.in_body(line)) continue;
    const std::string text = distill::lower(distill::trim(line.text.substr(0, 256)));
    if (line.number > manual.front.body_line + kWithin || text.starts_with("#") || text.starts_with("```"))
      return;
    for (const std::string_view key : {"allowed-tools:", "name:", "description:", "hooks:", "mcpservers:",
                                       "permissionmode:", "permission-mode:", "model:", "context:"})
      keys = keys || text.starts_with(key);
    if (keys && (text == "---" || text == "..."))
      return manual.paper.error("security", "front-matter",
                                "a second front matter: readers disagree on which one counts", line.number);
  }
}

// Lists within lists until a reader of YAML falls over.
void check_nesting(Manual& manual) {
  constexpr int kDeepest = 64;
  int depth = 0;
  for (const Line& line : manual.paper.lines()) {
    if (manual.in_body(line)) return;
    for (const char c : line.text) depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
    const auto open =
        std::count_if(line.text.begin(), line.text.end(), [](char c) { return c == '[' || c == '{'; });
    if (depth > kDeepest || open > 4 * kDeepest)
      return manual.paper.error("security", "front-matter", "nests deeper than any reader needs",
                                line.number);
  }
}

// Text pushed out of sight, down or to the right.
void check_padding(Manual& manual) {
  int blank = 0;
  for (const Line& line : manual.paper.lines()) {
    const std::size_t first = line.text.find_first_not_of(" \t\r");
    const bool empty = first == std::string_view::npos;
    if (!empty && blank > kPadding)
      manual.paper.error("security", "padding",
                         "stands below " + std::to_string(blank) + " blank lines, where nobody looks",
                         line.number);
    blank = empty ? blank + 1 : 0;
    if (empty) continue;
    const std::size_t gap = line.text.find(std::string(kMargin, ' '));
    if (gap != std::string_view::npos && line.text.find_first_not_of(" \t\r", gap) != std::string_view::npos)
      manual.paper.error("security", "padding", "stands far to the right, where nobody looks", line.number);
  }
  if (blank > kPadding)
    manual.paper.error("security", "padding", "ends in " + std::to_string(blank) + " blank lines");
}

void check_placeholders(Manual& manual) {
  std::unordered_set<std::string> declared;
  for (const Line& line : manual.paper.lines()) {
    if (!line.text.starts_with("- `{{")) continue;
    for (const std::string& name : skill::placeholders_in(line.text)) declared.insert(name);
  }
  const bool literal = contains(manual.paper.text(), "double braces are literal");
  const bool grave = manual.paper.ours() && !declared.empty() && !literal;
  for (const Line& line : manual.paper.lines()) {
    for (const std::string& name : skill::placeholders_in(line.text)) {
      if (!declared.insert(name).second) continue;
      const std::string message = "{{" + name + "}} is not among the inputs";
      if (grave)
        manual.paper.error("practicality", "unnamed-placeholder", message, line.number);
      else
        manual.paper.warning("practicality", "unnamed-placeholder", message, line.number);
    }
  }
}

// An example's own: [text](references/NAME.md), scripts/*.py.
bool is_pattern(const std::string& target) {
  return target.find_first_of("*<>{}[]$") != std::string::npos || contains(target, "...") ||
         contains(target, "…");
}

// Out of the skill, to what nobody but the user should read.
bool leads_to_secrets(const std::string& target) {
  if (target.starts_with("file:")) return true;
  if (!target.starts_with("../") && !target.starts_with("/") && !target.starts_with("~")) return false;
  for (const std::string_view part :
       {"/etc/", "/.ssh", "/.aws", "/.env", "/.netrc", "/.gnupg", "/.kube", "/.config/"})
    if (contains(target, part)) return true;
  return false;
}

// Links to files of the skill: they must be there, and nothing may lead out.
void check_links(Manual& manual, const std::set<std::string>& paths) {
  Fences fences;
  for (const Line& line : manual.paper.lines()) {
    if (!manual.in_body(line) || fences.take(line.text) != Fences::Line::outside) continue;
    for (const std::string& link : skill::links_in(line.text)) {
      std::string target = link.substr(0, link.find_first_of("#?"));
      if (target.starts_with("./")) target.erase(0, 2);
      const bool own = target.starts_with("references/") || target.starts_with("scripts/") ||
                       target.starts_with("assets/");
      const bool folder = target.ends_with("/");
      const bool there = paths.contains(target) || (folder && paths.lower_bound(target) != paths.end() &&
                                                    paths.lower_bound(target)->starts_with(target));
      if (own && !there && !is_pattern(target))
        manual.paper.judge(false, "practicality", "broken-link",
                           "links a file that the skill does not have: " + target, line.number);
      if (leads_to_secrets(target))
        manual.paper.error("security", "link-out", "links what stands outside of the skill: " + target,
                           line.number);
      const std::string low = distill::lower(link.substr(0, 16));
      if (low.starts_with("javascript:") || low.starts_with("data:text/html") || low.starts_with("vbscript:"))
        manual.paper.error("security", "link-runs", "a link that runs code", line.number);
    }
  }
}

}  // namespace

void check_manual(Paper& paper, const FrontMatter& front, const std::string& folder,
                  const std::set<std::string>& paths) {
  Manual manual{paper, front};
  check_keys(manual);
  check_size(manual);
  check_padding(manual);
  if (front.body_line == 0) return;
  check_second_front(manual);
  check_nesting(manual);
  check_name(manual, folder);
  check_description(manual);
  check_body(manual);
  check_placeholders(manual);
  check_links(manual, paths);
}

}  // namespace galdr::gate
