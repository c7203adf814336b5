#include "core/privacy/joins.hpp"

#include <algorithm>

#include "core/privacy/chars.hpp"

namespace galdr::privacy {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t kGapMax = 80;  // indentation and an operator
constexpr std::size_t kWordMax = 4096;

bool in_token(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '+' || c == '/' || c == '=' ||
         c == '.' || c == '~';
}

/// Where programs cut lines.
bool is_width(std::size_t size) {
  switch (size) {
    case 64:
    case 70:
    case 72:
    case 76:
    case 78:
    case 79:
    case 80:
    case 100:
    case 120:
    case 132:
    case 160:
      return true;
    default:
      return false;
  }
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  for (const std::size_t stop = at + kGapMax;
       at < text.size() && at < stop && (text[at] == ' ' || text[at] == '\t');)
    ++at;
  return at;
}

/// A word that is cut by a width: letters and digits on both sides, and no name of something in the next
/// line.
bool word_goes_on(std::string_view text, std::size_t begin, std::size_t end) {
  if (!is_width(end - begin) || !in_token(text[end - 1]) || !in_token(text[end + 1])) return false;
  std::size_t first = end, last = end + 1;
  while (first > begin && in_token(text[first - 1])) --first;
  while (last < text.size() && last - end < kWordMax && in_token(text[last])) ++last;
  const std::string_view head = text.substr(first, end - first), tail = text.substr(end + 1, last - end - 1);
  const auto mixed = [](char c) { return is_digit(c) || is_upper(c); };
  const std::string_view behind = text.substr(last, 2);
  const bool named = behind.starts_with('(') || behind == ":" || behind == ": " || behind == ":\n";
  const std::size_t equals = tail.find('=');
  const bool assigned = equals != npos && equals + 2 < tail.size();
  const bool telling =
      any(head, is_digit) || any(tail, is_digit) || (any(head, mixed) && any(head, is_lower));
  return head.size() + tail.size() >= 10 && head.size() >= 3 && telling && !named && !assigned &&
         (any(tail, mixed) || tail.size() < 8 || is_width(tail.size()));
}

/// "--token", at the end of a line.
bool ends_with_option(std::string_view line) {
  if (line.size() < 5 || line.back() != ',' || !is_quote(line[line.size() - 2])) return false;
  if (const std::size_t first = line.find_first_not_of(" \t[("); line[first + 1] != '-') return false;
  const std::size_t open = line.rfind(line[line.size() - 2], line.size() - 3);
  return open != npos && line[open + 1] == '-';
}

/// `key: >-`: how many bytes the sign takes, blanks before it included; 0 if there is none.
std::size_t block_sign(std::string_view line) {
  std::size_t size = 0;
  if (line.ends_with('-') || line.ends_with('+')) ++size;
  if (line.size() < size + 4) return 0;
  const char sign = line[line.size() - size - 1];
  return (sign == '|' || sign == '>') && line.substr(line.size() - size - 3, 2) == ": " ? size + 1 : 0;
}

/// A name and its separator, whose value stands in the next line.
bool ends_with_name(std::string_view line) {
  return line.size() > 3 && line.back() == ':' && is_quote(line[line.size() - 2]);
}

}  // namespace

bool may_join(std::string_view text, std::size_t begin, std::size_t end) {
  if (end == begin) return false;
  const char last = text[end - 1];
  return !(is_letter(last) || is_digit(last)) || is_width(end - begin);
}

std::optional<Join> line_end_joins(std::string_view text, std::size_t begin, std::size_t end) {
  const std::size_t carriage = end > begin && text[end - 1] == '\r' ? 1 : 0;
  const std::string_view line = text.substr(begin, end - carriage - begin);
  if (line.empty() || end + 1 >= text.size()) return std::nullopt;
  const char last = line.back();
  if (last == ':' || last == ',' || last == '>' || last == '|' || last == '-' || last == '+') {
    const std::size_t next = skip_blanks(text, end + 1);
    const bool value = next < text.size() && is_quote(text[next]);
    if (value && (ends_with_name(line) || ends_with_option(line))) return Join{carriage, next - end, " "};
    if (const std::size_t sign = block_sign(line); sign > 0 && next > end + 1)
      return Join{sign + carriage, next - end, ""};
  }
  if (word_goes_on(text, begin, end)) return Join{};
  return std::nullopt;
}

std::size_t strings_join_at(std::string_view text, std::size_t at) {
  const char quote = text[at];
  if (!is_quote(quote)) return 0;
  std::size_t next = at + 1;
  bool operated = false, broken = false;
  for (const std::size_t stop = next + kGapMax; next < text.size() && next < stop; ++next) {
    const char c = text[next];
    if (c == '+' || c == '.' || c == '&') {
      if (operated) return 0;
      operated = true;
    } else if (c == '\n') {
      broken = true;
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\\') {
      break;
    }
  }
  if (next >= text.size() || text[next] != quote || !(operated || broken)) return 0;
  return next + 1 - at;
}

}  // namespace galdr::privacy
