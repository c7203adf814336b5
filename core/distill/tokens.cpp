#include "core/distill/tokens.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace galdr::distill {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

template <typename Is>
std::size_t end_of(std::string_view text, std::size_t at, Is is) {
  while (at < text.size() && is(text[at])) ++at;
  return at;
}

bool has_digit_at(std::string_view text, std::size_t at) { return at < text.size() && is_digit(text[at]); }

/// "1.4.0", "10.0.0.7": past the digits and the dots between them; `at` where there is no dot.
std::size_t dotted_end(std::string_view text, std::size_t at) {
  std::size_t end = end_of(text, at, is_digit);
  if (end == at || end + 1 >= text.size() || text[end] != '.' || !is_digit(text[end + 1])) return at;
  while (end < text.size() && text[end] == '.' && has_digit_at(text, end + 1))
    end = end_of(text, end + 1, is_digit);
  return end;
}

/// "2026-11-21", "2026-11", and the time that may follow: "T10:30:00Z".
std::size_t date_end(std::string_view text, std::size_t at) {
  std::size_t end = end_of(text, at, is_digit);
  if (end - at != 4 || (text[at] != '1' && text[at] != '2')) return at;
  std::size_t parts = 0;
  while (parts < 2 && end < text.size() && text[end] == '-' && end_of(text, end + 1, is_digit) == end + 3)
    end += 3, ++parts;
  if (parts < 2 || end >= text.size() || text[end] != 'T' || !has_digit_at(text, end + 1))
    return parts == 0 ? at : end;
  return end_of(text, end + 1, [](char c) { return is_digit(c) || c == ':' || c == '.' || c == 'Z'; });
}

std::size_t ticket_end(std::string_view text, std::size_t at) {
  const std::size_t hyphen = end_of(text, at, is_upper);
  if (hyphen - at < 2 || hyphen >= text.size() || text[hyphen] != '-') return at;
  const std::size_t end = end_of(text, hyphen + 1, is_digit);
  return end > hyphen + 1 && (end == text.size() || !is_word(text[end])) ? end : at;
}

std::size_t marker_end(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with("[REDACTED")) return at;
  const std::size_t end = text.find(']', at);
  return end == std::string_view::npos ? at : end + 1;
}

std::size_t shape_end(std::string_view text, std::size_t at) {
  const bool starts = at == 0 || !is_word(text[at - 1]);
  if (text[at] == '[') return marker_end(text, at);
  if (is_digit(text[at])) return std::max(starts ? date_end(text, at) : at, dotted_end(text, at));
  return starts && is_upper(text[at]) ? ticket_end(text, at) : at;
}

/// A new word begins here though nothing separates it: "test|Case", "v|1.4.0", "python|3.11".
bool begins_part(std::string_view text, std::size_t at) {
  if (is_upper(text[at])) return std::islower(static_cast<unsigned char>(text[at - 1])) != 0;
  return is_digit(text[at]) && !is_digit(text[at - 1]) && dotted_end(text, at) > at;
}

std::size_t word_end(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && is_word(text[end]) && !begins_part(text, end)) ++end;
  return end;
}

Token token_at(std::string_view text, std::size_t at) {
  if (const std::size_t end = shape_end(text, at); end > at)
    return {text.substr(at, end - at), TokenKind::shape};
  if (is_word(text[at])) return {text.substr(at, word_end(text, at) - at), TokenKind::word};
  if (is_space(text[at])) return {text.substr(at, end_of(text, at, is_space) - at), TokenKind::space};
  return {text.substr(at, 1), TokenKind::mark};
}

/// May a known value begin or end here? Between tokens, and between a digit and a letter.
bool is_seam(std::string_view text, std::size_t at) {
  if (at == 0 || at >= text.size() || !is_word(text[at - 1]) || !is_word(text[at])) return true;
  return is_digit(text[at - 1]) != is_digit(text[at]) || begins_part(text, at);
}

/// "1.2" does not stand in "1.2.3", nor in "0.1.2".
bool cuts_number(std::string_view text, std::size_t at, std::size_t end) {
  const bool before = at > 1 && text[at - 1] == '.' && is_digit(text[at - 2]) && is_digit(text[at]);
  return before || (is_digit(text[end - 1]) && has_digit_at(text, end + 1) && text[end] == '.');
}

using Known = std::vector<std::string_view>;

/// Indices of the known values, by their first byte.
std::array<std::vector<std::size_t>, 256> by_first_byte(const Known& known) {
  std::array<std::vector<std::size_t>, 256> out;
  for (std::size_t i = 0; i < known.size(); ++i)
    if (!known[i].empty()) out[static_cast<unsigned char>(known[i].front())].push_back(i);
  return out;
}

std::optional<Token> value_at(std::string_view text, std::size_t at, const Known& known,
                              const std::vector<std::size_t>& candidates) {
  std::optional<Token> out;
  for (const std::size_t i : candidates) {
    const std::size_t end = at + known[i].size();
    if (!text.substr(at).starts_with(known[i])) continue;
    if (!is_seam(text, at) || !is_seam(text, end) || cuts_number(text, at, end)) continue;
    if (!out || known[i].size() > out->text.size())
      out = Token{text.substr(at, known[i].size()), token_at(text, at).kind, static_cast<int>(i)};
  }
  return out;
}

std::string_view without_tag(std::string_view marker) { return marker.substr(0, marker.find('#')); }

}  // namespace

std::vector<Token> tokens_of(std::string_view text, const std::vector<std::string_view>& known) {
  std::vector<Token> out;
  const auto candidates = known.empty() ? std::array<std::vector<std::size_t>, 256>() : by_first_byte(known);
  for (std::size_t at = 0; at < text.size(); at += out.back().text.size()) {
    const auto value = value_at(text, at, known, candidates[static_cast<unsigned char>(text[at])]);
    out.push_back(value ? *value : token_at(text, at));
  }
  return out;
}

bool same_token(const Token& a, const Token& b) {
  if (a.value >= 0 && a.value == b.value) return true;
  if (a.kind != b.kind) return false;
  if (a.kind == TokenKind::space) return true;
  if (a.text.starts_with("[REDACTED")) return without_tag(a.text) == without_tag(b.text);
  return a.text == b.text;
}

int weight_of(const Token& token) {
  if (!token.holds_words()) return 1;
  if (token.value >= 0) return 12;
  return 4 + static_cast<int>(std::min<std::size_t>(token.text.size(), 8));
}

bool is_version(std::string_view word) {
  const std::size_t end = dotted_end(word, 0);
  if (end == 0 || word.empty()) return false;
  const bool ends_well = std::isalnum(static_cast<unsigned char>(word.back())) != 0;
  return end == word.size() || (ends_well && (word[end] == '-' || word[end] == '+' || word[end] == '.' ||
                                              std::isalpha(static_cast<unsigned char>(word[end])) != 0));
}

bool is_date(std::string_view word) { return !word.empty() && date_end(word, 0) == word.size(); }

bool is_ticket(std::string_view word) { return !word.empty() && ticket_end(word, 0) == word.size(); }

bool is_number(std::string_view word) { return !word.empty() && end_of(word, 0, is_digit) == word.size(); }

}  // namespace galdr::distill
