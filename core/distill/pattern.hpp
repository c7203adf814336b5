/// What several texts of one shape share, and what varies between them. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/distill/tokens.hpp"

namespace galdr::distill {

/// What stands in one place of a text, by run; nothing where a run has no such text.
using Values = std::vector<std::optional<std::string>>;

/// That of the first run that has one; there must be one.
const std::string& first_of(const Values& values);

/// A part of a pattern: the same in all texts, or a hole.
struct Piece {
  std::string literal;
  Values values = {};  ///< of a hole; empty for a literal
  bool is_hole() const { return !values.empty(); }
};

/// Literals and holes in turn. Two literals never stand side by side.
using Pattern = std::vector<Piece>;

/// Too many words to be held against another text?
bool is_too_long(std::string_view text);
/// The texts of all runs as one pattern; at least one of them must be there. What fewer than half of them
/// hold is left out; texts that are too long are told as the first. `known`: values that the runs are known
/// to have, each one hole wherever it stands.
Pattern pattern_of(const Values& texts, const std::vector<Values>& known = {});

/// The words of a text, ready to be compared; views into it.
struct Words {
  std::vector<Token> in_order;
  std::vector<std::size_t> sorted;  ///< a hash of each
};
Words words_of(std::string_view text);
/// How much of what two texts say is the same, in the same order: 0 nothing, 1 all of it.
double likeness(const Words& a, const Words& b);
double likeness(std::string_view a, std::string_view b);
/// An upper bound of it, in linear time.
double most_alike(const Words& a, const Words& b);

}  // namespace galdr::distill
