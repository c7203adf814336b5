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

}  // namespace

std::vector<std::pair<std::string, std::string>> provenance_of(const Skill& skill) {
  std::vector<std::pair<std::string, std::string>> out{
      {"generator", "galdr"}, {"galdr-version", kVersion}, {"authored", "true"}};
  out.emplace_back("recordings", words(skill.recordings));
  out.emplace_back("sessions", words(skill.sessions));
  return out;
}

Files adopted(const std::string& text, const Skill& skill, const Files& rendered) {
  Files out{with_provenance(text, skill), {}};
  for (const File& reference : rendered.others) {
    if (links(text, reference.path)) out.others.push_back(reference);
  }
  return out;
}

bool is_authored(const std::string& skill_md) {
  const FrontMatter front = read_front_matter(skill_md);
  return front.value("metadata.generator") == "galdr" && front.value("metadata.authored") == "true";
}

}  // namespace galdr::skill
