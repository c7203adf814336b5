/// How much of an event's long texts is kept. What is left out is counted, and named by its size and SHA-256.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/event/json_text.hpp"

namespace galdr::event {

struct Keep {
  std::size_t longest_string = std::size_t{64} << 10;  ///< bytes; less than kNeverCut counts as that
  bool keep_images = false;
};

constexpr std::size_t kNeverCut = std::size_t{8} << 10;  ///< a string up to here is whole in every event

/// What was left out of one event.
struct Kept {
  std::int64_t images = 0;  ///< pictures in base64, each replaced by "[image/png 48213 bytes sha256:…]"
  std::int64_t cut =
      0;  ///< strings with "[… 1048576 bytes in all, sha256:…, 1015808 left out …]" in the middle
};

/// An edit that redacts a string by `redact`, then shortens it; pictures are not redacted. Returns what
/// `redact` counted. No secret is cut in two; sizes and hashes are those of the strings before both. Borrows
/// all three.
StringEdit keeping(const StringEdit& redact, const Keep& keep, Kept& kept);

}  // namespace galdr::event
