#include <algorithm>
#include <array>
#include <cctype>

#include "core/distill/text.hpp"
#include "core/distill/visible.hpp"
#include "core/privacy/redact.hpp"
#include "core/skill/danger.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/neutral.hpp"
#include "core/skill/skill.hpp"

namespace galdr::skill {
namespace {

using distill::contains;

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxDescription = 1024;
constexpr std::size_t kLongDescription = 250;
constexpr std::size_t kMaxLines = 500;
constexpr std::size_t kMaxBytes = 20'000;  // about 5 000 tokens

/// One SKILL.md under examination.
struct Paper {
  const std::string& text;
  std::vector<std::string> lines;
  FrontMatter front;
  std::vector<Finding> findings;

  void error(const char* axis, const char* code, const std::string& message, int line = 0) {
    findings.push_back({"error", axis, code, message, line});
  }
  void warning(const char* axis, const char* code, const std::string& message, int line = 0) {
    findings.push_back({"warning", axis, code, message, line});
  }
  bool in_body(std::size_t index) const { return static_cast<int>(index) + 1 >= front.body_line; }
};

bool is_skill_name(const std::string& name) {
  if (name.empty() || name.size() > kMaxName || name.front() == '-' || name.back() == '-') return false;
  return !contains(name, "--") && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

void check_keys(Paper& paper) {
  constexpr std::array<std::string_view, 6> kKeys = {"name",          "description", "license",
                                                     "compatibility", "metadata",    "allowed-tools"};
  for (const FrontMatter::Problem& p : paper.front.problems)
    paper.error("practicality", "front-matter", p.message, p.line);
  for (const FrontMatter::Entry& e : paper.front.entries) {
    const std::string top = e.key.substr(0, e.key.find('.'));
    const bool known = std::find(kKeys.begin(), kKeys.end(), top) != kKeys.end();
    if (!known)
      paper.error("practicality", "unknown-key", "the format does not know the key " + top, e.line);
    else if (top != e.key && top != "metadata")
      paper.error("practicality", "front-matter", top + " is no text", e.line);
  }
}

void check_name(Paper& paper, const std::string& folder) {
  const FrontMatter::Entry* name = paper.front.find("name");
  if (name == nullptr || !is_skill_name(name->value)) {
    paper.error("practicality", "name", "name must be 1 to 64 of a-z, 0-9 and single hyphens",
                name ? name->line : 0);
    return;
  }
  if (name->value != folder)
    paper.error("practicality", "name-folder", "name differs from the folder's", name->line);
  if (contains(name->value, "claude") || contains(name->value, "anthropic"))
    paper.error("practicality", "name-reserved", "name holds a reserved word", name->line);
}

void check_description(Paper& paper) {
  const FrontMatter::Entry* found = paper.front.find("description");
  const std::string text = found ? distill::trim(found->value) : "";
  const int line = found ? found->line : 0;
  if (text.empty() || text.size() > kMaxDescription) {
    paper.error("practicality", "description", "description must be 1 to 1024 characters", line);
    return;
  }
  if (text.size() > kLongDescription)
    paper.warning("optimisation", "description-long", "over 250 characters: agents list all of them at once",
                  line);
  if (!contains(distill::lower(text), "use when"))
    paper.warning("optimisation", "description-trigger", "does not say when to use the skill (Use when …)",
                  line);
}

void check_size(Paper& paper) {
  if (paper.lines.size() > kMaxLines)
    paper.error("optimisation", "too-long", "over 500 lines");
  else if (paper.text.size() > kMaxBytes)
    paper.warning("optimisation", "too-long", "over 20000 bytes, about 5000 tokens");
}

void check_body(Paper& paper) {
  for (std::size_t i = 0; i < paper.lines.size(); ++i) {
    const std::string line = distill::trim(paper.lines[i]);
    if (paper.front.body_line > 0 && paper.in_body(i) && !line.empty() && line[0] != '#') return;
  }
  paper.error("practicality", "empty-body", "nothing but headings below the front matter");
}

bool tells_mail(const std::string& line) {
  const std::string local = distill::localise({}, line);
  const auto count = [](const std::string& text) {
    std::size_t n = 0;
    for (std::size_t at = text.find("<email>"); at != std::string::npos; at = text.find("<email>", at + 1))
      ++n;
    return n;
  };
  return count(local) > count(line);
}

bool hides_something(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    const distill::Rune rune = distill::rune_at(line, at);
    if (distill::is_invisible(rune.value) || (rune.value < 0x20 && rune.value != '\t') || rune.value == 0x7F)
      return true;
    at += rune.length;
  }
  return false;
}

void check_line(Paper& paper, const privacy::Redactor& redactor, std::size_t index) {
  const std::string& line = paper.lines[index];
  const int number = static_cast<int>(index) + 1;
  std::string clean = line;
  if (redactor.redact(clean) > 0) paper.error("security", "secret", "looks like a secret", number);
  if (distill::tells_home(line))
    paper.error("security", "personal-path", "names a person's home folder", number);
  if (tells_mail(line)) paper.error("security", "email", "holds an e-mail address", number);
  if (hides_something(line))
    paper.error("security", "invisible", "holds characters that do not show", number);
  const std::string_view live = live_form(line);
  if (!live.empty())
    paper.error("security", "live-form", "an agent runs or replaces it on load: " + std::string(live),
                number);
}

// A secret that only shows over several lines, such as a key block.
void check_whole(Paper& paper, const privacy::Redactor& redactor) {
  const bool told = std::any_of(paper.findings.begin(), paper.findings.end(),
                                [](const Finding& f) { return f.code == "secret"; });
  std::string clean = paper.text;
  if (!told && redactor.redact(clean) > 0)
    paper.error("security", "secret", "looks like a secret over several lines");
}

bool is_fence(const std::string& line) { return distill::trim(line).rfind("```", 0) == 0; }

std::vector<std::string> code_spans(const std::string& line) {
  std::vector<std::string> out;
  for (std::size_t at = line.find('`'); at != std::string::npos;) {
    const std::size_t end = line.find('`', at + 1);
    if (end == std::string::npos) break;
    out.push_back(line.substr(at + 1, end - at - 1));
    at = line.find('`', end + 1);
  }
  return out;
}

std::string danger_of_line(const std::string& line, bool in_fence) {
  if (!in_fence) {
    for (const std::string& span : code_spans(line)) {
      if (const std::string danger = danger_in(span); !danger.empty()) return danger;
    }
    return "";
  }
  const std::string text = distill::trim(line);
  const bool diff = !text.empty() && (text[0] == '+' || text[0] == '-');
  return danger_in(diff ? std::string_view(text).substr(1) : std::string_view(text));
}

void check_commands(Paper& paper) {
  bool in_fence = false;
  std::string joined;  // lines that end in a backslash belong to the next
  for (std::size_t i = 0; i < paper.lines.size(); ++i) {
    const std::string& line = paper.lines[i];
    if (is_fence(line)) in_fence = !in_fence, joined.clear();
    joined += line;
    const bool goes_on = in_fence && !line.empty() && line.back() == '\\';
    if (goes_on) {
      joined.back() = ' ';
      continue;
    }
    const std::string danger = paper.in_body(i) ? danger_of_line(joined, in_fence) : "";
    if (!danger.empty())
      paper.error("security", "dangerous-command", "a command here " + danger, static_cast<int>(i) + 1);
    joined.clear();
  }
}

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

// The names in {{name}}; other double braces are somebody else's templates.
std::vector<std::string> placeholders_in(const std::string& line) {
  std::vector<std::string> out;
  for (std::size_t at = line.find("{{"); at != std::string::npos; at = line.find("{{", at + 2)) {
    const std::size_t end = line.find("}}", at);
    if (end == std::string::npos) break;
    const std::string name = line.substr(at + 2, end - at - 2);
    if (!name.empty() && std::all_of(name.begin(), name.end(), is_name_char)) out.push_back(name);
  }
  return out;
}

void check_placeholders(Paper& paper) {
  std::vector<std::string> declared;
  for (const std::string& line : paper.lines) {
    if (line.rfind("- `{{", 0) != 0) continue;
    for (const std::string& name : placeholders_in(line)) declared.push_back(name);
  }
  for (std::size_t i = 0; i < paper.lines.size(); ++i) {
    for (const std::string& name : placeholders_in(paper.lines[i])) {
      if (std::find(declared.begin(), declared.end(), name) != declared.end()) continue;
      paper.warning("practicality", "unnamed-placeholder", "{{" + name + "}} is not among the inputs",
                    static_cast<int>(i) + 1);
      declared.push_back(name);
    }
  }
}

}  // namespace

std::vector<Finding> check(const std::string& skill_md, const std::string& folder_name) {
  Paper paper{skill_md, distill::split_lines(skill_md), read_front_matter(skill_md), {}};
  const privacy::Redactor redactor("gate");
  check_keys(paper);
  check_name(paper, folder_name);
  check_description(paper);
  check_size(paper);
  check_body(paper);
  for (std::size_t i = 0; i < paper.lines.size(); ++i) check_line(paper, redactor, i);
  check_whole(paper, redactor);
  check_commands(paper);
  check_placeholders(paper);
  return paper.findings;
}

}  // namespace galdr::skill
