#include "drain/status.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/config.hpp"
#include "core/base/error.hpp"
#include "core/outbox/spill_files.hpp"
#include "core/store/work.hpp"

namespace galdr::drain {

std::optional<Nanos> last_progress(const Root& root) {
  struct stat info {};
  if (::stat(root.drain_lock().c_str(), &info) != 0) return std::nullopt;
  return static_cast<Nanos>(info.st_mtim.tv_sec) * kSecond + info.st_mtim.tv_nsec;
}

namespace {

/// As configured; the default where the settings cannot be read, since a status must be had all the same.
Nanos patience(const Root& root, Status& status) {
  Config config;
  try {
    config = Config::load(root.config());
  } catch (const Error& e) {
    status.problem = e.what();
  }
  return config.integer("daemon.stuck_after_s") * kSecond;
}

void count_waiting(const Root& root, Status& status) {
  const auto spills = outbox::list_spills(root.spill(), SIZE_MAX);
  status.spill_files = static_cast<std::int64_t>(spills.size());
  try {
    if (::access(root.outbox().c_str(), F_OK) == 0) {
      outbox::Database db(root.outbox());
      status.counts = outbox::counts(db);
    }
  } catch (const Error& e) {
    status.problem = e.what();
  }
  if (spills.empty()) return;
  struct stat oldest {};
  if (::stat((root.spill() + "/" + spills.front()).c_str(), &oldest) != 0) return;
  const Nanos since = oldest.st_mtim.tv_sec * kSecond;
  status.counts.oldest_ts = std::min(status.counts.oldest_ts.value_or(since), since);
}

std::int64_t count_denied(const Root& root) {
  if (::access(root.work().c_str(), F_OK) != 0) return 0;
  try {
    return store::Work(root).counted("denied");
  } catch (const Error&) {  // a drain puts a damaged one aside
    return 0;
  }
}

}  // namespace

Status look(const Root& root) {
  Status status;
  const DaemonProbe probe = probe_daemon(root);
  status.identity = probe.identity;
  status.state = probe.state == DaemonState::running ? "running"
                 : probe.state == DaemonState::stale ? "stale"
                                                     : "not_running";
  status.last_progress_at = last_progress(root);
  const Nanos at_most = patience(root, status);
  count_waiting(root, status);
  status.denied = count_denied(root);
  status.damaged_copies = outbox::list_salvaged(root);
  const Nanos now = realtime_now();
  const bool waits_long = status.counts.oldest_ts && now - *status.counts.oldest_ts > at_most;
  if (status.state == "running" && waits_long && now - status.last_progress_at.value_or(0) > at_most)
    status.state = "stuck";
  return status;
}

}  // namespace galdr::drain
