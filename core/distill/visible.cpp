#include "core/distill/visible.hpp"

#include <array>
#include <cctype>
#include <utility>

namespace galdr::distill {
namespace {

// Terminal sequences: ESC [ parameters letter, or ESC and one more.
std::size_t escape_length(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size() || text[at + 1] != '[') return 1;
  std::size_t end = at + 2;
  while (end < text.size() && !std::isalpha(static_cast<unsigned char>(text[end]))) ++end;
  return end < text.size() ? end + 1 - at : end - at;
}

bool is_control(char32_t c) { return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0); }

}  // namespace

Rune rune_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 && first < 0xF5 ? 4 : first >= 0xE0 ? 3 : 2;
  if (length == 1) return {first, 1};
  if (first < 0xC2 || first >= 0xF5 || at + length > text.size()) return {0xFFFD, 1};
  char32_t value = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {0xFFFD, 1};
    value = (value << 6) | (byte(i) & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value < 0xE000;
  if (value < kLeast[length] || value > 0x10FFFF || surrogate) return {0xFFFD, 1};
  return {value, length};
}

bool is_invisible(char32_t c) {
  if (c < 0xAD) return false;
  constexpr std::array<std::pair<char32_t, char32_t>, 18> kRanges = {{{0xAD, 0xAD},
                                                                      {0x34F, 0x34F},
                                                                      {0x61C, 0x61C},
                                                                      {0x115F, 0x1160},
                                                                      {0x17B4, 0x17B5},
                                                                      {0x180B, 0x180F},
                                                                      {0x200B, 0x200F},
                                                                      {0x2028, 0x202E},
                                                                      {0x2060, 0x206F},
                                                                      {0x3164, 0x3164},
                                                                      {0xFE00, 0xFE0E},
                                                                      {0xFEFF, 0xFEFF},
                                                                      {0xFFA0, 0xFFA0},
                                                                      {0xFFF9, 0xFFFB},
                                                                      {0xFFFE, 0xFFFF},
                                                                      {0x1D173, 0x1D17A},
                                                                      {0xE0000, 0xE0FFF},
                                                                      {0x10FFFE, 0x10FFFF}}};
  for (const auto& [first, last] : kRanges) {
    if (c >= first && c <= last) return true;
  }
  return false;
}

std::string visible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Rune rune = rune_at(text, at);
    if (rune.value == 0x1B) {
      at += escape_length(text, at);
      continue;
    }
    if (rune.value == 0xFFFD && rune.length == 1)
      out += "\xEF\xBF\xBD";
    else if (rune.value == 0x2028 || rune.value == 0x2029)
      out += ' ';
    else if (!is_control(rune.value) && !is_invisible(rune.value))
      out += text.substr(at, rune.length);
    at += rune.length;
  }
  return out;
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += rune_at(text, at).length) ++count;
  return count;
}

std::string first_characters(std::string_view text, std::size_t max) {
  if (characters(text) <= max) return std::string(text);
  std::size_t end = 0;
  for (std::size_t count = 1; count < max; ++count) end += rune_at(text, end).length;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace galdr::distill
