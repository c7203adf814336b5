#include "core/gate/unmasked.hpp"

#include <algorithm>
#include <cctype>

#include "core/distill/text.hpp"

namespace galdr::gate {
namespace {

using distill::contains;

constexpr std::size_t kLongest = 4 << 10, kMostValues = 64, kLongestValue = 128;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

int digit(char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::size_t at = kDigits.find(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  return at == std::string_view::npos ? 99 : static_cast<int>(at);
}

// The character that digits of `base` at `at` stand for, and moves behind them; 0 if it is none that shows.
char number_at(std::string_view text, std::size_t& at, int base, std::size_t most) {
  int value = 0;
  std::size_t end = at;
  while (end < text.size() && end - at < most && digit(text[end]) < base)
    value = value * base + digit(text[end++]);
  if (end - at < 2 || value < 0x20 || value > 0x7E) return 0;
  at = end;
  return static_cast<char>(value);
}

// "\x72\155m" as "rm"; other escapes as they stand.
std::string without_escapes(std::string_view line) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const char next = line[at] == '\\' && at + 1 < line.size() ? line[at + 1] : ' ';
    std::size_t end = at + (next == 'x' || next == 'u' ? 2 : 1);
    const bool octal = next >= '0' && next <= '7';
    const char c = next == 'x' || next == 'u' ? number_at(line, end, 16, next == 'x' ? 2 : 4)
                   : octal                    ? number_at(line, end, 8, next == '0' ? 4 : 3)
                                              : '\0';
    out += c != 0 ? c : line[at];
    at = c != 0 ? end : at + 1;
  }
  return out;
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, from)) {
    out.append(text, from, at - from).append(by);
    from = at + what.size();
  }
  text = out.append(text, from);
}

// What a shell takes out or puts between: $'…', empty quotes, a backslash in a word, $IFS, {a,b}.
std::string without_marks(std::string_view line) {
  std::string text = without_escapes(line);
  for (const std::string_view blank : {"${IFS%??}", "${IFS}", "$IFS$9", "$IFS"})
    replace_all(text, blank, " ");
  replace_all(text, "$'", "'");
  replace_all(text, "$@", "");
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool inner = at > 0 && at + 1 < text.size() && is_word(text[at - 1]) && is_word(text[at + 1]);
    const bool pair =
        (text[at] == '\'' || text[at] == '"') && at + 1 < text.size() && text[at + 1] == text[at];
    const bool splits =
        pair && ((at > 0 && is_letter(text[at - 1])) || (at + 2 < text.size() && is_letter(text[at + 2])));
    if (splits)
      ++at;
    else if (!(inner && (text[at] == '\\' || text[at] == '\'' || text[at] == '"')))
      out += text[at];
  }
  return out;
}

// {curl,-s,http://…} as the words it becomes.
std::string without_braces(std::string_view line) {
  std::string out(line);
  const std::size_t open = out.find('{'), end = out.find('}', open);
  if (open == std::string::npos || end == std::string::npos ||
      (open > 0 && contains("$\\", out.substr(open - 1, 1))))
    return out;
  if (out.find(',', open) > end || out.find(' ', open) < end) return out;
  std::replace(out.begin() + static_cast<std::ptrdiff_t>(open),
               out.begin() + static_cast<std::ptrdiff_t>(end), ',', ' ');
  out[open] = out[end] = ' ';
  return out;
}

// "sys" + "tem" as "system".
std::string joined(std::string_view line) {
  std::string out;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '"' || line[at] == '\'') {
      std::size_t next = at + 1;
      while (next < line.size() && (line[next] == ' ' || line[next] == '+' || line[next] == '.')) ++next;
      const bool joins = next > at + 1 && next < line.size() && line[next] == line[at] &&
                         line.substr(at, next - at).find_first_of("+.") != std::string_view::npos;
      if (joins) {
        at = next;
        continue;
      }
    }
    out += line[at];
  }
  return out;
}

// The text that a row of numbers is: chr(114)+chr(109), [114, 109], [char]114.
std::string from_numbers(std::string_view line) {
  constexpr std::size_t kLeast = 4;
  std::string out;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (std::isdigit(static_cast<unsigned char>(line[at])) == 0 || (at > 0 && is_word(line[at - 1])))
      continue;
    const bool hex = line[at] == '0' && at + 1 < line.size() && (line[at + 1] == 'x' || line[at + 1] == 'X');
    if (hex) at += 2;
    const char c = number_at(line, at, hex ? 16 : 10, 3);
    if (c != 0) out += c;
  }
  return out.size() < kLeast ? "" : out;
}

bool makes_letters(std::string_view line) {
  for (const std::string_view word :
       {"chr", "fromCharCode", "fromCodePoint", "[char]", "bytes", "bytearray", "pack", "Buffer.from"})
    if (contains(line, word)) return true;
  return false;
}

}  // namespace

// NAME=VALUE at the start, or after a blank or a semicolon; values without anything in them to resolve.
void Unmasker::learn(std::string_view line) {
  for (std::size_t at = line.find('='); at != std::string_view::npos && values_.size() < kMostValues;
       at = line.find('=', at + 1)) {
    std::size_t start = at, from = at + 1;
    while (start > 0 && is_word(line[start - 1])) --start;
    if (start == at || at - start > 32 || (start > 0 && !contains(" \t;&(", line.substr(start - 1, 1))))
      continue;
    const char quote = from < line.size() && (line[from] == '"' || line[from] == '\'') ? line[from] : ' ';
    if (quote != ' ') ++from;
    const std::size_t end =
        std::min(quote == ' ' ? line.find_first_of(" \t;&|)\r", from) : line.find(quote, from), line.size());
    const std::string value(line.substr(from, std::min(end - from, kLongestValue)));
    if (!value.empty() && end - from <= kLongestValue && value.find_first_of("$`(") == std::string::npos)
      values_.insert_or_assign(std::string(line.substr(start, at - start)), value);
  }
}

std::string Unmasker::filled(std::string_view line) const {
  std::string out;
  for (std::size_t at = 0; at < line.size() && out.size() < 2 * kLongest; ++at) {
    const bool braced = line[at] == '$' && at + 1 < line.size() && line[at + 1] == '{';
    const std::size_t from = at + (braced ? 2 : 1);
    std::size_t end = from;
    while (line[at] == '$' && end < line.size() && is_word(line[end])) ++end;
    const auto found = end > from && (!braced || (end < line.size() && line[end] == '}'))
                           ? values_.find(line.substr(from, end - from))
                           : values_.end();
    if (found == values_.end()) {
      out += line[at];
      continue;
    }
    out += found->second;
    at = end - (braced ? 0 : 1);
  }
  return out;
}

std::vector<std::string> Unmasker::readings(std::string_view line) {
  std::vector<std::string> out;
  if (line.size() > kLongest || line.find_first_of("$\\\"'{=(") == std::string_view::npos) return out;
  learn(line);
  std::string plain = without_marks(joined(without_braces(line)));
  if (!values_.empty() && contains(plain, "$")) plain = without_marks(filled(plain));
  if (plain != line) out.push_back(std::move(plain));
  if (!makes_letters(line)) return out;
  if (std::string text = from_numbers(line); !text.empty()) out.push_back(std::move(text));
  return out;
}

}  // namespace galdr::gate
