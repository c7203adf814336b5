#include "core/outbox/flags.hpp"

#include <charconv>

namespace galdr::outbox {
namespace {

void take_word(std::string_view word, HookFlags& flags) {
  const auto equals = word.find('=');
  if (equals == std::string_view::npos) return;
  const auto name = word.substr(0, equals), value = word.substr(equals + 1);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || end != value.data() + value.size()) return;
  if (name == "capture") flags.capture = number != 0;
  if (name == "power") flags.power = number != 0;
  if (name == "spill") flags.spill_only = number != 0;
  if (name == "max_bytes" && number > 0) flags.max_bytes = number;
}

}  // namespace

std::string to_text(const HookFlags& flags) {
  const auto digit = [](bool value) { return value ? "1" : "0"; };
  return std::string("galdr-flags 1 capture=") + digit(flags.capture) + " power=" + digit(flags.power) +
         " max_bytes=" + std::to_string(flags.max_bytes) + " spill=" + digit(flags.spill_only) + "\n";
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
