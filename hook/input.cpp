#include "hook/input.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace galdr::hook {
namespace {

constexpr std::size_t kFirst = 65536 + 4096;  ///< a pipe's worth: most payloads never leave it
char first_buffer[kFirst];

/// A growing buffer that starts in static memory. Growth by realloc moves pages, not bytes, where they are
/// many.
class Buffer {
 public:
  char* room(std::size_t wanted) {
    if (capacity_ - size_ < wanted && !grow(size_ + wanted)) return nullptr;
    return data_ + size_;
  }
  void filled(std::size_t n) { size_ += n; }
  std::size_t size() const { return size_; }
  std::size_t left() const { return capacity_ - size_; }
  std::string_view view() const { return {data_, size_}; }

 private:
  bool grow(std::size_t wanted) {
    const std::size_t capacity = std::max(wanted, capacity_ * 4);
    char* bigger = static_cast<char*>(std::realloc(data_ == first_buffer ? nullptr : data_, capacity));
    if (bigger == nullptr) return false;
    if (data_ == first_buffer) std::memcpy(bigger, data_, size_);
    data_ = bigger;
    capacity_ = capacity;
    return true;
  }
  char* data_ = first_buffer;
  std::size_t size_ = 0, capacity_ = kFirst;
};

bool readable_within(int fd, Nanos wait) {
  pollfd p{fd, POLLIN, 0};
  const int millis = static_cast<int>((wait + kMilli - 1) / kMilli);
  return ::poll(&p, 1, millis) > 0;
}

ssize_t read_some(int fd, char* into, std::size_t room) {
  ssize_t n = 0;
  do n = ::read(fd, into, room);
  while (n < 0 && errno == EINTR);
  return n;
}

/// One read, kept as far as the cap allows. False at the end of input or an error.
bool take(int fd, std::size_t max_bytes, Buffer& buffer, Input& input) {
  static char dropped[16384];
  const std::size_t keep = max_bytes - std::min(max_bytes, buffer.size());
  char* into = keep == 0 ? dropped : buffer.room(std::min<std::size_t>(keep, 4096));
  if (into == nullptr) into = dropped;
  const ssize_t n = read_some(fd, into, into == dropped ? sizeof dropped : std::min(keep, buffer.left()));
  if (n <= 0) return false;
  if (into == dropped) {
    input.cut = true;
  } else {
    buffer.filled(static_cast<std::size_t>(n));
  }
  input.total += n;
  return true;
}

/// Waits for the next byte as long as the limits allow. False: no more is worth waiting for.
bool wait_for_more(int fd, const Limits& limits, Nanos until, const Buffer& buffer, Input& input) {
  const Nanos left = until - monotonic_now();
  if (left > 0 && readable_within(fd, std::min(buffer.size() == 0 ? limits.idle : limits.settle, left)))
    return true;
  if (buffer.size() == 0) return false;
  if (!input.cut && is_complete_json(buffer.view())) return false;
  const Nanos rest = std::min(limits.idle - limits.settle, until - monotonic_now());
  if (rest > 0 && readable_within(fd, rest)) return true;
  input.cut = true;
  return false;
}

}  // namespace

bool is_complete_json(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && depth > 0 && --depth == 0) {
      return true;
    }
  }
  return false;
}

Input read_input(int fd, const Limits& limits) {
  Input input;
  Buffer buffer;
  struct stat info {};
  if (::fstat(fd, &info) != 0) return input;
  const bool is_file = S_ISREG(info.st_mode);
  if (S_ISCHR(info.st_mode) && ::isatty(fd) == 1) {
    input.terminal = true;
    return input;
  }
  const Nanos until = monotonic_now() + limits.total;
  while (is_file || wait_for_more(fd, limits, until, buffer, input)) {
    if (!take(fd, limits.max_bytes, buffer, input)) break;
    if (is_file && input.cut && monotonic_now() > until) break;  // nobody writes to a file: no pipe to break
  }
  input.bytes = buffer.view();
  return input;
}

}  // namespace galdr::hook
