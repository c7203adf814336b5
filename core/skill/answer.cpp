#include "core/skill/author.hpp"

#include <algorithm>
#include <utility>

#include "core/distill/text.hpp"
#include "core/skill/markdown.hpp"

namespace galdr::skill {
namespace {

using Lines = std::vector<std::string>;

std::string joined(const Lines& lines, std::size_t first, std::size_t end) {
  std::string out;
  for (std::size_t i = first; i < end; ++i) out += lines[i] + "\n";
  return out;
}

// Front matter of a skill begins here: a first line, a name, an end.
bool front_matter_at(const Lines& lines, std::size_t at) {
  if (lines[at] != "---") return false;
  const std::size_t last = std::min(lines.size(), at + 40);
  bool named = false;
  for (std::size_t i = at + 1; i < last; ++i) {
    if (lines[i] == "---") return named;
    named = named || lines[i].rfind("name:", 0) == 0;
  }
  return false;
}

Lines lines_of(std::string_view answer) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (answer.starts_with(kMark)) answer.remove_prefix(kMark.size());
  Lines out = distill::split_lines(answer);
  while (!out.empty() && distill::trim(out.back()).empty()) out.pop_back();
  const auto text = [](const std::string& line) { return !distill::trim(line).empty(); };
  out.erase(out.begin(), std::find_if(out.begin(), out.end(), text));
  return out;
}

// The length of a fence at the left margin with no more than a language after it; 0 if there is none.
std::size_t fence_length(const std::string& line) {
  const std::size_t end = std::min(line.find_first_not_of('`'), line.size());
  return end >= 3 && line.find_first_of("` ", end) == std::string::npos ? end : 0;
}

// Where the fence around the text ends: inner fences are balanced there, and nothing is fenced after it.
std::optional<std::size_t> closing(const Lines& lines, std::size_t opening) {
  const std::size_t length = fence_length(lines[opening]);
  Fences inner;
  std::optional<std::size_t> found;
  for (std::size_t i = opening + 1; i < lines.size(); ++i) {
    const bool bare =
        fence_length(lines[i]) >= length && lines[i].find_first_not_of('`') == std::string::npos;
    if (found && fence_length(lines[i]) > 0) return std::nullopt;
    if (bare && !inner.open() && !found)
      found = i;
    else if (!found)
      inner.take(lines[i]);
  }
  return found;
}

// An answer that begins with its text may still end with a fence that nothing opened. Nothing if another
// text follows: the line that ends the front matter begins none.
std::optional<std::string> without_last_fence(const Lines& lines) {
  const auto body = std::find(lines.begin() + 1, lines.end(), "---") - lines.begin() + 1;
  Fences fences;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    if (std::cmp_greater_equal(i, body) && !fences.open() && front_matter_at(lines, i)) return std::nullopt;
    fences.take(lines[i]);
  }
  const bool stray = !fences.open() && fence_length(lines.back()) > 0;
  return joined(lines, 0, lines.size() - (stray ? 1 : 0));
}

}  // namespace

std::optional<std::string> answer_in(std::string_view answer) {
  const Lines lines = lines_of(answer);
  if (lines.empty()) return std::nullopt;
  if (front_matter_at(lines, 0)) return without_last_fence(lines);
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (front_matter_at(lines, i)) starts.push_back(i);
  }
  if (starts.size() != 1) return std::nullopt;
  const std::size_t start = starts[0];
  const bool fenced = start > 0 && fence_length(lines[start - 1]) > 0;
  for (std::size_t i = 0; i + (fenced ? 1 : 0) < start; ++i) {
    if (fence_length(lines[i]) > 0) return std::nullopt;
  }
  if (!fenced) return joined(lines, start, lines.size());
  const auto end = closing(lines, start - 1);
  return end ? std::optional(joined(lines, start, *end)) : std::nullopt;
}

}  // namespace galdr::skill
