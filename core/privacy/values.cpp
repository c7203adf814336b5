#include "core/privacy/values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/privacy/chars.hpp"
#include "core/privacy/names.hpp"

namespace galdr::privacy {
namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool has_crosses(std::string_view value) { return contains(value, "xxxx") || contains(value, "XXXX"); }

bool is_uuid(std::string_view value) {
  if (value.size() != 36) return false;
  for (std::size_t i = 0; i < value.size(); ++i)
    if (i == 8 || i == 13 || i == 18 || i == 23 ? value[i] != '-' : !is_hex(value[i])) return false;
  return true;
}

bool is_ulid_like(std::string_view value) {
  return value.size() == 26 && value[0] >= '0' && value[0] <= '7' && all(value, [](char c) {
           return is_digit(c) || (is_upper(c) && c != 'I' && c != 'L' && c != 'O' && c != 'U');
         });
}

/// A checksum or an id by its own look: "sha256:…", "sha512-…", toolu_…, call_…
bool is_identifier_value(std::string_view value) {
  for (const std::string_view head :
       {"sha1-", "sha256-", "sha384-", "sha512-", "sha256:", "sha512:", "sha1:", "md5:", "SHA256:", "toolu_",
        "call_", "msg_", "req_", "arn:", "urn:", "h1:"})
    if (value.substr(0, head.size()) == head) return true;
  return is_uuid(value) || is_ulid_like(value);
}

bool is_path_or_url(std::string_view value) {
  if (contains(value, "://")) return true;
  const bool rooted = value[0] == '/' || value.substr(0, 2) == "./" || value.substr(0, 3) == "../" ||
                      value.substr(0, 2) == "~/" || (value.size() > 2 && value[1] == ':' && value[2] == '\\');
  const std::size_t slash = value.find_last_of("/\\"), dot = value.rfind('.');
  if (slash == std::string_view::npos) return false;
  const std::size_t extension = dot == std::string_view::npos || dot < slash ? 0 : value.size() - dot - 1;
  const bool wordy = !any(value, is_digit) || entropy(value) < 4.2;
  return (rooted && (wordy || extension > 0)) || (extension > 0 && extension <= 6 && wordy) ||
         (wordy && !any(value, [](char c) { return c == '+' || c == '=' || is_upper(c); }));
}

bool is_repetitive(std::string_view value) {
  std::array<bool, 256> seen{};
  int distinct = 0;
  for (const char c : value)
    if (!std::exchange(seen[static_cast<unsigned char>(c)], true)) ++distinct;
  return distinct <= 2;
}

/// "abcdefghijklmnop", "1234567890abcdef": each byte the next of the one before, for the most part.
bool is_sequence(std::string_view value) {
  std::size_t steps = 0;
  for (std::size_t i = 1; i < value.size(); ++i)
    if (value[i] == value[i - 1] + 1 || (value[i] == '0' && value[i - 1] == '9')) ++steps;
  return value.size() >= 10 && steps * 10 >= value.size() * 6;
}

bool is_filler(std::string_view value) {
  const std::vector<std::string> words = words_of(value);
  return !words.empty() && !any(value, is_digit) && std::all_of(words.begin(), words.end(), is_filler_word);
}

/// Letters in one case, or Capitalised: what a word looks like. Signs between words count as spaces.
bool is_plain_words(std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!is_letter(value[i]) && !(value[i] == '-' || value[i] == '_' || value[i] == '.' || value[i] == ' ' ||
                                  value[i] == '/' || value[i] == ':' || value[i] == '!' || value[i] == '?'))
      return false;
  }
  const auto longest = [&] {
    std::size_t most = 0;
    for (const std::string& word : words_of(value)) most = std::max(most, word.size());
    return most;
  };
  const auto humps = std::count_if(value.begin(), value.end(), is_upper);
  const bool shouting = !any(value, is_lower);
  return longest() < 16 && (shouting || humps * 4 <= static_cast<std::ptrdiff_t>(value.size()));
}

bool has_hump(std::string_view text) {
  return std::adjacent_find(text.begin(), text.end(),
                            [](char a, char b) { return is_lower(a) && is_upper(b); }) != text.end();
}

/// a.b.c with names for parts. Digits count as a name's where the names have words in them.
bool is_name_chain(std::string_view value) {
  const auto in_chain = [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '?' || c == '!';
  };
  if (!contains(value, ".") || !all(value, in_chain)) return false;
  if (value.size() > 32 && any(value, is_digit) && entropy(value) > 4.4) return false;  // a token in parts
  for (std::size_t i = 0; i < value.size(); ++i)
    if (is_digit(value[i]) && (i == 0 || value[i - 1] == '.')) return false;
  return !any(value, is_digit) || contains(value, "_") || has_hump(value);
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

/// Does the value only say again what it is, as "challengePassword" does?
bool is_echo(std::string_view value) {
  const std::vector<std::string> words = words_of(value);
  const bool method = value.starts_with("oauth2");
  const bool digits = any(value.substr(method ? 6 : 0), is_digit);
  return words.size() > 1 && !digits && (method || nature_of_word(words.back()) != Nature::ordinary);
}

bool is_mixed(std::string_view value) { return any(value, is_digit) && any(value, is_letter); }

/// Letters and digits without order: a key, where no name vouches for it. Hashes and ids are not meant.
bool is_random(std::string_view value) {
  const auto in_key = [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '/' || c == '=' || c == '_';
  };
  const bool hash = all(value, is_hex) && (value.size() == 40 || value.size() == 64);
  return value.size() >= 16 && is_mixed(value) && all(value, in_key) && !hash &&
         !is_identifier_value(value) && entropy(value) >= 3.4;
}

bool is_number(std::string_view value) {
  return all(value,
             [](char c) { return is_digit(c) || c == '.' || c == '-' || c == '_' || c == ':' || c == '%'; });
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

/// A placeholder, a path, an address, an id or code: what stands behind a word that would vouch for a secret.
bool is_code_like(std::string_view value) {
  const auto in_code = [](char c) { return c == '(' || c == '[' || c == '{' || c == '<' || c == '"'; };
  const std::size_t at = value.find('@');
  const bool address = at != std::string_view::npos && at > 0 && contains(value.substr(at), ".") &&
                       !any(value.substr(at), [](char c) { return !in_name(c) && c != '@'; });
  const bool format =
      value.front() == '%' || contains(value, "%d") || contains(value, "%0") || contains(value, "%s");
  const bool hash = value.size() >= 32 && all(value, is_hex) && value.size() != 32;
  if (contains("([{", value.substr(value.size() - 1))) return true;
  return address || format || hash || value.front() == '-' || value.front() == '#' || is_placeholder(value) ||
         is_path_or_url(value) || is_identifier_value(value) ||
         (is_name_chain(value) && !is_random(value.substr(value.rfind('.') + 1))) || contains(value, "->") ||
         contains(value, "::") ||
         (any(value, in_code) && value.find_last_of(")]}>") != std::string_view::npos);
}

/// Runs of small letters, with the capital before them, of capitals, of digits, of signs.
std::size_t runs_of(std::string_view value) {
  const auto kind = [](char c) { return is_lower(c) ? 0 : is_upper(c) ? 1 : is_digit(c) ? 2 : 3; };
  std::size_t runs = 1;
  for (std::size_t i = 1; i < value.size(); ++i) {
    const int before = kind(value[i - 1]), now = kind(value[i]);
    if (before != now && !(before == 1 && now == 0)) ++runs;
  }
  return runs;
}

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

double entropy(std::string_view text) {
  std::array<unsigned, 256> counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const unsigned count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

bool is_placeholder(std::string_view value) {
  if (value.empty() || is_repetitive(value)) return true;
  const char first = value.front(), last = value.back();
  if ((first == '<' && last == '>') || (first == '{' && last == '}') || (first == '[' && last == ']') ||
      (first == '%' && last == '%' && value.size() > 2))
    return true;
  if (contains(value, "${") || contains(value, "{{") || contains(value, "$(") || contains(value, "***") ||
      contains(value, "...") || contains(value, "\xE2\x80\xA6") || contains(value, "\xE2\x80\xA2"))
    return true;
  if (first == '$' && value.size() > 1 &&
      all(value.substr(1), [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == ':'; }))
    return true;
  const std::string low = lowered(value);
  return has_crosses(value) || contains(value, "EXAMPLE") || contains(low, "placeholder") ||
         contains(low, "changeme") || contains(low, "[redacted") || contains(low, "your-") ||
         contains(low, "your_") || is_filler(value);
}

bool is_made(std::string_view value) {
  if (value.size() < 8 || !is_mixed(value) || is_code_like(value)) return false;
  const bool strong = any(value, [](char c) { return contains("!#%^&*$@~", {&c, 1}); });
  const bool cases = any(value, is_lower) && any(value, is_upper);
  if (!strong && !cases && value.size() < 20) return false;
  if (!strong && !cases && !is_random(value)) return false;
  return runs_of(value) * 7 > value.size() * 2 && entropy(value) >= 2.7;
}

bool is_chosen(std::string_view value) {
  if (value.size() < 6 || !any(value, is_letter) ||
      all(value, [](char c) { return is_letter(c) || c == '-' || c == '_' || c == '.' || c == ' '; }))
    return false;
  const auto date = [](char c) {
    return is_digit(c) || c == '-' || c == ':' || c == 'T' || c == 'Z' || c == '.';
  };
  return !is_code_like(value) && !all(value, date) && !contains(value, " ") && !is_echo(value);
}

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
