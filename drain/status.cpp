#include "drain/status.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "core/base/config.hpp"
#include "core/base/error.hpp"
#include "core/outbox/spill.hpp"

namespace galdr::drain {

std::optional<Nanos> last_progress(const Root& root) {
  struct stat info {};
  if (::stat(root.drain_lock().c_str(), &info) != 0) return std::nullopt;
  return static_cast<Nanos>(info.st_mtim.tv_sec) * kSecond + info.st_mtim.tv_nsec;
}

Status look(const Root& root) {
  Status status;
  const DaemonProbe probe = probe_daemon(root);
  status.identity = probe.identity;
  status.state = probe.state == DaemonState::running ? "running"
                 : probe.state == DaemonState::stale ? "stale"
                                                     : "not_running";
  status.last_progress_at = last_progress(root);
  status.spill_files = static_cast<std::int64_t>(outbox::list_spills(root.spill(), SIZE_MAX).size());
  try {
    if (::access(root.outbox().c_str(), F_OK) == 0) {
      outbox::Database db(root.outbox());
      status.counts = outbox::counts(db);
    }
  } catch (const Error& e) {
    status.problem = e.what();
  }
  const Nanos patience = Config::load(root.config()).integer("daemon.stuck_after_s") * kSecond;
  const Nanos now = realtime_now();
  const bool waits_long = status.counts.oldest_ts && now - *status.counts.oldest_ts > patience;
  if (status.state == "running" && waits_long && now - status.last_progress_at.value_or(0) > patience)
    status.state = "stuck";
  return status;
}

}  // namespace galdr::drain
