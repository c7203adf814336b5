#include "core/skill/blocks.hpp"

#include <algorithm>
#include <cctype>

#include "core/distill/text.hpp"
#include "core/skill/markdown.hpp"
#include "core/skill/neutral.hpp"

namespace galdr::skill {
namespace {

constexpr std::size_t kLongestLine = 4000;  // of prose, in bytes

// As many of the lines as there is room for.
Block cut(const std::string& text, const Room& room) {
  const std::vector<std::string> lines = distill::split_lines(text);
  Block out;
  std::size_t told = 0;
  for (; told < lines.size() && told < room.lines && out.text.size() < room.bytes; ++told) {
    const std::string& line = lines[told];
    out.whole = out.whole && line.size() <= room.line_bytes;
    out.text += distill::clip(line, room.line_bytes) + "\n";
  }
  if (told < lines.size()) out.text += "… (" + std::to_string(lines.size() - told) + " more lines)\n";
  out.whole = out.whole && told == lines.size();
  return out;
}

// Readers exist that end the front matter at any "---".
std::string without_rules(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of('-', at), text.size());
    const std::size_t hyphens = end - at;
    out += hyphens > 2 ? "—" : std::string(text.substr(at, std::max<std::size_t>(hyphens, 1)));
    at += std::max<std::size_t>(hyphens, 1);
  }
  return out;
}

}  // namespace

std::string prose(std::string_view text) {
  return plain_line(distill::clip(distill::one_line(neutralised(text, Place::prose)), kLongestLine));
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : without_rules(distill::one_line(neutralised(text, Place::prose)))) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

Block fenced(std::string_view language, std::string_view text, const Room& room, std::string_view indent) {
  const Block body = cut(neutralised(text, Place::code), room);
  const std::string fence(std::max<std::size_t>(3, longest_ticks(body.text) + 1), '`');
  Block out{"", body.whole};
  for (const std::string& line :
       distill::split_lines(fence + std::string(language) + "\n" + body.text + fence))
    out.text += (line.empty() ? "" : std::string(indent)) + line + "\n";
  return out;
}

std::string language_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  const bool none = dot == std::string_view::npos || path.size() - dot > 6;
  const std::string end(none ? "" : path.substr(dot + 1));
  const bool plain = std::all_of(end.begin(), end.end(), [](unsigned char c) { return std::isalnum(c); });
  return plain ? end : "";
}

}  // namespace galdr::skill
