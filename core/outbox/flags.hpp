/// hook.flags: one line that galdr writes for the hook, so that the hook parses no config. No file: all
/// defaults.
///
///   galdr-flags 1 capture=1 power=0 max_bytes=16777216 spill=0
#pragma once
#include <cstddef>
#include <string_view>

#include "core/base/fixed_text.hpp"

namespace galdr::outbox {

struct HookFlags {
  bool capture = true;      ///< false: record nothing (capture.mode off, or recording with none running)
  bool power = false;       ///< capture.durability power
  bool spill_only = false;  ///< never open outbox.db: its file system cannot carry a WAL
  std::size_t max_bytes = std::size_t{16} << 20;  ///< a payload is cut there
  bool operator==(const HookFlags&) const = default;
};

FixedText<256> to_text(const HookFlags& flags);
/// What `text` says; a word that is unknown or wrong leaves its default.
HookFlags parse_flags(std::string_view text);

}  // namespace galdr::outbox
