/// Recorded text as Markdown that it cannot break out of. Pure.
#pragma once
#include <string>
#include <string_view>

namespace galdr::skill {

/// How much of a text is told.
struct Room {
  std::size_t lines, line_bytes, bytes;
};

struct Block {
  std::string text;
  bool whole = true;  ///< nothing was left out
};

/// One line of prose: harmless to load, starting no block, holding no link.
std::string prose(std::string_view text);
/// A double-quoted value of front matter.
std::string quoted(std::string_view text);
/// A fenced block that nothing inside can close, indented to stand in a list.
Block fenced(std::string_view language, std::string_view text, const Room& room,
             std::string_view indent = "");
/// The language of a fence for a file: the end of its name, where that is a plain one.
std::string language_of(std::string_view path);

}  // namespace galdr::skill
