#include "core/outbox/flags.hpp"

#include <algorithm>
#include <charconv>

namespace galdr::outbox {
namespace {

void take_word(std::string_view word, HookFlags& flags) {
  const auto equals = word.find('=');
  if (equals == std::string_view::npos) return;
  const auto name = word.substr(0, equals);
  word.remove_prefix(equals + 1);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc{} || end != word.data() + word.size()) return;
  if (name == "capture") flags.capture = number != 0;
  if (name == "power") flags.power = number != 0;
  if (name == "spill") flags.spill_only = number != 0;
  if (name == "max_bytes" && number > 0) flags.max_bytes = number;
}

}  // namespace

FixedText<256> to_text(const HookFlags& flags) {
  FixedText<256> text;
  text.add("galdr-flags 1 capture=").number(flags.capture ? 1 : 0).add(" power=").number(flags.power ? 1 : 0);
  text.add(" max_bytes=").number(flags.max_bytes).add(" spill=").number(flags.spill_only ? 1 : 0).add("\n");
  return text;
}

HookFlags parse_flags(std::string_view text) {
  HookFlags flags;
  constexpr std::string_view kMagic = "galdr-flags 1 ";
  if (text.substr(0, kMagic.size()) != kMagic) return flags;
  for (text.remove_prefix(kMagic.size()); !text.empty();) {
    const auto end = std::min(text.find_first_of(" \n"), text.size());
    take_word(text.substr(0, end), flags);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return flags;
}

}  // namespace galdr::outbox
