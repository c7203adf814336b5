/// Where a string or a word goes on behind the end of its line. For views.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace galdr::privacy {

/// How a line end reads once the two lines are one.
struct Join {
  std::size_t dropped = 0;  ///< bytes before the line end that go as well
  std::size_t taken = 1;    ///< bytes from the line end on
  std::string_view put;     ///< what stands instead
};

/// A quick look: false where the line [begin, end) surely neither goes on nor ends with a string that does.
bool may_join(std::string_view text, std::size_t begin, std::size_t end);
/// Does the line [begin, end), which ends at a newline, go on in the next? By a field whose value stands
/// there, a block scalar of YAML, an option whose value is the next element, or a word cut at the width of a
/// terminal.
std::optional<Join> line_end_joins(std::string_view text, std::size_t begin, std::size_t end);
/// Two strings that are one, of which the first ends at the quote at `at`: the bytes from there to the first
/// of the second. 0 if there is none.
std::size_t strings_join_at(std::string_view text, std::size_t at);

}  // namespace galdr::privacy
