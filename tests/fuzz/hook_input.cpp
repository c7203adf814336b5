// The hook's reading of stdin: a pipe, a regular file, a size cap, and the scan for a complete value.
#include "hook/input.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "tests/fuzz/fuzz.hpp"

using namespace galdr;
using namespace galdr::fuzz;

namespace {

constexpr std::size_t kPipe = 4096;  ///< what a pipe is sure to take at once

void check(const hook::Input& input, std::string_view sent, std::size_t max_bytes) {
  require(input.bytes == sent.substr(0, max_bytes), "what was read is what was sent, up to the cap");
  require(input.total == static_cast<std::int64_t>(sent.size()), "all bytes are counted");
  require(input.cut == (sent.size() > max_bytes), "a cut is told");
}

void read_pipe(std::string_view text, const hook::Limits& limits) {
  int ends[2];
  require(::pipe(ends) == 0, "a pipe");
  require(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()), "a write");
  ::close(ends[1]);
  check(hook::read_input(ends[0], limits), text, limits.max_bytes);
  ::close(ends[0]);
}

void read_regular_file(std::string_view text, const hook::Limits& limits) {
  const int fd = ::open(file_with("stdin", text).c_str(), O_RDONLY | O_CLOEXEC);
  check(hook::read_input(fd, limits), text, limits.max_bytes);
  ::close(fd);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = text_of(data, std::min(size, kPipe));
  if (hook::is_complete_json(text)) {
    require(hook::is_complete_json(std::string(text) + "x"), "more bytes do not make it incomplete");
    require(text.find_first_of("}]") != text.npos, "a complete value has an end");
  }
  hook::Limits limits;
  limits.max_bytes = size % 3 == 0 ? size / 2 : kPipe;
  read_pipe(text, limits);
  read_regular_file(text, limits);
  return 0;
}
