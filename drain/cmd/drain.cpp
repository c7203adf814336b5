#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/outbox/dead.hpp"
#include "core/outbox/spill.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/daemon.hpp"
#include "drain/status.hpp"

namespace galdr::drain::cmd {
namespace {

constexpr Nanos kProgressWithin =
    3 * kSecond;  ///< a holder of the lock that works shows progress in this time

/// Does whoever holds the lock get on with it?
bool others_progress(const Root& root) {
  const auto before = last_progress(root);
  for (const Nanos until = monotonic_now() + kProgressWithin; monotonic_now() < until; ::usleep(20'000)) {
    if (last_progress(root) != before || store::DrainLock::acquire(root, 0)) return true;
  }
  return false;
}

int held_by_another(const App& app) {
  if (!others_progress(app.root))
    throw Error(ErrorCode::busy,
                "drain.lock is held, and its holder makes no progress; cure: `galdr daemon stop`");
  if (!app.json) return print("the daemon is draining\n"), kDone;
  print_json({{"claimed", 0},
              {"written", 0},
              {"duplicates", 0},
              {"dead", 0},
              {"spilled", 0},
              {"reclaimed", 0},
              {"elapsed_ms", 0},
              {"state", "daemon is draining"}});
  return kDone;
}

int tell(const App& app, const Drained& d, Nanos elapsed) {
  if (app.json) {
    print_json({{"claimed", d.claimed},
                {"written", d.written},
                {"duplicates", d.duplicates},
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

int drain_once(const App& app, const DrainOnce& options) {
  const Nanos begin = monotonic_now();
  const Nanos until = options.max_seconds > 0 ? begin + options.max_seconds * kSecond : INT64_MAX;
  make_private_dirs(app.root.dir);
  auto limits = limits_of(Config::load(app.root.config()));
  Drainer drainer(app.root, limits);
  Drained sum;
  for (bool first = true;; first = false) {
    auto lock = store::DrainLock::acquire(
        app.root, first ? std::max(options.wait_seconds * kSecond, 200 * kMilli) : kSecond);
    if (!lock && first) return held_by_another(app);
    if (!lock) break;
    const Drained batch = drainer.run_batch(*lock);
    sum += batch;
    const bool enough = (options.max_rows > 0 && sum.claimed >= options.max_rows) || monotonic_now() >= until;
    if (batch.idle()) drainer.tidy();
    if (batch.idle() || enough) break;
  }
  const auto left = outbox::counts(drainer.outbox()).pending;
  if (left > 0 && !app.json)
    warn(std::to_string(left) + " event(s) still wait: a limit was reached, or hooks went on writing");
  return tell(app, sum, monotonic_now() - begin);
}

int reindex(const App& app) {
  make_private_dirs(app.root.dir);
  const auto lock = store::DrainLock::acquire(app.root, 5 * kSecond);
  if (!lock)
    throw Error(ErrorCode::busy, "drain.lock is held by another process; `galdr daemon status` tells more");
  const Nanos begin = monotonic_now();
  store::Catalog catalog(app.root);
  const auto healed = catalog.rebuild();
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
