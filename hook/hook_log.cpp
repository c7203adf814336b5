#include "hook/hook_log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstring>

namespace galdr::hook {
namespace {

constexpr off_t kMaxLog = 1 << 20;

/// `root` + `name` in `out`; false if it does not fit.
bool join(char (&out)[4096], const char* root, std::string_view name) {
  const std::size_t n = std::strlen(root);
  if (n + name.size() >= sizeof out) return false;
  std::memcpy(out, root, n);
  std::memcpy(out + n, name.data(), name.size());
  out[n + name.size()] = '\0';
  return true;
}

/// On a full disk a line finds no room, but a file can still be made longer without a byte being stored.
void count_by_size(const char* root) {
  char path[4096];
  struct stat info {};
  if (!join(path, root, "/hook.lost")) return;
  const int fd = ::open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return;
  if (::flock(fd, LOCK_EX) == 0 && ::fstat(fd, &info) == 0) {
    [[maybe_unused]] const int longer = ::ftruncate(fd, info.st_size + 1);
  }
  ::close(fd);
}

}  // namespace

void log_line(const char* root, Nanos now, std::string_view word, std::string_view agent) noexcept {
  char path[4096], older[4096], line[160];
  if (!join(path, root, "/hook.log") || !join(older, root, "/hook.log.1") || word.size() + agent.size() > 120)
    return;
  char* end = std::to_chars(line, line + 24, now).ptr;
  for (const std::string_view piece :
       {std::string_view(" "), word, std::string_view(" "), agent, std::string_view("\n")}) {
    std::memcpy(end, piece.data(), piece.size());
    end += piece.size();
  }
  struct stat info {};
  if (::stat(path, &info) == 0 && info.st_size > kMaxLog) ::rename(path, older);
  const int fd = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return;
  const auto size = static_cast<std::size_t>(end - line);
  if (::write(fd, line, size) != static_cast<ssize_t>(size)) count_by_size(root);
  ::close(fd);
}

}  // namespace galdr::hook
