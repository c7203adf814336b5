#include "hook/hook_log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

#include "core/base/home.hpp"

namespace galdr::hook {
namespace {

constexpr off_t kMaxLog = 1 << 20;

/// On a full disk a line finds no room, but a file can still be made longer without a byte being stored.
void count_by_size(std::string_view root) {
  struct stat info {};
  const int fd =
      ::open(path_in(root, "/hook.lost").c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return;
  if (::flock(fd, LOCK_EX) == 0 && ::fstat(fd, &info) == 0) {
    [[maybe_unused]] const int longer = ::ftruncate(fd, info.st_size + 1);
  }
  ::close(fd);
}

}  // namespace

void log_line(std::string_view root, Nanos now, std::string_view word, std::string_view agent) noexcept {
  const PathText path = path_in(root, kHookLogFile), older = path_in(path.view(), ".1");
  FixedText<160> line;
  line.number(now).add(" ").add(word).add(" ").add(agent).add("\n");
  if (!older.good() || !line.good()) return;
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0 && info.st_size > kMaxLog) ::rename(path.c_str(), older.c_str());
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return;
  const auto text = line.view();
  if (::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) count_by_size(root);
  ::close(fd);
}

}  // namespace galdr::hook
