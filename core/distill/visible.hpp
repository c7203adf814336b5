/// Text as a person sees it: what does not show is taken out. Pure.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace galdr::distill {

/// One code point of UTF-8 and its length in bytes; a bad byte is U+FFFD of length 1.
struct Rune {
  char32_t value;
  std::size_t length;
};
Rune rune_at(std::string_view text, std::size_t at);
/// Does the code point show nothing, or change the order of what is shown?
bool is_invisible(char32_t c);
/// `text` without terminal sequences, control and invisible characters; bad UTF-8 becomes U+FFFD. Tabs and
/// line breaks stay.
std::string visible(std::string_view text);
/// How many characters (code points) it has.
std::size_t characters(std::string_view text);
/// At most `max` characters, at least 1; cut ones are marked with "…".
std::string first_characters(std::string_view text, std::size_t max);

}  // namespace galdr::distill
