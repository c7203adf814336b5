/// ULIDs: 26 characters of Crockford base32, 48 bits of milliseconds and 80 random bits
/// (github.com/ulid/spec).
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "core/base/clock.hpp"

namespace galdr {

/// A ULID's text, NUL-terminated; usable in a signal handler.
struct Ulid {
  std::array<char, 27> text{};
  std::string_view view() const { return {text.data(), 26}; }
};

/// The ULID of `time` and `random`, 10 bytes of it.
Ulid make_ulid(Nanos time, const std::array<std::uint8_t, 10>& random);
/// A new one, its random part from the kernel. Two of the same millisecond are in no order.
Ulid new_ulid(Nanos time);
/// Is `text` a ULID as make_ulid writes it?
bool is_ulid(std::string_view text);

}  // namespace galdr
