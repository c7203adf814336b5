#include "drain/watch.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#ifdef __linux__
#include <sys/inotify.h>
#endif

namespace galdr::drain {
namespace {

constexpr Nanos kDebounce = 500'000;  ///< several hooks that end at once are one batch

}  // namespace

#ifdef __linux__

Watch::Watch(Root root, int stop_fd)
    : root_(std::move(root)), stop_fd_(stop_fd), inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {}

void Watch::arm() {
  char events[4096];
  while (inotify_ && ::read(inotify_.get(), events, sizeof events) > 0) {
  }
  // Adding a watch again is a look at the same inode, or a new one where the file was made anew.
  ::inotify_add_watch(inotify_.get(), root_.dir.c_str(), IN_CREATE | IN_MOVED_TO);
  ::inotify_add_watch(inotify_.get(), (root_.outbox() + "-wal").c_str(), IN_MODIFY);
  ::inotify_add_watch(inotify_.get(), root_.spill().c_str(), IN_MOVED_TO);
}

#else

Watch::Watch(Root root, int stop_fd) : root_(std::move(root)), stop_fd_(stop_fd) {}
void Watch::arm() {}

#endif

void Watch::wait_for_stop(Nanos most) {
  pollfd stop{stop_fd_, POLLIN, 0};
  ::poll(&stop, 1, static_cast<int>(std::clamp<Nanos>(most / kMilli, 0, 3'600'000)));
}

bool Watch::wait(Nanos most) {
  pollfd fds[2] = {{stop_fd_, POLLIN, 0}, {inotify_.get(), POLLIN, 0}};
  const int millis = static_cast<int>(std::clamp<Nanos>(most / kMilli, 0, 3'600'000));
  if (::poll(fds, inotify_ ? 2 : 1, millis) <= 0) return false;
  if (fds[0].revents == 0) ::usleep(kDebounce / 1000);
  return true;
}

}  // namespace galdr::drain
