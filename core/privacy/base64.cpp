#include "core/privacy/base64.hpp"

#include <array>
#include <cstdint>

namespace galdr::privacy {
namespace {

constexpr std::size_t kShortest = 24;  // of {"token":"…"}, and more
constexpr std::size_t kHead = 16;      // must decode to printable characters: 12 of them

constexpr auto kValues = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::int8_t>(i);
  values['-'] = 62, values['_'] = 63;
  return values;
}();

int value_of(char c) { return kValues[static_cast<unsigned char>(c)]; }

std::string decoded(std::string_view run) {
  std::string bytes;
  bytes.reserve(run.size() / 4 * 3 + 3);
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < run.size(); ++i) {
    group = group << 6 | static_cast<std::uint32_t>(value_of(run[i]));
    if (i % 4 != 0) bytes += static_cast<char>(group >> (6 - 2 * (i % 4)) & 0xFF);
  }
  return bytes;
}

bool is_printable(std::uint32_t byte) {
  return (byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\r' || byte == '\t';
}

/// Can a byte of a text begin with these six bits?
bool may_begin(char c) {
  const int value = value_of(c);
  return (value >= 8 && value < 32) || value == 2 || value == 3;
}

/// Does the run's head decode to a text?
bool tells_text(std::string_view run) {
  if (run.size() < kHead) return false;
  if (!may_begin(run[0]) || !may_begin(run[4]) || !may_begin(run[8]) || !may_begin(run[12])) return false;
  for (std::size_t i = 0; i < kHead; i += 4) {
    std::uint32_t group = 0;
    for (const char c : run.substr(i, 4)) group = group << 6 | static_cast<std::uint32_t>(value_of(c));
    if (!is_printable(group >> 16 & 0xFF) || !is_printable(group >> 8 & 0xFF) || !is_printable(group & 0xFF))
      return false;
  }
  return true;
}

/// A run may begin with a slash or so that is none of it.
void add(std::string_view text, Span run, std::vector<Encoded>& out) {
  const std::string_view digits = text.substr(run.begin, run.size());
  std::size_t end = run.end;
  while (end < text.size() && end < run.end + 2 && text[end] == '=') ++end;
  for (std::size_t skip = 0; skip < 4; ++skip) {
    if (!tells_text(digits.substr(skip))) continue;
    out.push_back({{run.begin + skip, end}, decoded(digits.substr(skip))});
    return;
  }
}

}  // namespace

// A run covers one of every kShortest places: only those are looked at, and what stands before them.
std::vector<Encoded> base64_texts(std::string_view text) {
  std::vector<Encoded> found;
  for (std::size_t at = 0; at + kShortest <= text.size();) {
    std::size_t first = at + kShortest;
    while (first > at && value_of(text[first - 1]) >= 0) --first;
    if (first > at) {
      at = first;
      continue;
    }
    std::size_t end = at + kShortest;
    while (end < text.size() && value_of(text[end]) >= 0) ++end;
    add(text, {at, end}, found);
    at = end;
  }
  return found;
}

}  // namespace galdr::privacy
