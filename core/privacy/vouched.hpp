/// Values that a word vouches for without a sign of assignment: "enable password x", "das Passwort lautet x",
/// "AUTH default x", and those in a table below such a word.
#pragma once
#include <string_view>
#include <vector>

#include "core/privacy/rules.hpp"

namespace galdr::privacy {

// For Rule::match_at.
/// The value that the word in `keyword` vouches for, in its line.
Span vouched_value_at(std::string_view text, Span keyword);
/// The same where `keyword` is of another language than English.
Span foreign_value_at(std::string_view text, Span keyword);

/// For Rule::worth: is the keyword in what could be the head of a column?
bool heads_column(std::string_view text, Span keyword);
/// For Rule::find: the values in columns that are headed "password", "token", …
void find_columns(std::string_view text, std::vector<Span>& out);

}  // namespace galdr::privacy
