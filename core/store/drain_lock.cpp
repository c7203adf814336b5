#include "core/store/drain_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/error.hpp"

namespace galdr::store {

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
