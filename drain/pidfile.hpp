/// daemon.pid: who the daemon is, held by flock for its life.
///
/// Lines: pid, start time in clock ticks, boot id, pid namespace, version, config fingerprint, started at
/// (UTC). Empty: no daemon. Text without a lock, or a lock whose process is gone or somebody else's: stale.
/// The file is never removed: a lock on a removed file protects nothing.
#pragma once
#include <sys/types.h>

#include <optional>
#include <string>

#include "core/base/clock.hpp"
#include "core/base/files.hpp"
#include "core/base/paths.hpp"

namespace galdr::drain {

/// One process, told apart from any other that ever has its pid.
struct Identity {
  pid_t pid = 0;
  std::string start_ticks, boot_id, pid_namespace;  ///< "" where the system does not tell
  std::string version, fingerprint, started_at;
};

/// This process's.
Identity own_identity(const std::string& fingerprint);
/// Is that process alive, and the same?
bool is_alive(const Identity& identity);

/// The proof that this process is the daemon. Move-only; letting go of it clears the file.
class PidFile {
 public:
  /// Nothing if another process holds it after `wait`. Throws Error{io}.
  static std::optional<PidFile> take(const Root& root, const Identity& identity, Nanos wait);
  PidFile(PidFile&&) = default;
  PidFile& operator=(PidFile&&) = delete;
  ~PidFile();

 private:
  explicit PidFile(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

enum class DaemonState { running, stale, not_running };

struct DaemonProbe {
  DaemonState state = DaemonState::not_running;
  Identity identity;  ///< what the file says, where it says anything
};
/// Looks, changes nothing.
DaemonProbe probe_daemon(const Root& root);

enum class StopOutcome { not_running, stale_cleaned, terminated, killed };
const char* name_of(StopOutcome outcome);

struct Stopped {
  StopOutcome outcome = StopOutcome::not_running;
  pid_t pid = 0;
};
/// SIGTERM, `grace`, then SIGKILL; signals only the process that the file proves. Throws Error{io} if it may
/// not.
Stopped stop_daemon(const Root& root, Nanos grace);

}  // namespace galdr::drain
