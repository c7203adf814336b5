/// The little of Markdown that a skill's text is judged by. Pure.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace galdr::skill {

/// Follows fenced blocks, line by line, whatever list or quote they stand in.
class Fences {
 public:
  enum class Line { outside, opens, inside, closes };
  Line take(std::string_view line);
  bool open() const { return length_ > 0; }

 private:
  char mark_ = '`';
  std::size_t length_ = 0;  ///< of the fence that is open; 0: none
};

/// The longest run of backticks.
std::size_t longest_ticks(std::string_view text);
/// What stands in the code spans of a line, whatever number of backticks encloses them.
std::vector<std::string> code_spans(std::string_view line);
/// The targets of inline links outside code spans.
std::vector<std::string> links_in(std::string_view line);

/// The names in {{name}}; other double braces are somebody else's templates.
std::vector<std::string> placeholders_in(std::string_view line);

/// Recorded text as one line of prose that starts no block of its own (fence, heading, HTML) and holds no
/// link.
std::string plain_line(std::string_view line);

}  // namespace galdr::skill
