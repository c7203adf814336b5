#include "core/privacy/shapes.hpp"

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

bool is_repetitive(std::string_view value) {
  std::array<bool, 256> seen{};
  int distinct = 0;
  for (const char c : value)
    if (!std::exchange(seen[static_cast<unsigned char>(c)], true)) ++distinct;
  return distinct <= 2;
}

bool is_filler(std::string_view value) {
  const std::vector<std::string> words = words_of(value);
  return !words.empty() && !any(value, is_digit) && std::all_of(words.begin(), words.end(), is_filler_word);
}

bool has_hump(std::string_view text) {
  return std::adjacent_find(text.begin(), text.end(),
                            [](char a, char b) { return is_lower(a) && is_upper(b); }) != text.end();
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

bool is_identifier_value(std::string_view value) {
  for (const std::string_view head :
       {"sha1-", "sha256-", "sha384-", "sha512-", "sha256:", "sha512:", "sha1:", "md5:", "SHA256:", "toolu_",
        "call_", "msg_", "req_", "arn:", "urn:", "h1:"})
    if (value.substr(0, head.size()) == head) return true;
  return is_uuid(value) || is_ulid_like(value);
}

bool has_crosses(std::string_view value) { return contains(value, "xxxx") || contains(value, "XXXX"); }

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

bool is_sequence(std::string_view value) {
  std::size_t steps = 0;
  for (std::size_t i = 1; i < value.size(); ++i)
    if (value[i] == value[i - 1] + 1 || (value[i] == '0' && value[i - 1] == '9')) ++steps;
  return value.size() >= 10 && steps * 10 >= value.size() * 6;
}

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

bool is_echo(std::string_view value) {
  const std::vector<std::string> words = words_of(value);
  const bool method = value.starts_with("oauth2");
  const bool digits = any(value.substr(method ? 6 : 0), is_digit);
  return words.size() > 1 && !digits && (method || nature_of_word(words.back()) != Nature::ordinary);
}

bool is_mixed(std::string_view value) { return any(value, is_digit) && any(value, is_letter); }

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

namespace {

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
  const std::size_t open = value.find('(');
  const bool call = open != std::string_view::npos && open > 0 && in_name(value[open - 1]);
  if (call || value.starts_with("0x") || contains("([{<", value.substr(0, 1))) return true;
  return address || format || hash || value.front() == '-' || value.front() == '#' || is_placeholder(value) ||
         is_path_or_url(value) || is_identifier_value(value) ||
         (is_name_chain(value) && !is_random(value.substr(value.rfind('.') + 1))) || contains(value, "->") ||
         contains(value, "::") ||
         (any(value, in_code) && value.find_last_of(")]}>") != std::string_view::npos);
}

}  // namespace

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
  const bool name = contains(value, "_") && all(value, in_name);  // "AES_256_XTS", "value_2"
  if (name && (!is_made(value) || !any(value, is_lower))) return false;
  const auto date = [](char c) {
    return is_digit(c) || c == '-' || c == ':' || c == 'T' || c == 'Z' || c == '.';
  };
  return !is_code_like(value) && !all(value, date) && !contains(value, " ") && !is_echo(value);
}

}  // namespace galdr::privacy
