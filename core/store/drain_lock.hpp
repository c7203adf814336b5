/// drain.lock: held for one batch at a time by whoever writes spans/, recordings/, catalog.db or deletes from
/// the outbox.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>

#include "core/base/clock.hpp"
#include "core/base/files.hpp"
#include "core/base/paths.hpp"

namespace galdr::store {

/// The proof of the lock: as long as it lives, this process holds it. Move-only.
class DrainLock {
 public:
  /// Tries for `wait`; nothing if another process held it all that time. Throws Error{io} if the file cannot
  /// be made.
  static std::optional<DrainLock> acquire(const Root& root, Nanos wait);
  /// The process that holds it, as far as the system tells; 0 where nobody does or nobody says.
  static pid_t holder(const Root& root);
  /// Is the locked file still the one at its path? If not, somebody replaced it, and it protects nothing any
  /// more.
  bool still_ours() const;

 private:
  DrainLock(Fd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
  Fd fd_;
  std::string path_;
};

}  // namespace galdr::store
