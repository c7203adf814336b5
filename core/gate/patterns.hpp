/// Tables of patterns that are matched all at once. Linear in the text whatever the patterns.
#pragma once
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace galdr::gate {

struct Pattern {
  bool grave;           ///< no decent skill holds it
  const char* code;     ///< of the finding
  const char* message;  ///< of the finding
  const char* regex;    ///< RE2; case does not count
};

/// Immutable once built; usable from several threads.
class Patterns {
 public:
  enum class Text { bytes, utf8 };
  /// Borrows the table. `keywords`: a pattern of words, one of which is in whatever matches; quick to look
  /// for.
  Patterns(std::span<const Pattern> table, const char* keywords, Text text = Text::bytes);
  ~Patterns();
  /// Those that match somewhere in `text`, in the table's order.
  std::vector<const Pattern*> in(std::string_view text) const;

 private:
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

/// Code in whatever language, a line at a time, as it stands.
const Patterns& code_patterns();
/// The same: what stays, what destroys, what hides what it is.
const Patterns& harm_patterns();
/// Lines that do harm together, in pairs: the first one has no code.
const Patterns& part_patterns();
/// Talk to an agent, a paragraph at a time, folded by `folded()`.
const Patterns& phrase_patterns();
/// The same in other words, voices and at other times.
const Patterns& guise_patterns();
/// The same of a description, by which an agent chooses.
const Patterns& choice_patterns();
/// Marks of an agent's or a model's own text, a line at a time, as it stands.
const Patterns& forged_patterns();
/// The same where nobody reads: in comments, titles, what is styled away.
const Patterns& hidden_patterns();
/// Talk in other scripts, a paragraph at a time, as it stands.
const Patterns& script_patterns();

}  // namespace galdr::gate
