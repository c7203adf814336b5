/// Wakes the daemon when a hook has written: a watch on the root folder, outbox.db-wal and spill/, a stop
/// pipe, and a slow poll behind both.
#pragma once
#include <string>

#include "core/base/clock.hpp"
#include "core/base/files.hpp"
#include "core/base/paths.hpp"

namespace galdr::drain {

class Watch {
 public:
  /// `stop_fd`: becomes readable when a signal wants attention. Without a watch from the system, only polls.
  Watch(Root root, int stop_fd);
  /// Forgets what has happened so far: what comes after this call ends the next wait(). Watches files that
  /// are new.
  void arm();
  /// Waits for a change or the stop pipe, at most `most`. True if something happened.
  bool wait(Nanos most);
  /// Waits for the stop pipe alone.
  void wait_for_stop(Nanos most);

 private:
  Root root_;
  int stop_fd_;
  Fd inotify_;
};

}  // namespace galdr::drain
