#include "core/store/drain_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <sstream>

#include "core/base/error.hpp"

namespace galdr::store {
namespace {

/// Has process `pid` the file of `wanted` open?
bool has_open(pid_t pid, const struct stat& wanted) {
  const std::string dir = "/proc/" + std::to_string(pid) + "/fd";
  for (const auto& fd : names_in(dir)) {
    struct stat info {};
    if (::stat((dir + "/" + fd).c_str(), &info) == 0 && info.st_dev == wanted.st_dev &&
        info.st_ino == wanted.st_ino)
      return true;
  }
  return false;
}

}  // namespace

pid_t DrainLock::holder(const Root& root) {
  struct stat info {};
  if (::stat(root.drain_lock().c_str(), &info) != 0) return 0;
  std::istringstream locks(read_file("/proc/locks").value_or(""));
  for (std::string line; std::getline(locks, line);) {
    std::istringstream words(line);  // 1: FLOCK  ADVISORY  WRITE 1234 fe:00:5678 0 EOF
    std::string number, kind, how, what, file;
    pid_t pid = 0;
    if (!(words >> number >> kind >> how >> what >> pid >> file) || kind != "FLOCK" || pid <= 0) continue;
    if (file.substr(file.rfind(':') + 1) == std::to_string(info.st_ino) && has_open(pid, info)) return pid;
  }
  return 0;
}

std::optional<DrainLock> DrainLock::acquire(const Root& root, Nanos wait) {
  const Nanos until = monotonic_now() + wait;
  for (unsigned sleep_us = 200;; sleep_us = std::min(sleep_us * 2, 5000u)) {
    DrainLock lock(open_file(root.drain_lock(), O_RDWR | O_CREAT | O_NOFOLLOW), root.drain_lock());
    if (::flock(lock.fd_.get(), LOCK_EX | LOCK_NB) == 0) {
      if (lock.still_ours()) return lock;
    } else if (errno != EWOULDBLOCK && errno != EINTR) {
      throw errno_error("cannot lock " + root.drain_lock());
    }
    if (monotonic_now() >= until) return std::nullopt;
    ::usleep(sleep_us);
  }
}

bool DrainLock::still_ours() const {
  struct stat held {
  }, there{};
  return ::fstat(fd_.get(), &held) == 0 && ::stat(path_.c_str(), &there) == 0 &&
         held.st_dev == there.st_dev && held.st_ino == there.st_ino;
}

}  // namespace galdr::store
