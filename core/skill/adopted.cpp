#include <algorithm>

#include "core/base/version.hpp"
#include "core/distill/text.hpp"
#include "core/skill/author.hpp"
#include "core/skill/blocks.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/markdown.hpp"

namespace galdr::skill {
namespace {

using distill::Skill;
using Lines = std::vector<std::string>;

std::string words(const Lines& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : " ") + item;
  return out;
}

// Whose work it is, by key; a value may be empty.
std::vector<std::pair<std::string, std::string>> provenance_of(const Skill& skill) {
  std::vector<std::pair<std::string, std::string>> out{
      {"generator", "galdr"}, {"galdr-version", kVersion}, {"authored", "true"}};
  out.emplace_back("recordings", words(skill.recordings));
  out.emplace_back("sessions", words(skill.sessions));
  return out;
}

// The line after which metadata's new keys stand: its last one, or 0 if there is no metadata.
int last_metadata_line(const FrontMatter& front) {
  int line = 0;
  for (const auto& entry : front.entries) {
    if (entry.key == "metadata" || entry.key.starts_with("metadata.")) line = std::max(line, entry.line);
  }
  return line;
}

std::string indent_of(const Lines& lines, const FrontMatter& front) {
  for (const auto& entry : front.entries) {
    if (!entry.key.starts_with("metadata.")) continue;
    const std::string& line = lines[static_cast<std::size_t>(entry.line) - 1];
    return line.substr(0, line.find_first_not_of(' '));
  }
  return "  ";
}

std::size_t offset_of_line(const std::string& text, int line) {
  std::size_t at = 0;
  for (int i = 1; i < line && at < text.size(); ++i) at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return at;
}

std::string with_provenance(const std::string& text, const Skill& skill) {
  const FrontMatter front = read_front_matter(text);
  if (front.body_line == 0) return text;
  const int last = last_metadata_line(front);
  const std::string indent = indent_of(distill::split_lines(text), front);
  std::string added = last == 0 ? "metadata:\n" : "";
  for (const auto& [key, value] : provenance_of(skill)) {
    if (!value.empty() && front.find("metadata." + key) == nullptr)
      added += indent + key + ": " + quoted(value) + "\n";
  }
  std::string out = text;
  return out.insert(offset_of_line(text, last == 0 ? front.body_line - 1 : last + 1), added);
}

bool links(const std::string& text, const std::string& path) {
  for (const std::string& line : distill::split_lines(text)) {
    for (const std::string& target : links_in(line)) {
      if (target.substr(0, target.find('#')) == path) return true;
    }
  }
  return false;
}

void check_provenance(const FrontMatter& front, const Skill& skill, std::vector<Finding>& out) {
  for (const auto& [key, value] : provenance_of(skill)) {
    const auto* entry = front.find("metadata." + key);
    if (entry == nullptr || key == "galdr-version" || quoted(entry->value) == quoted(value)) continue;
    out.push_back({"error", "practicality", "provenance",
                   "metadata." + key + " is not what was recorded: take it out, galdr writes it",
                   entry->line});
  }
}

bool names(const Skill& skill, const std::string& name) {
  return std::any_of(skill.parameters.begin(), skill.parameters.end(),
                     [&](const distill::Parameter& p) { return p.name == name; });
}

void check_placeholders(const Lines& lines, const Skill& skill, std::vector<Finding>& out) {
  Lines told;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const std::string& name : placeholders_in(lines[i])) {
      if (names(skill, name) || std::find(told.begin(), told.end(), name) != told.end()) continue;
      told.push_back(name);
      std::erase_if(out, [&](const Finding& f) {
        return f.code == "unnamed-placeholder" && f.message.starts_with("{{" + name + "}}");
      });
      out.push_back({"warning", "practicality", "unknown-placeholder",
                     "{{" + name + "}} is no parameter of the recorded task", static_cast<int>(i) + 1});
    }
  }
}

bool is_declaration(const std::string& line, const std::string& name) {
  return line.starts_with("- `{{" + name + "}}`");
}

void check_unused(const Lines& lines, const Skill& skill, std::vector<Finding>& out) {
  for (const distill::Parameter& parameter : skill.parameters) {
    const std::string& name = parameter.name;
    const bool used = std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
      return !is_declaration(line, name) &&
             (distill::contains(line, "{{" + name + "}}") || distill::contains(line, "<" + name + ">"));
    });
    if (!used)
      out.push_back({"warning", "practicality", "unused-parameter",
                     "the parameter {{" + name + "}} of the recorded task is used nowhere"});
  }
}

// Lines of `whole`, which has more lines than `text` in one place, as those of `text`; 0 for one of the
// added.
void tell_by(const std::string& text, const Lines& whole, std::vector<Finding>& findings) {
  const Lines own = distill::split_lines(text);
  std::size_t same = 0;
  while (same < own.size() && own[same] == whole[same]) ++same;
  const int first = static_cast<int>(same), added = static_cast<int>(whole.size() - own.size());
  for (Finding& f : findings) {
    if (f.file != "SKILL.md" || f.line <= first) continue;
    f.line = f.line > first + added ? f.line - added : 0;
  }
}

}  // namespace

Files adopted(const std::string& text, const Skill& skill, const Files& rendered) {
  Files out{with_provenance(text, skill), {}};
  for (const Reference& reference : rendered.references) {
    if (links(text, reference.path)) out.references.push_back(reference);
  }
  return out;
}

bool is_authored(const std::string& skill_md) {
  const FrontMatter front = read_front_matter(skill_md);
  return front.value("metadata.generator") == "galdr" && front.value("metadata.authored") == "true";
}

std::vector<Finding> check_authored(const Files& files, const Skill& skill, const std::string& text) {
  std::vector<Finding> out = check(files, skill.name);
  const Lines lines = distill::split_lines(files.skill_md);
  check_provenance(read_front_matter(files.skill_md), skill, out);
  check_placeholders(lines, skill, out);
  Lines all = lines;
  for (const Reference& reference : files.references) {
    const Lines more = distill::split_lines(reference.text);
    all.insert(all.end(), more.begin(), more.end());
  }
  check_unused(all, skill, out);
  tell_by(text, lines, out);
  return out;
}

}  // namespace galdr::skill
