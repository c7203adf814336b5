/// The table of secret families: what each looks like and what only looks like it.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace galdr::privacy {

/// A half-open range of bytes in a text.
struct Span {
  std::size_t begin = 0, end = 0;
  std::size_t size() const { return end - begin; }
};

/// What a pattern found: borrowed views, positions in the whole text.
struct Match {
  std::string_view text;
  std::string_view name;  ///< what the group `name` took; empty where the pattern has none
  Span secret;
  std::string_view value() const { return text.substr(secret.begin, secret.size()); }
  char before() const { return secret.begin > 0 ? text[secret.begin - 1] : '\0'; }
  char after() const { return secret.end < text.size() ? text[secret.end] : '\0'; }
};

/// One family. One of `pattern`, `match_at` and `find` is set, or none: `base64` is of what decodes to a
/// secret.
struct Rule {
  const char* id;
  const char* keywords;           ///< separated by '|', case does not count, 3 bytes or more each
  const char* pattern = nullptr;  ///< RE2, bytes; the secret is the first group that matched, `name` aside
  double entropy = 0;             ///< bits a character that the secret must reach
  std::size_t reach = 0;          ///< the pattern sees the keyword's line and this many bytes after it
  bool (*harmless)(const Match&) = nullptr;  ///< is this match no secret after all?
  bool (*worth)(std::string_view text,
                Span keyword) = nullptr;  ///< quick look around a keyword: run the pattern?
  Span (*match_at)(std::string_view text,
                   Span keyword) = nullptr;  ///< for tokens whose first bytes are a keyword: the token
  void (*find)(std::string_view,
               std::vector<Span>&) = nullptr;  ///< for what no pattern can tell: whole blocks
};

/// All families, the most specific first. At most 64: a set of them is a 64-bit mask.
std::span<const Rule> all_rules();

}  // namespace galdr::privacy
