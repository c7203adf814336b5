#include "core/gate/gate.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/distill/text.hpp"
#include "core/distill/visible.hpp"
#include "core/gate/lines.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/markdown.hpp"

namespace galdr::gate {
namespace {

using distill::contains;
using skill::Fences;
using skill::Files;
using skill::FrontMatter;
using skill::File;

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxDescription = 1024;
constexpr std::size_t kLongDescription = 250;
constexpr std::size_t kMaxLines = 500;
constexpr std::size_t kMaxBytes = 20'000;  // about 5 000 tokens

/// SKILL.md under examination.
struct Manual : Paper {
  FrontMatter front;

  bool in_body(std::size_t index) const { return static_cast<int>(index) + 1 >= front.body_line; }
};

bool is_skill_name(const std::string& name) {
  if (name.empty() || name.size() > kMaxName || name.front() == '-' || name.back() == '-') return false;
  return !contains(name, "--") && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

void check_keys(Manual& paper) {
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
    else if (e.key == "metadata" && !e.value.empty())
      paper.error("practicality", "front-matter", "metadata must be a map of texts", e.line);
  }
}

void check_name(Manual& paper, const std::string& folder) {
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

void check_description(Manual& paper) {
  const FrontMatter::Entry* found = paper.front.find("description");
  const std::string text = found ? distill::trim(found->value) : "";
  const int line = found ? found->line : 0;
  if (text.empty() || distill::characters(text) > kMaxDescription) {
    paper.error("practicality", "description", "description must be 1 to 1024 characters", line);
    return;
  }
  if (distill::characters(text) > kLongDescription)
    paper.warning("optimisation", "description-long", "over 250 characters: agents list all of them at once",
                  line);
  if (!contains(distill::lower(text), "use when"))
    paper.warning("optimisation", "description-trigger", "does not say when to use the skill (Use when …)",
                  line);
}

void check_size(Manual& paper) {
  if (paper.lines.size() > kMaxLines)
    paper.error("optimisation", "too-long", "over 500 lines");
  else if (paper.text.size() > kMaxBytes)
    paper.warning("optimisation", "too-long", "over 20000 bytes, about 5000 tokens");
}

void check_body(Manual& paper) {
  for (std::size_t i = 0; i < paper.lines.size(); ++i) {
    const std::string line = distill::trim(paper.lines[i]);
    if (paper.front.body_line > 0 && paper.in_body(i) && !line.empty() && line[0] != '#') return;
  }
  paper.error("practicality", "empty-body", "nothing but headings below the front matter");
}

void check_placeholders(Manual& paper) {
  std::vector<std::string> declared;
  for (const std::string& line : paper.lines) {
    if (line.rfind("- `{{", 0) != 0) continue;
    for (const std::string& name : skill::placeholders_in(line)) declared.push_back(name);
  }
  for (std::size_t i = 0; i < paper.lines.size(); ++i) {
    for (const std::string& name : skill::placeholders_in(paper.lines[i])) {
      if (std::find(declared.begin(), declared.end(), name) != declared.end()) continue;
      paper.warning("practicality", "unnamed-placeholder", "{{" + name + "}} is not among the inputs",
                    static_cast<int>(i) + 1);
      declared.push_back(name);
    }
  }
}

// Links to files of the skill: they must be there, and references do not nest.
void check_links(Manual& paper, const std::vector<File>& references) {
  Fences fences;
  for (std::size_t i = 0; i < paper.lines.size(); ++i) {
    if (!paper.in_body(i) || fences.take(paper.lines[i]) != Fences::Line::outside) continue;
    for (const std::string& link : skill::links_in(paper.lines[i])) {
      const std::string target = link.substr(0, link.find('#'));
      const bool own = target.rfind("references/", 0) == 0 || target.rfind("scripts/", 0) == 0 ||
                       target.rfind("assets/", 0) == 0;
      const bool there = std::any_of(references.begin(), references.end(),
                                     [&](const File& r) { return r.path == target; });
      if (own && !there)
        paper.error("practicality", "broken-link", "links a file that the skill does not have: " + target,
                    static_cast<int>(i) + 1);
    }
  }
}

bool is_reference_path(std::string_view path) {
  constexpr std::string_view kFolder = "references/";
  return path.starts_with(kFolder) && path.size() > kFolder.size() && path[kFolder.size()] != '.' &&
         path.find('/', kFolder.size()) == std::string_view::npos;
}

void append(std::vector<Finding>& all, std::vector<Finding> more) {
  all.insert(all.end(), more.begin(), more.end());
}

std::vector<Finding> check_manual(const Files& files, const std::string& folder_name,
                                  const privacy::Redactor& redactor) {
  const std::string name = "SKILL.md";
  Manual paper{{name, files.skill_md, distill::split_lines(files.skill_md)},
               skill::read_front_matter(files.skill_md)};
  check_keys(paper);
  check_name(paper, folder_name);
  check_description(paper);
  check_size(paper);
  check_body(paper);
  check_security(paper, redactor);
  check_placeholders(paper);
  check_links(paper, files.others);
  return std::move(paper.findings);
}

}  // namespace

std::vector<Finding> check(const Files& files, const std::string& folder_name) {
  const privacy::Redactor redactor("gate");
  std::vector<Finding> out = check_manual(files, folder_name, redactor);
  for (const File& reference : files.others) {
    Paper paper{reference.path, reference.text, distill::split_lines(reference.text)};
    if (!is_reference_path(reference.path))
      paper.error("practicality", "reference-path", "references are one folder deep: " + reference.path);
    check_security(paper, redactor);
    append(out, std::move(paper.findings));
  }
  return out;
}

std::vector<Finding> check(const std::string& skill_md, const std::string& folder_name) {
  return check(Files{skill_md, {}}, folder_name);
}

}  // namespace galdr::gate
