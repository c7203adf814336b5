#include "core/privacy/vouched.hpp"

#include <algorithm>

#include "core/privacy/chars.hpp"
#include "core/privacy/names.hpp"
#include "core/privacy/shapes.hpp"

namespace galdr::privacy {
namespace {

constexpr std::size_t kWindow = 96;  // bytes behind the word in which the value begins
constexpr std::size_t kValueMax = 512;
constexpr int kWordsBetween = 5;

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_foreign(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool ends_word(char c) {
  return is_blank(c) || c == '\n' || c == '\r' || is_quote(c) || is_foreign(c) || c == ',' || c == ';' ||
         c == '<' || c == '>' || c == '|' || c == '\\';
}

/// The word at `at`, without the signs of punctuation that end a sentence.
Span word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && end - at < kValueMax && !ends_word(text[end])) ++end;
  while (end > at && (text[end - 1] == '.' || text[end - 1] == ')')) --end;
  return {at, end};
}

std::size_t skip(std::string_view text, std::size_t at, std::string_view signs) {
  return std::min(text.find_first_not_of(signs, at), text.size());
}

/// "AUTH default x", "a001 LOGIN user x", "createUser name SHA x", "password 7 x": how many words may stand
/// before the value.
int words_before_value(std::string_view name) {
  if (name == "AUTH" || name == "LOGIN" || name == "createUser") return 2;
  return name == "password" || name == "secret" || name.ends_with(" key") ? 1 : 0;
}

bool is_step(std::string_view name, std::string_view word) {
  if (name == "password" || name == "secret" || name.ends_with(" key"))
    return word.size() == 1 && is_digit(word.front());
  return true;
}

/// Does `name` vouch for what follows it after blanks only?
bool vouches(std::string_view name) {
  if (name == "PASS" || name == "AUTH" || name == "LOGIN" || name == "createUser") return true;
  if (name.ends_with(" community")) return true;
  if (name == "pass") return false;  // a verb
  const Nature nature = nature_of(name);
  return nature == Nature::password || nature == Nature::secret;
}

/// A verb of another language, which makes of an English word a sentence.
bool is_foreign_verb(std::string_view word) {
  return listed(word,
                " is was are be ist est es jest lautet er este adalah fue era eh e on to van sono sarà ");
}

/// "la password di root è x": the value behind a verb.
Span value_after_verb(std::string_view text, std::size_t at) {
  bool verb = false;
  const std::size_t stop = std::min(text.size(), at + kWindow);
  for (int words = 0; words <= kWordsBetween && at < stop; ++words) {
    for (; at < stop && (is_blank(text[at]) || is_quote(text[at]) || is_foreign(text[at]) || text[at] == ':');
         ++at)
      verb = verb || is_foreign(text[at]);
    const Span word = word_at(text, at);
    if (word.size() == 0) return {};
    const std::string_view value = text.substr(word.begin, word.size());
    if (verb && is_made(value)) return word;
    verb = verb || is_foreign_verb(value);
    at = word.end;
  }
  return {};
}

/// Is what stands behind it in quotes a literal? Of "secret" it could be a name.
bool names_literal(std::string_view name) {
  return nature_of(name) == Nature::password || !any(name, is_lower) || name == "createUser";
}

Span value_after_blanks(std::string_view text, std::string_view name, std::size_t at) {
  for (int left = words_before_value(name);; --left) {
    const std::size_t begin = skip(text, at, " \t");
    if (begin == at || begin >= text.size()) return {};
    const bool quoted = is_quote(text[begin]) || text[begin] == '\\';
    const std::size_t first = quoted ? skip(text, begin, "\\\"'`") : begin;
    const Span word = word_at(text, first);
    const std::string_view value = text.substr(word.begin, word.size());
    const bool closed =
        quoted && word.end < text.size() && (is_quote(text[word.end]) || text[word.end] == '\\');
    if (is_made(value) || (closed && names_literal(name) && is_chosen(value))) return word;
    if (left == 0 || quoted || word.size() == 0 || !is_step(name, value)) return {};
    at = word.end;
  }
}

/// "login: jane / x", "-Dsonar.login=x", "pw=x"
Span value_of_login(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != ':' && text[at] != '=')) return {};
  Span word = word_at(text, skip(text, at + 1, " \t\"'"));
  if (text.substr(word.end, 3) == " / ") word = word_at(text, word.end + 3);
  return is_made(text.substr(word.begin, word.size())) ? word : Span{};
}

/// Behind "Unseal Key 1: ", "**Password:** ", "Key**: " the value begins; 0 if it is not that.
std::size_t behind_mark(std::string_view text, std::size_t at, std::string_view name) {
  if (text.substr(at, 4) == ":** " || text.substr(at, 4) == "**: " || text.substr(at, 4) == ":__ ")
    return at + 3;
  if (text.substr(at, 3) == " | ") return at + 2;
  if (!name.ends_with("ey") || at + 3 >= text.size() || text[at] != ' ' || !is_digit(text[at + 1])) return 0;
  const std::size_t digits = skip(text, at + 1, "0123456789");
  return text.substr(digits, 2) == ": " ? digits + 1 : 0;
}

/// Can a value stand in the rest of the line? It has a digit, or quotes around it. Quick: most words that
/// vouch stand in prose.
bool may_hold_value(std::string_view text, std::size_t at) {
  for (const std::size_t stop = std::min(text.size(), at + kWindow + kValueMax);
       at < stop && text[at] != '\n'; ++at)
    if (is_digit(text[at]) || is_quote(text[at])) return true;
  return false;
}

/// Does the word whose beginning ends at `end` end there, but for an ending of its grammar?
bool ends_here(std::string_view text, std::size_t end) {
  const bool capitals = is_upper(text[end - 1]);
  std::size_t at = end;
  while (at < text.size() && (capitals ? is_upper(text[at]) : is_lower(text[at]))) ++at;
  return at - end < 3 && (at == end || at >= text.size() || !is_letter(text[at]));
}

}  // namespace

Span vouched_value_at(std::string_view text, Span keyword) {
  while (!in_name(text[keyword.end - 1])) --keyword.end;  // "pw="
  const std::size_t end = name_end(text, keyword.end);
  if (!may_hold_value(text, end)) return {};
  const std::string_view name = whole_name(text, keyword.begin, end - keyword.begin);
  if (end >= text.size() || name.size() > 64) return {};
  if (const std::size_t mark = behind_mark(text, end, name)) return value_after_blanks(text, name, mark);
  if (name.ends_with("ogin") || name.ends_with("pw") || name == "WIF" || name == "wif") {
    if (const Span value = value_of_login(text, end); value.size() > 0) return value;
  }
  if (!is_blank(text[end]) || !vouches(name)) return {};
  if (const Span value = value_after_blanks(text, name, end); value.size() > 0) return value;
  return is_lower(name.back()) ? value_after_verb(text, end) : Span{};
}

Span foreign_value_at(std::string_view text, Span keyword) {
  const char before = keyword.begin > 0 ? text[keyword.begin - 1] : ' ';
  const bool hump = is_upper(text[keyword.begin]) && is_lower(before) && is_lower(text[keyword.begin + 1]);
  if (!is_foreign(text[keyword.begin]) && !hump && (is_letter(before) || is_digit(before))) return {};
  if (!is_foreign(text[keyword.end - 1]) && !ends_here(text, keyword.end)) return {};
  std::size_t at = name_end(text, keyword.end);
  const std::size_t stop = std::min({text.size(), at + kWindow, text.find('\n', at)});
  bool assigned = false;
  for (int words = 0; words <= kWordsBetween && at < stop; ++words) {
    for (; at < stop && (ends_word(text[at]) || text[at] == ':' || text[at] == '=' || text[at] == '*'); ++at)
      assigned = assigned || text[at] == ':' || text[at] == '=' || text.substr(at, 3) == "\xEF\xBC\x9A" ||
                 text.substr(at, 3) == "\xE2\x80\x94";
    std::size_t end = at;
    while (end < text.size() && end - at < kValueMax && !ends_word(text[end]) &&
           (assigned || text[end] != ':') && (assigned || text[end] != '='))
      ++end;
    while (end > at && (text[end - 1] == '.' || text[end - 1] == ')')) --end;
    const std::string_view value = text.substr(at, end - at);
    if (is_made(value) || (assigned && is_chosen(value))) return {at, end};
    if (assigned || value.empty()) return {};
    at = end;
  }
  return {};
}

}  // namespace galdr::privacy
