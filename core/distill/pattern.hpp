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

/// A part of a pattern: the same in all texts, or a hole.
struct Piece {
  std::string literal;
  Values values = {};  ///< of a hole; empty for a literal
  bool is_hole() const { return !values.empty(); }
};

/// Literals and holes in turn. Two literals never stand side by side.
using Pattern = std::vector<Piece>;

/// The texts of all runs as one pattern; at least one of them must be there. What only some texts hold and
/// the first has not is left out.
/// `known`: values that the runs are known to have, each one hole wherever it stands.
Pattern pattern_of(const Values& texts, const std::vector<Values>& known = {});

/// How alike two texts are in what their tokens say: 0 nothing, 1 all of it.
double likeness(std::string_view a, std::string_view b);

}  // namespace galdr::distill
