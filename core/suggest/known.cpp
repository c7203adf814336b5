#include "core/suggest/known.hpp"

#include <algorithm>

#include "core/distill/text.hpp"

namespace galdr::suggest {
namespace {

using distill::contains;
using distill::split_lines;
using distill::trim;

constexpr double kMost = 0.6, kSome = 0.3;
constexpr std::size_t kLongestSpan = 300;

void add(Known& out, const std::vector<Deed>& deeds) {
  for (const Deed& deed : deeds)
    for (const Feature& feature : deed.features) out.features.insert(feature.text);
}

bool looks_like_path(std::string_view text) {
  return text.find_first_of(" \t{<") == std::string_view::npos && text.find('.') != std::string_view::npos;
}

// The file that a parameter names is told by its folder and type.
void add_path(Known& out, std::string_view path) {
  const Deed deed = change_of(path);
  for (const Feature& feature : deed.features)
    if (!contains(feature.text, "{{")) out.features.insert(feature.text);
}

void add_spans(Known& out, std::string_view line) {
  for (std::size_t at = line.find('`'); at != std::string_view::npos; at = line.find('`', at + 1)) {
    const std::size_t end = line.find('`', at + 1);
    if (end == std::string_view::npos) return;
    const std::string_view span = line.substr(at + 1, end - at - 1);
    at = end;
    if (span.empty() || span.size() > kLongestSpan) continue;
    if (looks_like_path(span) || (contains(span, "/") && contains(span, "{{")))
      add_path(out, span);
    else
      add(out, shape_of_command(span));
  }
}

bool shares_session(const Known& skill, const Past& past, const Pattern& pattern) {
  return std::any_of(pattern.members.begin(), pattern.members.end(), [&](const Member& m) {
    const std::string& session = past.sessions()[past.marks()[m.first].session].session_id;
    return std::find(skill.sessions.begin(), skill.sessions.end(), session) != skill.sessions.end();
  });
}

bool has(const Known& skill, const Past& past, const Column& column) {
  return std::any_of(column.features.begin(), column.features.end(), [&](FeatureId id) {
    return (past.is_own(id) || !column.own) && skill.features.contains(past.text(id));
  });
}

}  // namespace

Known known_of(const std::string& name, std::string_view skill_md) {
  Known out{name, {}, {}};
  std::string block;
  bool fenced = false;
  for (const std::string& line : split_lines(skill_md)) {
    const bool fence = trim(line).starts_with("```");
    if (fence && fenced) add(out, shape_of_command(block));
    if (fence)
      block.clear(), fenced = !fenced;
    else if (fenced)
      block += trim(line) + "\n";
    else
      add_spans(out, line);
  }
  return out;
}

bool covers(const Known& skill, const Past& past, const Pattern& pattern) {
  double all = 0, told = 0;
  for (const Column& column : pattern.columns) {
    if (column.asked) continue;
    all += column.weight;
    if (has(skill, past, column)) told += column.weight;
  }
  return told >= (shares_session(skill, past, pattern) ? kSome : kMost) * all && told > 0;
}

}  // namespace galdr::suggest
