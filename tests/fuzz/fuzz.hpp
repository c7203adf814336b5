/// What the fuzz targets share. A target defines LLVMFuzzerTestOneInput; libFuzzer's main() or replay.cpp's
/// calls it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace galdr::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// A finding, if what must hold does not.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

/// A private folder for files that are read by name; one a process, removed at its end.
const std::string& folder();
/// Writes folder()/`name`; returns its path.
std::string file_with(const std::string& name, std::string_view bytes);

}  // namespace galdr::fuzz
