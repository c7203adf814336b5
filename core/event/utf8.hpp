/// UTF-8 (RFC 3629) in bytes that may be anything at all.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace galdr::event {

/// U+FFFD, which stands for what could not be read.
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Length in bytes of the valid sequence at the front of `text`, which is not empty; 0 if there is none.
std::size_t utf8_sequence(std::string_view text);
/// How many bytes there are before the first one beyond ASCII.
std::size_t ascii_length(std::string_view text);
/// `text` with each byte that is not part of a valid sequence replaced by U+FFFD.
std::string valid_utf8(std::string_view text);
/// Is it so already?
bool is_valid_utf8(std::string_view text);
/// Without a character at its end whose last bytes are missing.
std::string_view without_torn_tail(std::string_view text);
/// At most `size` bytes from the front of valid UTF-8, ending between two characters.
std::string_view utf8_head(std::string_view text, std::size_t size);

}  // namespace galdr::event
