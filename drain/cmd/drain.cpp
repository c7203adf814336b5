#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/outbox/dead.hpp"
#include "core/outbox/spill_files.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/daemon.hpp"
#include "drain/status.hpp"

namespace galdr::drain::cmd {
namespace {

constexpr Nanos kProgressWithin =
    3 * kSecond;  ///< a holder of the lock that works shows progress in this time

/// Who holds drain.lock, and how it is got back from a process that is stuck.
std::string cure_of(const Root& root) {
  const auto holder = store::DrainLock::holder(root);
  const auto daemon = probe_daemon(root);
  const bool is_daemon =
      daemon.state == DaemonState::running && (holder == 0 || holder == daemon.identity.pid);
  if (is_daemon || holder == 0) return "; cure: `galdr daemon stop`";
  const std::string pid = std::to_string(holder);
  return ": pid " + pid + ", which is not the daemon; cure: `kill -CONT " + pid + "` or `kill -9 " + pid +
         "`";
}

/// The lock, once its holder lets go of it; nothing if the holder gets on with the work. Throws Error{busy}
/// if it does neither.
std::optional<store::DrainLock> wait_for_holder(const Root& root) {
  const auto before = last_progress(root);
  for (const Nanos until = monotonic_now() + kProgressWithin; monotonic_now() < until; ::usleep(20'000)) {
    if (auto lock = store::DrainLock::acquire(root, 0)) return lock;
    if (last_progress(root) != before) return std::nullopt;
  }
  throw Error(ErrorCode::busy, "drain.lock is held, and its holder makes no progress" + cure_of(root));
}

int held_by_another(const App& app) {
  const bool daemon = probe_daemon(app.root).state == DaemonState::running;
  const std::string who = daemon ? "the daemon is draining" : "another process is draining";
  if (!app.json) return print(who + "\n"), kDone;
  print_json({{"claimed", 0},
              {"written", 0},
              {"duplicates", 0},
              {"denied", 0},
              {"dead", 0},
              {"spilled", 0},
              {"reclaimed", 0},
              {"elapsed_ms", 0},
              {"state", who}});
  return kDone;
}

int tell(const App& app, const Drained& d, Nanos elapsed) {
  if (app.json) {
    print_json({{"claimed", d.claimed},
                {"written", d.written},
                {"duplicates", d.duplicates},
                {"denied", d.denied},
                {"dead", d.dead},
                {"spilled", d.spilled},
                {"reclaimed", d.reclaimed},
                {"elapsed_ms", elapsed / kMilli}});
    return kDone;
  }
  if (d.dead > 0)
    warn(std::to_string(d.dead) + " event(s) could not be drained; see `galdr outbox list --dead`");
  if (::isatty(STDOUT_FILENO) == 1)
    print(std::to_string(d.written) + " event(s) drained in " + std::to_string(elapsed / kMilli) + " ms\n");
  return kDone;
}

}  // namespace

namespace {

/// Why an end was come to before nothing waited; empty if nothing does.
std::string what_is_left(Drainer& drainer, const Root& root, const std::string& why) {
  const auto rows = outbox::counts(drainer.outbox()).pending;
  const auto left = rows + static_cast<std::int64_t>(outbox::list_spills(root.spill(), SIZE_MAX).size());
  return left == 0 ? "" : std::to_string(left) + " event(s) still wait: " + why;
}

}  // namespace

int drain_once(const App& app, const DrainOnce& options) {
  const Nanos begin = monotonic_now();
  const Nanos until = options.max_seconds > 0 ? begin + options.max_seconds * kSecond : INT64_MAX;
  make_private_dirs(app.root.dir);
  const auto config = Config::load(app.root.config());
  const auto limits = limits_of(config);
  Drainer drainer(app.root, config);
  Drained sum;
  std::string why = "hooks went on writing, or they cannot be read; see `galdr doctor`";
  for (bool first = true;; first = false) {
    const Nanos patience = first ? std::max(options.wait_seconds * kSecond, 200 * kMilli) : kSecond;
    auto lock = store::DrainLock::acquire(app.root, patience);
    if (!lock && first) lock = wait_for_holder(app.root);
    if (!lock && first) return held_by_another(app);
    if (!lock) why = "another process took drain.lock";
    if (!lock) break;
    if (options.max_rows > 0) drainer.limit_rows(std::min(limits.max_rows, options.max_rows - sum.claimed));
    const Drained batch = drainer.run_batch(*lock);
    sum += batch;
    for (const auto& notice : batch.notices) warn(notice);
    if (batch.idle()) drainer.tidy();
    const bool enough = (options.max_rows > 0 && sum.claimed >= options.max_rows) || monotonic_now() >= until;
    if (enough) why = "the limit was reached";
    if (batch.idle() || enough) break;
  }
  const std::string left = what_is_left(drainer, app.root, why);
  if (!left.empty()) warn(left);
  return tell(app, sum, monotonic_now() - begin);
}

namespace {

/// From the span files, whatever state the index is in.
store::Healed rebuild(const Root& root) {
  try {
    return store::Catalog(root).rebuild();
  } catch (const Error& e) {
    if (e.code() != ErrorCode::corrupt) throw;
    store::Catalog::discard(root);
    return store::Catalog(root).rebuild();
  }
}

}  // namespace

int reindex(const App& app) {
  make_private_dirs(app.root.dir);
  const auto lock = store::DrainLock::acquire(app.root, 5 * kSecond);
  if (!lock)
    throw Error(ErrorCode::busy, "drain.lock is held by another process; `galdr daemon status` tells more");
  const Nanos begin = monotonic_now();
  const auto healed = rebuild(app.root);
  const auto elapsed = (monotonic_now() - begin) / kMilli;
  if (app.json) {
    print_json({{"files", healed.files},
                {"events", healed.events},
                {"skipped", healed.skipped},
                {"elapsed_ms", elapsed}});
  } else {
    print("rebuilt catalog.db: " + std::to_string(healed.events) + " events of " +
          std::to_string(healed.files) + " span files in " + std::to_string(elapsed) + " ms\n");
    if (healed.skipped > 0)
      warn(std::to_string(healed.skipped) + " line(s) could not be read and were left out");
  }
  return kDone;
}

}  // namespace galdr::drain::cmd
