/// Texts cut into tokens: the pieces that vary between runs as a whole. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace galdr::distill {

enum class TokenKind {
  word,   ///< letters and digits, as far as a new capital
  shape,  ///< what is one value though it holds marks: a version, a date, an address, a ticket, a secret's
          ///< marker
  space,  ///< white space of any length
  mark,   ///< any other single character
};

struct Token {
  std::string_view text;  ///< in the text that was cut
  TokenKind kind;
  int value = -1;  ///< index of the known value that it is; -1 if it is none

  bool holds_words() const { return kind == TokenKind::word || kind == TokenKind::shape || value >= 0; }
};

/// All of `text`, in order, nothing left out. Each of `known` is one token where it stands between others,
/// the longest first; an empty one is none.
std::vector<Token> tokens_of(std::string_view text, const std::vector<std::string_view>& known = {});
/// Equal, but for what differs from run to run without meaning anything: a secret's tag, the width of a gap.
/// Two that are the same known value of their runs are equal.
bool same_token(const Token& a, const Token& b);

/// What makes a match worth having: words tell more than marks.
int weight_of(const Token& token);

/// Digits with dots between ("1.4.0", "0.28"), and what may hang on ("2.0.0-rc.1").
bool is_version(std::string_view word);
/// "2026-11-21", "2026-11".
bool is_date(std::string_view word);
/// Capitals, a hyphen, digits: "OPS-311".
bool is_ticket(std::string_view word);
bool is_number(std::string_view word);

}  // namespace galdr::distill
