#include <algorithm>

#include "core/distill/text.hpp"
#include "core/gate/gate.hpp"
#include "core/skill/author.hpp"
#include "core/skill/blocks.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/markdown.hpp"

namespace galdr::gate {
namespace {

using distill::Skill;
using Lines = std::vector<std::string>;

void check_provenance(const skill::FrontMatter& front, const Skill& skill, std::vector<Finding>& out) {
  for (const auto& [key, value] : skill::provenance_of(skill)) {
    const auto* entry = front.find("metadata." + key);
    if (entry == nullptr || key == "galdr-version" || skill::quoted(entry->value) == skill::quoted(value))
      continue;
    out.push_back({"error", "practicality", "provenance",
                   "metadata." + key + " is not what was recorded: take it out, galdr writes it",
                   entry->line});
  }
}

bool names(const Skill& skill, const std::string& name) {
  return std::any_of(skill.parameters.begin(), skill.parameters.end(),
                     [&](const distill::Parameter& p) { return p.name == name; });
}

// Where a step's double braces are its own, no placeholder can be told from them.
bool has_own_braces(const Skill& skill) {
  return std::any_of(skill.steps.begin(), skill.steps.end(), [](const distill::Step& s) { return s.angle; });
}

void check_placeholders(const Lines& lines, const Skill& skill, std::vector<Finding>& out) {
  const char* severity = skill.parameters.empty() || has_own_braces(skill) ? "warning" : "error";
  Lines told;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const std::string& name : skill::placeholders_in(lines[i])) {
      if (names(skill, name) || std::find(told.begin(), told.end(), name) != told.end()) continue;
      told.push_back(name);
      std::erase_if(out, [&](const Finding& f) {
        return f.code == "unnamed-placeholder" && f.message.starts_with("{{" + name + "}}");
      });
      out.push_back({severity, "practicality", "unknown-placeholder",
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

std::vector<Finding> check_authored(const skill::Files& files, const distill::Skill& skill,
                                    const std::string& text, const Surroundings* around) {
  std::vector<Finding> out = check(files, skill.name, around);
  const Lines lines = distill::split_lines(files.skill_md);
  check_provenance(skill::read_front_matter(files.skill_md), skill, out);
  check_placeholders(lines, skill, out);
  Lines all = lines;
  for (const skill::File& reference : files.others) {
    const Lines more = distill::split_lines(reference.text);
    all.insert(all.end(), more.begin(), more.end());
  }
  check_unused(all, skill, out);
  tell_by(text, lines, out);
  return out;
}

}  // namespace galdr::gate
