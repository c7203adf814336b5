#include "core/outbox/row.hpp"

#include <algorithm>
#include <charconv>

namespace galdr::outbox {
namespace {

/// Takes the word up to `end` off the front of `text`.
std::string_view take_word(std::string_view& text, char end) {
  const auto at = std::min(text.find(end), text.size());
  const auto word = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return word;
}

bool take_number(std::string_view& text, char end, std::int64_t& out) {
  const auto word = take_word(text, end);
  const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), out);
  return error == std::errc{} && stop == word.data() + word.size();
}

}  // namespace

bool open_envelope(std::string_view text, Row& row) {
  std::int64_t cut = 0;
  if (!take_number(text, ' ', row.ts) || !take_number(text, ' ', row.boot_ns)) return false;
  row.agent = take_word(text, ' ');
  row.event = take_word(text, ' ');
  if (row.event == "-") row.event.clear();
  if (!take_number(text, ' ', cut) || !take_number(text, '\n', row.bytes)) return false;
  row.cut = cut != 0;
  row.env = text;
  return true;
}

std::string envelope_of(const Row& row) {
  return std::to_string(row.ts) + " " + std::to_string(row.boot_ns) + " " + row.agent + " " +
         (row.event.empty() ? "-" : row.event) + (row.cut ? " 1 " : " 0 ") + std::to_string(row.bytes) +
         "\n" + row.env;
}

}  // namespace galdr::outbox
