/// Standard input with deadlines: the payload of one hook call.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/clock.hpp"

namespace galdr::hook {

struct Limits {
  Nanos idle = 250 * kMilli;    ///< without a byte
  Nanos settle = 5 * kMilli;    ///< without a byte once the top-level JSON value is complete
  Nanos total = 1650 * kMilli;  ///< in all; with the time that the outbox is given, 2 s
  std::size_t max_bytes = 0;    ///< kept; the rest is read and dropped, so that the writer gets no EPIPE
};

struct Input {
  std::string_view bytes;  ///< stays valid for the life of the process
  std::int64_t total = 0;  ///< how many bytes came, kept or not
  bool cut = false;        ///< the bytes are not the whole payload
  bool terminal = false;   ///< a person's terminal: nothing was read
};

/// Reads `fd` to its end or a deadline. Never touches the descriptor's flags: they are the agent's too.
Input read_input(int fd, const Limits& limits);

/// Does `text` hold one whole JSON object or array? Looks at brackets and strings only.
bool is_complete_json(std::string_view text);

}  // namespace galdr::hook
