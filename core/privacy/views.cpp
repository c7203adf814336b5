#include "core/privacy/views.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/privacy/chars.hpp"
#include "core/privacy/joins.hpp"

namespace galdr::privacy {
namespace {

constexpr std::size_t npos = std::string_view::npos;

constexpr std::size_t kShortest = 12;  // "pw%3Da1b2c3" is no more to be told

constexpr int kLinesBefore = 4;
constexpr std::size_t kLineBeforeMax = 160;

constexpr auto kSpecial = [] {
  std::array<bool, 256> special{};
  for (const char c : {'\\', '%', '&', '\x1b', '\n', '"', '\''})
    special[static_cast<unsigned char>(c)] = true;
  return special;
}();

int hex_value(char c) { return is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10; }

/// `digits` hexadecimal ones at `at`: their value, or -1.
int hex_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int value = 0;
  for (const char c : text.substr(at, digits)) {
    if (!is_hex(c)) return -1;
    value = value * 16 + hex_value(c);
  }
  return value;
}

/// What a code stands for: itself in ASCII, one byte that is in no name beyond.
std::string of_code(int code) { return {static_cast<char>(code < 0x80 ? code : 0xC3)}; }

struct Undone {
  std::size_t taken = 0;  ///< bytes of the text; 0: nothing to undo here
  std::string put;
};

/// Backslashes of whatever level, and what they escape.
Undone undo_backslashes(std::string_view text, std::size_t at) {
  std::size_t end = text.find_first_not_of('\\', at);
  if (end == npos) return {};
  const std::size_t slashes = end - at;
  const char c = text[end];
  if (c == '\r' && text.substr(end, 2) == "\r\n") ++end;
  if (text[end] == '\n') return {end + 1 - at, ""};                  // the shell goes on in the next line
  if (c == 'n') return {slashes + 1, slashes % 3 == 0 ? "" : "\n"};  // three: such a line end, escaped
  if (c == 'r' || c == 't') return {slashes + 1, " "};
  if (const int code = c == 'u' ? hex_at(text, end + 1, 4) : -1; code >= 0)
    return {slashes + 5, of_code(code)};
  if (const int code = c == 'x' ? hex_at(text, end + 1, 2) : -1; code >= 0)
    return {slashes + 3, of_code(code)};
  if (!is_letter(c) && !is_digit(c)) return {slashes + 1, std::string(1, c)};
  return slashes > 1 ? Undone{slashes, "\\"} : Undone{};
}

/// %3D, and %253D.
Undone undo_percent(std::string_view text, std::size_t at) {
  std::size_t digits = at + 1;
  while (text.substr(digits, 2) == "25") digits += 2;
  const int code = hex_at(text, digits, 2);
  const bool plain = code == '\n' || (code >= 0x20 && code < 0x7f);
  if (!plain) return {};
  return {digits + 2 - at, of_code(code)};
}

Undone undo_entity(std::string_view text, std::size_t at) {
  struct Entity {
    std::string_view name, stands_for;
  };
  constexpr Entity kEntities[] = {{"quot;", "\""}, {"#34;", "\""}, {"#x22;", "\""},
                                  {"apos;", "'"},  {"#39;", "'"},  {"#x27;", "'"},
                                  {"#x2F;", "/"},  {"lt;", "<"},   {"gt;", ">"}};
  std::size_t begin = at + 1;
  while (text.substr(begin, 4) == "amp;") begin += 4;
  for (const Entity& entity : kEntities)
    if (text.substr(begin, entity.name.size()) == entity.name)
      return {begin + entity.name.size() - at, std::string(entity.stands_for)};
  return begin > at + 1 ? Undone{begin - at, "&"} : Undone{};
}

/// ESC [ … letter.
Undone undo_colour(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\x1b[") return {};
  const std::size_t end = text.find_first_not_of("0123456789;?", at + 2);
  return end == npos ? Undone{} : Undone{end + 1 - at, ""};
}

Undone undo(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '\\':
      return undo_backslashes(text, at);
    case '%':
      return undo_percent(text, at);
    case '&':
      return undo_entity(text, at);
    case '\x1b':
      return undo_colour(text, at);
    default:
      return {strings_join_at(text, at), ""};
  }
}

/// Is it worth the while to undo what stands at `at`? One level of \n and \" the rules take as it is.
bool is_hiding(std::string_view text, std::size_t at) {
  if (text[at] == '\\') {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    if (is_letter(next) ? next != 'u' && next != 'x' : is_quote(next) || next == ' ') return false;
    const std::size_t end = text.find_first_not_of('\\', at);
    if (end == npos) return false;
    const bool plain =
        text[end] == 'n' || text[end] == 'r' || text[end] == 't' || text[end] == '"' || text[end] == '\'';
    const bool coded = text[end] == 'u' || text[end] == 'x';
    if (!(coded || (plain ? end - at > 1 : text[end] == '/' || text[end] == '\n' || text[end] == '\r')))
      return false;
  }
  return undo(text, at).taken > 0;
}

Span line_around(std::string_view text, std::size_t at) {
  const std::size_t before = at == 0 ? npos : text.rfind('\n', at - 1);
  const std::size_t after = text.find('\n', at);
  return {before == npos ? 0 : before + 1, after == npos ? text.size() : after + 1};
}

/// Adds the lines in which `sign` hides something.
void add_lines_with(std::string_view text, char sign, std::vector<Span>& lines) {
  for (std::size_t at = text.find(sign); at != npos; at = text.find(sign, at)) {
    if (!is_hiding(text, at)) {
      while (++at < text.size() && text[at] == '\\') continue;
      continue;
    }
    Span line = line_around(text, at);
    while (sign == '\\' && line.end < text.size() && text.substr(0, line.end).ends_with("\\\n"))
      line.end = line_around(text, line.end).end;
    lines.push_back(line);
    at = line.end;
  }
}

/// Does the line end with a string, and perhaps an operator, and the next begin with one?
bool string_goes_on(std::string_view text, std::size_t begin, std::size_t end) {
  const auto between = [](char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '+' || c == '.' || c == '&' || c == '\\';
  };
  while (end > begin && between(text[end - 1])) --end;
  return end > begin && strings_join_at(text, end - 1) > 0;
}

/// Adds the lines that go on in the next one.
void add_joined_lines(std::string_view text, std::vector<Span>& lines) {
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != npos; begin = end + 1, end = text.find('\n', begin))
    if (line_end_joins(text, begin, end) || string_goes_on(text, begin, end))
      lines.push_back({begin, line_around(text, end + 1).end});
  for (std::size_t at = text.find('+'); at != npos; at = text.find('+', at)) {
    const std::size_t quote = text.find_last_not_of(' ', at == 0 ? 0 : at - 1);
    const bool near = quote != npos && at - quote < 8;
    ++at;
    if (!near || strings_join_at(text, quote) < at - quote) continue;
    lines.push_back(line_around(text, quote));
    at = std::max(at, lines.back().end);
  }
}

/// A few lines before: what they begin may go on here.
std::size_t with_lines_before(std::string_view text, std::size_t begin) {
  for (int i = 0; i < kLinesBefore && begin > 0; ++i) {
    const std::size_t line = line_around(text, begin - 1).begin;
    if (begin - line > kLineBeforeMax) break;
    begin = line;
  }
  return begin;
}

/// Lines that overlap or touch become one.
std::vector<Span> merged(std::string_view text, std::vector<Span> lines) {
  for (Span& line : lines) line.begin = with_lines_before(text, line.begin);
  std::sort(lines.begin(), lines.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  std::vector<Span> out;
  for (const Span& line : lines) {
    if (!out.empty() && line.begin <= out.back().end)
      out.back().end = std::max(out.back().end, line.end);
    else
      out.push_back(line);
  }
  return out;
}

View view_of(std::string_view text, Span part) {
  View view;
  const std::string_view whole = text.substr(0, part.end);
  std::size_t line = part.begin;
  for (std::size_t at = part.begin; at < whole.size();) {
    std::size_t end = at;
    while (end < whole.size() && !kSpecial[static_cast<unsigned char>(whole[end])]) ++end;
    view.copy(whole, {at, end});
    if ((at = end) == whole.size()) break;
    Undone undone;
    if (whole[at] == '\n') {
      if (const auto join = line_end_joins(whole, line, at)) {
        view.drop(std::min(join->dropped, view.text().size()));
        undone = {join->taken, std::string(join->put)};
      }
      line = at + std::max<std::size_t>(undone.taken, 1);
    } else {
      undone = undo(whole, at);
    }
    if (undone.taken == 0) {
      view.copy(whole, {at, at + 1});
      ++at;
      continue;
    }
    view.put(undone.put, {at, at + undone.taken});
    at += undone.taken;
  }
  return view;
}

}  // namespace

Span View::source_of(Span part) const {
  const auto piece_at = [&](std::size_t at) {
    const auto after =
        std::upper_bound(pieces_.begin(), pieces_.end(), at,
                         [](std::size_t place, const Piece& piece) { return place < piece.at; });
    return *std::prev(after);
  };
  const Piece first = piece_at(part.begin), last = piece_at(part.end - 1);
  return {first.copied ? first.source.begin + (part.begin - first.at) : first.source.begin,
          last.copied ? last.source.begin + (part.end - last.at) : last.source.end};
}

void View::copy(std::string_view whole, Span source) {
  if (source.size() == 0) return;
  pieces_.push_back({text_.size(), source, true});
  text_.append(whole, source.begin, source.size());
}

void View::put(std::string_view decoded, Span source) {
  if (decoded.empty()) return;
  pieces_.push_back({text_.size(), source, false});
  text_.append(decoded);
}

std::vector<View> views_of(std::string_view text) {
  if (text.size() < kShortest) return {};
  std::vector<Span> lines;
  for (const char sign : {'\\', '%', '&', '\x1b'}) add_lines_with(text, sign, lines);
  add_joined_lines(text, lines);
  std::vector<View> views;
  for (const Span& part : merged(text, std::move(lines))) views.push_back(view_of(text, part));
  return views;
}

}  // namespace galdr::privacy
