#include "drain/daemon.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "drain/log.hpp"
#include "drain/watch.hpp"

namespace galdr::drain {
namespace {

constexpr Nanos kTakeFor = 200 * kMilli;    ///< a prober's brief lock is no daemon
constexpr Nanos kTidyAfter = 500 * kMilli;  ///< of an empty outbox
constexpr Nanos kTidyEvery = 5 * kSecond;   ///< where events never stop coming
constexpr Nanos kLongestBackoff = 60 * kSecond;

int signal_pipe[2] = {-1, -1};
volatile std::sig_atomic_t stop_wanted = 0;
volatile std::sig_atomic_t reload_wanted = 0;

void on_signal(int signal) {
  const int saved = errno;
  (signal == SIGHUP ? reload_wanted : stop_wanted) = 1;
  [[maybe_unused]] const auto written = ::write(signal_pipe[1], "", 1);
  errno = saved;
}

void catch_signals() {
  if (::pipe(signal_pipe) != 0) throw errno_error("cannot make a pipe");
  for (const int fd : signal_pipe) ::fcntl(fd, F_SETFD, FD_CLOEXEC), ::fcntl(fd, F_SETFL, O_NONBLOCK);
  struct sigaction action {};
  action.sa_handler = on_signal;
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::sigaction(signal, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

std::string fingerprint_of(const Root& root) {
  const auto text = read_file(root.config(), 1 << 20).value_or("");
  return std::to_string(fnv1a64(text));
}

/// One round of draining: batches until nothing waits. Another holder of the lock does our work meanwhile.
void drain_all(const Root& root, Drainer& drainer) {
  while (stop_wanted == 0) {
    const auto lock = store::DrainLock::acquire(root, kSecond);
    if (!lock) return;
    const Drained drained = drainer.run_batch(*lock);
    for (const auto& notice : drained.notices) log(Level::warning, notice);
    if (drained.reclaimed > 0)
      log(Level::warning, "took over " + std::to_string(drained.reclaimed) + " stale claim(s)");
    if (drained.dead > 0)
      log(Level::warning,
          std::to_string(drained.dead) + " event(s) are dead: see `galdr outbox list --dead`");
    if (drained.idle()) return;
  }
}

void forget_signals() {
  char bytes[64];
  while (::read(signal_pipe[0], bytes, sizeof bytes) > 0) {
  }
}

class Service {
 public:
  explicit Service(Root root) : root_(std::move(root)), watch_(root_, signal_pipe[0]) { reload(); }

  void run() {
    while (stop_wanted == 0) {
      watch_.arm();
      const Nanos wait = round();
      if (stop_wanted == 0) wait_for_work(wait);
      forget_signals();
      if (reload_wanted != 0) try_reload();
      rotate_log();
    }
    tidy();
  }

 private:
  /// After a failure only a signal ends the wait: what the failed batch itself wrote would wake the watch.
  void wait_for_work(Nanos most) {
    if (failures_ > 0) {
      watch_.wait_for_stop(most);
    } else {
      watch_.wait(most);
    }
  }

  void try_reload() {
    try {
      reload();
    } catch (const Error& e) {
      log(Level::error, std::string(e.what()) + "; the settings from before stay");
    }
  }

  void reload() {
    reload_wanted = 0;
    const Config config = Config::load(root_.config());
    for (const auto& problem : config.problems()) log(Level::warning, problem);
    tick_ = std::max<std::int64_t>(config.integer("daemon.tick_ms"), 10) * kMilli;
    drainer_ = std::make_unique<Drainer>(root_, config);
    log(Level::info, "ready, config " + fingerprint_of(root_));
  }

  /// Drains; returns how long to wait before the next look.
  Nanos round() {
    try {
      drain_all(root_, *drainer_);
      failures_ = 0;
      last_failure_.clear();
      return tidy_soon();
    } catch (const std::exception& e) {
      if (e.what() != last_failure_) log(Level::error, e.what());
      last_failure_ = e.what();
      const int doublings = std::min(failures_++, 10);
      return std::min(kLongestBackoff,
                      (100 * kMilli << doublings) / 2 + realtime_now() % (50 * kMilli << doublings));
    }
  }

  /// Once nothing has come for a while, what was drained is wiped from outbox.db.
  Nanos tidy_soon() {
    if (drainer_->is_tidy()) return tick_;
    if (monotonic_now() < tidied_at_ + kTidyEvery && watch_.wait(kTidyAfter)) return 0;
    tidy();
    return tick_;
  }

  void tidy() {
    try {
      if (const auto lock = store::DrainLock::acquire(root_, 0)) drainer_->tidy();
    } catch (const Error& e) {
      log(Level::warning, e.what());
    }
    tidied_at_ = monotonic_now();
  }

  Root root_;
  Watch watch_;
  Nanos tick_ = 5 * kSecond;
  int failures_ = 0;
  std::string last_failure_;
  Nanos tidied_at_ = 0;
  std::unique_ptr<Drainer> drainer_;
};

/// Takes the pidfile, tells `ready`, serves. `ready("")` is success, anything else why not.
void serve(const Root& root, const std::function<void(const std::string&)>& ready) {
  auto pidfile = PidFile::take(root, own_identity(fingerprint_of(root)), kTakeFor);
  if (!pidfile) throw Error(ErrorCode::busy, "a daemon is running already");
  catch_signals();
  Service service(root);
  ready("");
  service.run();
  log(Level::info, "stopped");
}

/// Standard streams away from the terminal, everything else closed but `keep`.
void detach(const Root& root, int keep) {
  ::setsid();
  ::umask(077);
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  for (const int fd : {0, 1, 2}) ::dup2(null.get(), fd);
  for (int fd = 3; fd < 1024; ++fd)
    if (fd != keep && fd != null.get()) ::close(fd);
  open_log(root.daemon_log());
  if (::chdir("/") != 0) throw errno_error("cannot go to /");
}

[[noreturn]] void child_main(const Root& root, Fd pipe) {
  const auto ready = [&](const std::string& problem) {
    write_all(pipe.get(), problem.empty() ? "ok" : problem);
    pipe.reset();
  };
  try {
    detach(root, pipe.get());
    serve(root, ready);
  } catch (const std::exception& e) {
    if (pipe) ready(e.what());
    log(Level::error, e.what());
    ::_exit(1);
  }
  ::_exit(0);
}

std::string read_to_end(int fd) {
  std::string text;
  char bytes[512];
  for (ssize_t n = 0; (n = ::read(fd, bytes, sizeof bytes)) > 0 || (n < 0 && errno == EINTR);)
    if (n > 0) text.append(bytes, static_cast<std::size_t>(n));
  return text;
}

}  // namespace

Started start_daemon(const Root& root) {
  make_private_dirs(root.dir);
  int ends[2];
  if (::pipe(ends) != 0) throw errno_error("cannot make a pipe");
  Fd ours(ends[0]), theirs(ends[1]);
  ::fcntl(ours.get(), F_SETFD, FD_CLOEXEC), ::fcntl(theirs.get(), F_SETFD, FD_CLOEXEC);
  const pid_t pid = ::fork();
  if (pid < 0) throw errno_error("cannot fork");
  if (pid == 0) {
    ours.reset();
    child_main(root, std::move(theirs));
  }
  theirs.reset();
  const std::string answer = read_to_end(ours.get());
  if (answer == "ok") return {false, pid};
  if (const auto probe = probe_daemon(root); probe.state == DaemonState::running)
    return {true, probe.identity.pid};
  throw Error(ErrorCode::io,
              answer.empty() ? "the daemon ended before it was ready; see " + root.daemon_log() : answer);
}

void serve_foreground(const Root& root) {
  make_private_dirs(root.dir);
  ::umask(077);
  serve(root, [](const std::string&) {});
}

}  // namespace galdr::drain
