/// How much of an event's long texts is kept. What is left out is counted, and named by its size and SHA-256.
#pragma once
#include <cstddef>

namespace galdr::event {

struct Keep {
  std::size_t longest_string = std::size_t{64} << 10;  ///< bytes; less than kNeverCut counts as that
  bool keep_images = false;
};

}  // namespace galdr::event
