#include "core/privacy/values.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "core/privacy/chars.hpp"
#include "core/privacy/names.hpp"
#include "core/privacy/shapes.hpp"

namespace galdr::privacy {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

/// Code where a literal would stand: a call, a subscript, a chain of names.
bool is_expression(const Match& match) {
  const std::string_view value = match.value();
  if (match.after() == '(' || match.after() == '[' || match.after() == '{') return true;
  if (match.after() == '>' && value.back() == '-') return true;  // "$request->input"
  if (match.after() == '<' && any(value, is_letter) && !any(value, is_digit)) return true;
  return is_name_chain(value) || contains(value, "->") || contains(value, "::");
}

/// A quoted text for people or a format, where a value could stand: "Enter your password", " + repr(x)",
/// "%s:%s".
bool is_message(std::string_view value) {
  if (value.size() >= 24 && !contains(value, " ") && entropy(value) > 4.3) return false;
  if (value.front() == ' ' || value.front() == ',' || value.front() == ')' || contains(value, "%s"))
    return true;
  const std::size_t open = value.find('{');
  if (open != std::string_view::npos && value.find('}', open) != std::string_view::npos) return true;
  if (!contains(value, " ") || any(value, is_digit)) return false;
  const std::vector<std::string> words = words_of(value);
  return is_upper(value.front()) || std::any_of(words.begin(), words.end(),
                                                [](const std::string& word) { return is_filler_word(word); });
}

/// "password2": a name for a secret.
bool is_variable(std::string_view value) {
  const auto within = [](char a, char b) { return is_digit(a) && is_letter(b); };  // "Mav3nPass"
  if (std::adjacent_find(value.begin(), value.end(), within) != value.end()) return false;
  const std::vector<std::string> words = words_of(value);
  return !words.empty() && !is_digit(value.front()) && nature_of_word(words.back()) != Nature::ordinary &&
         all(value, in_name);
}

/// Does nothing but a comment follow in the line?
bool ends_line(const Match& match) {
  const std::string_view rest = match.text.substr(match.secret.end);
  const std::size_t next = rest.find_first_not_of(" \t\r");
  return next == std::string_view::npos || rest[next] == '\n' || (next > 0 && rest[next] == '#');
}

/// Four words or more with signs between them, none of code or prose: "correct-horse-battery-staple".
bool is_word_chain(std::string_view value) {
  if (value.size() < 20 || !all(value, [](char c) { return is_lower(c) || c == '-' || c == '.'; }))
    return false;
  const std::vector<std::string> words = words_of(value);
  const auto common = [](const std::string& word) { return word.size() < 3 || is_common_word(word); };
  return words.size() > 3 && std::count_if(words.begin(), words.end(), common) < 2;
}

/// A plain word that is no code and no prose: alone at the end of `password: word`, or in `password=word&…`.
bool is_set_word(const Match& match) {
  const std::string_view value = match.value();
  if (is_word_chain(value)) return ends_line(match);
  if (value.size() < 4 || !all(value, is_lower) || is_common_word(value)) return false;
  const std::size_t begin = match.secret.begin;
  const bool in_string =
      match.after() == '&' || (match.after() == ';' && match.secret.end + 1 < match.text.size() &&
                               is_letter(match.text[match.secret.end + 1]));
  if (match.before() == '=') return in_string || ends_line(match);
  if (match.before() != ' ' || begin < 2 || !ends_line(match)) return false;
  return match.text[begin - 2] == ':' || (match.text[begin - 2] == '=' && value.size() > 8);
}

/// "Contraseña": what a form in another language says.
bool is_foreign_label(std::string_view value) {
  const auto foreign = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  return any(value, foreign) && !any(value, is_digit) && (is_upper(value.front()) || foreign(value.front()));
}

/// Is it "PASS: value" and not "PASS=value"?
bool name_of_line_ends(const Match& match) {
  const char* const end = match.name.data() + match.name.size();
  return *end == ':';
}

/// A password may be weak, so only what is surely none is let go.
bool harmless_password(const Match& match, bool literal) {
  const std::string_view value = match.value();
  if (value.size() < 3 || (is_number(value) && value.size() < 4) || is_foreign_label(value)) return true;
  if (!literal && is_set_word(match)) return false;
  if (match.name == "pass" || match.name == "PASS" || match.name == "Pass") {
    if (is_number(value) || is_plain_words(value)) return true;
    if (match.before() == ' ' &&
        (value.starts_with("Test") || value.starts_with("test") || !is_made(value)) &&
        name_of_line_ends(match))
      return true;  // what tests print
  }
  return !literal && (is_plain_words(value) || is_variable(value));
}

bool harmless_key(const Match& match, Nature nature, bool literal) {
  const std::string_view value = match.value();
  if (value.size() < (literal ? 6u : 8u) || is_number(value) || is_sequence(value)) return true;
  if (nature == Nature::loose) return !is_random(value);
  if (is_plain_words(value)) return !literal || any(value, [](char c) { return c == ' ' || c == '/'; });
  if (!literal && value.size() < 16 && all(value, [](char c) { return is_letter(c) || c == '_'; }))
    return true;
  return entropy(value) < (is_mixed(value) ? 2.2 : 3.0);
}

bool harmless_named(const Match& match, bool literal_words) {
  const Nature nature = nature_of(match.name);
  const std::string_view value = match.value();
  if (nature == Nature::ordinary || is_placeholder(value) || is_path_or_url(value) || is_echo(value))
    return true;
  const char* const name_begin = match.name.data();
  const std::size_t name_at = static_cast<std::size_t>(name_begin - match.text.data());
  if (match.text.substr(0, name_at).ends_with("ublic ")) return true;  // "public key: …"
  const bool within_arn = name_begin != match.text.data() && name_begin[-1] == ':' && match.before() == ':';
  if (within_arn) return true;
  if (nature == Nature::password) return harmless_password(match, literal_words);
  if (value.substr(0, 3) == "sha" && is_identifier_value(value)) return true;
  return harmless_key(match, nature, literal_words);
}

bool is_environment_name(std::string_view name) { return any(name, is_upper) && !any(name, is_lower); }

/// One cookie: a setting such as "theme=dark", unless its name is of a login's.
bool harmless_crumb(std::string_view name, std::string_view value) {
  if (is_placeholder(value)) return true;
  const std::string low = lowered(name);
  for (const std::string_view part :
       {"sess", "sid", "auth", "token", "csrf", "xsrf", "jwt", "login", "remember", "key", "secret"})
    if (contains(low, part)) return false;
  const bool locale = value.size() == 5 && value[2] == '-' && is_lower(value[0]) && is_upper(value[4]);
  return value.size() < 16 && (locale || is_plain_words(value) || (is_number(value) && value.size() < 5));
}

}  // namespace

bool harmless_token(const Match& match) {
  const std::string low = lowered(match.value());
  return has_crosses(match.value()) || contains(match.value(), "EXAMPLE") || is_sequence(match.value()) ||
         contains(low, "your-") || contains(low, "your_") || contains(low, "placeholder") ||
         contains(low, "redacted") || contains(low, "-here") || contains(low, "_here") ||
         contains(low, "0000000000");
}

bool harmless_loose_token(const Match& match) {
  return harmless_token(match) || !any(match.value(), is_digit);
}

bool harmless_assignment(const Match& match) {
  const bool quoted = is_quote(match.before());
  if (quoted ? is_message(match.value()) : is_expression(match)) return true;
  const bool shell = match.before() == '=' && is_environment_name(match.name);
  const bool literal = shell || (quoted && nature_of(match.name) == Nature::password);
  return harmless_named(match, literal);
}

bool harmless_environment(const Match& match) {
  return match.value().front() == '=' || match.value().front() == '(' || harmless_named(match, true);
}

bool harmless_flag(const Match& match) {
  const std::string_view value = match.value();
  if (value.front() == '-' || (contains(value, "=") && contains(value, ","))) return true;
  const bool password = nature_of(match.name) == Nature::password;
  const bool word = password && value.size() > 3 && all(value, is_lower) && !is_common_word(value);
  return harmless_named(match, password && (match.before() == '=' || word));
}

bool harmless_prose(const Match& match) {
  const std::string_view value = match.value();
  return !is_mixed(value) || is_placeholder(value) || is_path_or_url(value) || is_identifier_value(value) ||
         is_expression(match) || entropy(value) < 2.2;
}

bool harmless_header(const Match& match) {
  const std::string_view value = match.value();
  const bool names = contains(value, "-") && is_upper(value.front()) && all(value, [](char c) {
                       return is_letter(c) || c == '-';
                     });  // "Authorization, X-Api-Key"
  if (names && value.size() < 40) return true;
  if (is_placeholder(value) || value.size() < 6 || value.front() == '{' || is_path_or_url(value)) return true;
  return is_plain_words(value) || (!is_quote(match.before()) && is_expression(match));
}

bool harmless_cookie(const Match& match) {
  std::string_view rest = match.value();
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find(';'));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && !harmless_crumb(pair.substr(0, equals), pair.substr(equals + 1)))
      return false;
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
  }
  return true;
}

bool harmless_random(const Match& match) {
  return !is_random(match.value()) || is_placeholder(match.value()) || is_path_or_url(match.value());
}

bool harmless_argument(const Match& match) {
  const std::string_view value = match.value();
  return value.size() < 4 || value.front() == '-' || value.front() == '<' || is_placeholder(value) ||
         is_common_word(value) || is_number(value);
}

bool harmless_quoted(const Match& match) {
  const std::string_view value = match.value();
  return value.size() < 4 || is_message(value) || is_placeholder(value) || is_common_word(value);
}

bool harmless_words(const Match& match) {
  const std::string padded = " " + std::string(match.value()) + " ";
  for (const std::string_view word :
       {" the ", " and ", " for ", " are ", " from ", " you ", " your ", " not "})
    if (contains(padded, word)) return true;
  return false;
}

bool harmless_link(const Match& match) {
  const std::string_view value = match.value();
  const auto dashes =
      std::count(value.begin(), value.end(), '-') + std::count(value.begin(), value.end(), '.');
  return !is_mixed(value) || is_identifier_value(value) || is_placeholder(value) || dashes > 4 ||
         (all(value, is_hex) && value.size() == 40) || entropy(value) < 3.3;
}

bool harmless_below(const Match& match) {
  const std::size_t line =
      match.text.find_last_not_of(" \t`", match.secret.begin == 0 ? 0 : match.secret.begin - 1);
  const bool alone = line != std::string_view::npos && match.text[line] == '\n';
  if (match.name.ends_with("--")) return true;  // "-----BEGIN PUBLIC KEY-----"
  return harmless_assignment(match) ||
         (alone && (!is_made(match.value()) || !(ends_line(match) || is_quote(match.after()))));
}

bool harmless_pair(const Match& match) {
  const std::string_view value = match.value();
  const bool telling =
      any(value, is_letter) && any(value, [](char c) { return !is_letter(c) && !is_lower(c); });
  return !telling ||
         !any(value, [](char c) { return is_digit(c) || c == '!' || c == '@' || c == '#' || c == '$'; }) ||
         contains(value, " ") || harmless_assignment(match);
}

bool harmless_plain(const Match& match) {
  return match.value().front() == '-' || is_placeholder(match.value());
}

}  // namespace galdr::privacy
