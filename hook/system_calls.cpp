#include "hook/system_calls.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstring>

namespace galdr::hook {
namespace {

constexpr std::size_t kFrameHeader = 24, kPage = 4096;  ///< sqlite.org/fileformat2.html, section 4.1
constexpr off_t kWalHeader = 32;
constexpr std::size_t kFrame = kFrameHeader + kPage;  ///< only recovery reads so many bytes at once
constexpr std::size_t kIndexHeader = 136;             ///< of a -shm file: two headers and checkpoint info
constexpr off_t kTruncatedIndex = 3;                  ///< what SQLite truncates a -shm file to
constexpr std::size_t kWindow = 16 * kFrame;

/// A piece of the WAL: bytes that were gathered and not written, or bytes that were read ahead.
struct Window {
  int fd = -1;
  off_t offset = 0;
  std::size_t size = 0;
  bool unwritten = false;
};
Window window;
alignas(64) char window_bytes[kWindow];

ssize_t uninterrupted_read(int fd, void* into, std::size_t size, off_t offset) {
  ssize_t n = 0;
  do n = ::pread(fd, into, size, offset);
  while (n < 0 && errno == EINTR);
  return n;
}

/// Empties the window. False with errno set if its bytes could not be written: then they never will be.
bool flush() {
  const std::size_t size = window.unwritten ? window.size : 0;
  window.size = 0;
  window.unwritten = false;
  for (std::size_t done = 0; done < size;) {
    const ssize_t n =
        ::pwrite(window.fd, window_bytes + done, size - done, window.offset + static_cast<off_t>(done));
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) done += static_cast<std::size_t>(n);
  }
  return true;
}

bool joins(int fd, std::size_t size, off_t offset) {
  return window.unwritten && fd == window.fd && offset == window.offset + static_cast<off_t>(window.size) &&
         size <= kWindow - window.size;
}

/// Is it a frame's header? Not the last 24 bytes of a write that was short: those stand elsewhere.
bool is_frame_header(std::size_t size, off_t offset) {
  return size == kFrameHeader && offset % static_cast<off_t>(kFrame) == kWalHeader;
}

/// Does this frame header commit a transaction? Its second word is the database's size then, and 0 otherwise.
bool commits(const void* header) {
  std::uint32_t pages = 0;
  std::memcpy(&pages, static_cast<const char*>(header) + 4, sizeof pages);
  return pages != 0;
}

ssize_t write_gathered(int fd, const void* bytes, std::size_t size, off_t offset) {
  const bool header = is_frame_header(size, offset);
  if (!joins(fd, size, offset)) {
    if (!flush()) return -1;
    if (!header) return ::pwrite(fd, bytes, size, offset);
    window = {fd, offset, 0, true};
  }
  std::memcpy(window_bytes + window.size, bytes, size);
  window.size += size;
  if (header && commits(bytes) && !flush()) return -1;
  return static_cast<ssize_t>(size);
}

ssize_t read_ahead(int fd, void* into, std::size_t size, off_t offset) {
  if (window.unwritten && !flush()) return -1;
  if (size != kFrame) {
    window.size = 0;
    return ::pread(fd, into, size, offset);
  }
  const bool here = fd == window.fd && offset >= window.offset &&
                    offset + static_cast<off_t>(size) <= window.offset + static_cast<off_t>(window.size);
  if (!here) {
    const ssize_t n = uninterrupted_read(fd, window_bytes, kWindow, offset);
    if (n < 0) return -1;
    window = {fd, offset, static_cast<std::size_t>(n), false};
    size = size < window.size ? size : window.size;
  }
  std::memcpy(into, window_bytes + (offset - window.offset), size);
  return static_cast<ssize_t>(size);
}

int clear_index(int fd, off_t size) {
  static constexpr char kNothing[kIndexHeader] = {};
  if (size == kTruncatedIndex &&
      ::pwrite(fd, kNothing, kIndexHeader, 0) == static_cast<ssize_t>(kIndexHeader))
    return 0;
  return ::ftruncate(fd, size);
}

/// What was gathered by a transaction that failed must not outlive its lock: the place may be another's then.
int lock_or_unlock(int fd, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void* argument = va_arg(arguments, void*);
  va_end(arguments);
  if (command == F_SETLK && static_cast<struct flock*>(argument)->l_type == F_UNLCK) {
    window.size = 0;
    window.unwritten = false;
  }
  return ::fcntl(fd, command, argument);
}

/// "Not root": the answer to the only question that SQLite asks with it, whether to chown a new file.
uid_t some_user() { return 1; }

int open_without_cloexec(const char* path, int flags, int mode) {
  return ::open(path, flags & ~O_CLOEXEC, static_cast<mode_t>(mode));
}

int no_link(const char*, struct stat*) {
  errno = ENOENT;
  return -1;
}

template <typename Function>
void replace(sqlite3_vfs* vfs, const char* name, Function function) {
  vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(function));
}

}  // namespace

void use_fewer_system_calls() {
  sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
  if (vfs == nullptr || vfs->iVersion < 3) return;
  replace(vfs, "pwrite", write_gathered);
  replace(vfs, "pread", read_ahead);
  replace(vfs, "ftruncate", clear_index);
  replace(vfs, "fcntl", lock_or_unlock);
  replace(vfs, "geteuid", some_user);
  replace(vfs, "open", open_without_cloexec);
  replace(vfs, "lstat", no_link);
}

}  // namespace galdr::hook
