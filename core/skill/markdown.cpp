#include "core/skill/markdown.hpp"

#include <algorithm>
#include <cctype>

#include "core/distill/text.hpp"

namespace galdr::skill {
namespace {

std::size_t run_of(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_not_of(text[at], at);
  return (end == std::string_view::npos ? text.size() : end) - at;
}

/// A piece of a line: text, or the inside of a code span with its backticks.
struct Piece {
  std::size_t start, length;
  std::size_t ticks;  ///< 0: text
};

// Where the span that `ticks` backticks open at `at` ends; npos if nothing closes it.
std::size_t span_end(std::string_view line, std::size_t at, std::size_t ticks) {
  for (at = line.find('`', at + ticks); at != std::string_view::npos; at = line.find('`', at)) {
    const std::size_t run = run_of(line, at);
    if (run == ticks) return at + run;
    at += run;
  }
  return std::string_view::npos;
}

std::vector<Piece> pieces_of(std::string_view line) {
  std::vector<Piece> out;
  std::vector<std::size_t> unclosed;  // lengths of runs that nothing after them closes
  std::size_t text = 0;
  for (std::size_t at = line.find('`'); at != std::string_view::npos; at = line.find('`', at)) {
    const std::size_t ticks = run_of(line, at);
    const bool known = std::find(unclosed.begin(), unclosed.end(), ticks) != unclosed.end();
    const std::size_t end = known ? std::string_view::npos : span_end(line, at, ticks);
    if (end == std::string_view::npos) {
      if (!known) unclosed.push_back(ticks);
      at += ticks;
      continue;
    }
    out.push_back({text, at - text, 0});
    out.push_back({at, end - at, ticks});
    text = at = end;
  }
  out.push_back({text, line.size() - text, 0});
  return out;
}

std::size_t content_start(std::string_view line, std::size_t at) {
  return std::min(line.find_first_not_of(" \t>", at), line.size());
}

// Past the marker of a list's item, if there is one.
std::size_t past_marker(std::string_view line, std::size_t at) {
  std::size_t end = std::min(line.find_first_not_of("0123456789", at), line.size());
  const bool marks = end < line.size() && (end > at ? line[end] == '.' || line[end] == ')'
                                                    : distill::contains("-*+", line.substr(end, 1)));
  return marks && end + 1 < line.size() && line[end + 1] == ' ' ? content_start(line, end + 1) : at;
}

bool opens_html(std::string_view line) {
  const char next = line.size() > 1 ? line[1] : ' ';
  return line[0] == '<' &&
         (std::isalpha(static_cast<unsigned char>(next)) != 0 || distill::contains("/!?", {&next, 1}));
}

// "[name]: target", by which "[name]" elsewhere would be a link.
bool defines_link(std::string_view line) { return line[0] == '[' && distill::contains(line, "]:"); }

bool opens_heading(std::string_view line) {
  const std::size_t end = line.find_first_not_of('#');
  return line[0] == '#' && (end == std::string_view::npos || line[end] == ' ');
}

bool opens_block(std::string_view line) {
  if (line.empty()) return false;
  return line.rfind("```", 0) == 0 || line.rfind("~~~", 0) == 0 || opens_heading(line) || opens_html(line) ||
         defines_link(line);
}

std::string unlinked(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '(' && !out.empty() && out.back() == ']') out += ' ';
    out += c;
  }
  return out;
}

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

}  // namespace

Fences::Line Fences::take(std::string_view line) {
  const std::size_t at = open() ? content_start(line, 0) : past_marker(line, content_start(line, 0));
  const char mark = at < line.size() ? line[at] : ' ';
  const std::size_t length = mark == '`' || mark == '~' ? run_of(line, at) : 0;
  const std::string_view rest = line.substr(at + length);
  if (open()) {
    const bool closes = mark == mark_ && length >= length_ && distill::trim(rest).empty();
    if (closes) length_ = 0;
    return closes ? Line::closes : Line::inside;
  }
  if (length < 3 || (mark == '`' && distill::contains(rest, "`"))) return Line::outside;
  mark_ = mark;
  length_ = length;
  return Line::opens;
}

std::size_t longest_ticks(std::string_view text) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  return longest;
}

std::vector<std::string> code_spans(std::string_view line) {
  std::vector<std::string> out;
  for (const Piece& piece : pieces_of(line)) {
    if (piece.ticks > 0)
      out.push_back(distill::trim(line.substr(piece.start + piece.ticks, piece.length - 2 * piece.ticks)));
  }
  return out;
}

std::vector<std::string> links_in(std::string_view line) {
  std::vector<std::string> out;
  for (const Piece& piece : pieces_of(line)) {
    const std::string_view text = piece.ticks > 0 ? "" : line.substr(piece.start, piece.length);
    for (std::size_t at = text.find("]("); at != std::string_view::npos; at = text.find("](", at + 2)) {
      const std::size_t end = text.find_first_of(" )", at + 2);
      if (end != std::string_view::npos) out.emplace_back(text.substr(at + 2, end - at - 2));
    }
  }
  return out;
}

std::vector<std::string> placeholders_in(std::string_view line) {
  std::vector<std::string> out;
  for (std::size_t at = line.find("{{"); at != std::string_view::npos; at = line.find("{{", at + 2)) {
    const std::size_t end = line.find("}}", at);
    if (end == std::string_view::npos) break;
    const std::string name(line.substr(at + 2, end - at - 2));
    if (!name.empty() && std::all_of(name.begin(), name.end(), is_name_char)) out.push_back(name);
  }
  return out;
}

std::string plain_line(std::string_view line) {
  std::string out = opens_block(line) ? "\\" : "";
  for (const Piece& piece : pieces_of(line)) {
    const std::string_view text = line.substr(piece.start, piece.length);
    out += piece.ticks > 0 ? std::string(text) : unlinked(text);
  }
  return out;
}

}  // namespace galdr::skill
