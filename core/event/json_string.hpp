/// JSON strings: between the text that they stand for and their written form.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace galdr::event {

enum class StringRead {
  done,
  cut,  ///< the bytes end inside it
  bad,  ///< an escape that JSON does not have
};

/// Reads the string whose opening quote stands at `pos`, appends its decoded text to `out` (what there is of
/// it, if cut) and moves `pos` behind its closing quote. Lone surrogates become U+FFFD; other bytes are taken
/// as they are.
StringRead read_json_string(std::string_view in, std::size_t& pos, std::string& out);

/// Appends `text` as a JSON string, quotes included; invalid UTF-8 as U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace galdr::event
