#include "drain/pidfile.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/version.hpp"

namespace galdr::drain {
namespace {

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> pieces;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(at, begin), text.size());
    pieces.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return pieces;
}

/// Field 22 of /proc/<pid>/stat: when the process started, in clock ticks since boot. "" if there is no such
/// process.
std::string start_ticks_of(pid_t pid) {
  const auto stat = read_file("/proc/" + std::to_string(pid) + "/stat", 1 << 16);
  const auto name_end = stat ? stat->rfind(')') : std::string::npos;  // the name may hold anything
  if (name_end == std::string::npos) return "";
  const auto fields = split(stat->substr(std::min(name_end + 2, stat->size())), ' ');
  return fields.size() > 19 && fields[0] != "Z" && fields[0] != "X" ? fields[19] : "";
}

std::string boot_id() {
  auto id = read_file("/proc/sys/kernel/random/boot_id", 4096).value_or("");
  while (!id.empty() && id.back() == '\n') id.pop_back();
  return id;
}

std::string own_namespace() {
  char target[PATH_MAX];
  const ssize_t n = ::readlink("/proc/self/ns/pid", target, sizeof target);
  return {target, static_cast<std::size_t>(n > 0 ? n : 0)};
}

std::string to_text(const Identity& i) {
  return std::to_string(i.pid) + "\n" + i.start_ticks + "\n" + i.boot_id + "\n" + i.pid_namespace + "\n" +
         i.version + "\n" + i.fingerprint + "\n" + i.started_at + "\n";
}

std::optional<Identity> identity_from(const std::string& text) {
  auto lines = split(text, '\n');
  lines.resize(std::max<std::size_t>(lines.size(), 7));
  Identity i;
  const auto [end, error] = std::from_chars(lines[0].data(), lines[0].data() + lines[0].size(), i.pid);
  if (error != std::errc{} || end != lines[0].data() + lines[0].size() || i.pid <= 0) return std::nullopt;
  i.start_ticks = lines[1], i.boot_id = lines[2], i.pid_namespace = lines[3];
  i.version = lines[4], i.fingerprint = lines[5], i.started_at = lines[6];
  return i;
}

bool try_lock(int fd) { return ::flock(fd, LOCK_EX | LOCK_NB) == 0; }

bool is_locked(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  return fd && ::flock(fd.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

/// Empties a pidfile that nobody holds. False if somebody holds it after all.
bool clean(const std::string& path) {
  const Fd fd = open_file(path, O_RDWR | O_NOFOLLOW);
  return try_lock(fd.get()) && ::ftruncate(fd.get(), 0) == 0;
}

/// A handle that stays with this process whoever gets its pid next; -1 where the system has none.
Fd open_pidfd(pid_t pid) {
#ifdef SYS_pidfd_open
  return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
#else
  return Fd();
#endif
}

void send(const Fd& pidfd, pid_t pid, int signal) {
#ifdef SYS_pidfd_send_signal
  const long rc =
      pidfd ? ::syscall(SYS_pidfd_send_signal, pidfd.get(), signal, nullptr, 0) : ::kill(pid, signal);
#else
  const long rc = ::kill(pid, signal);
#endif
  if (rc != 0 && errno != ESRCH) throw errno_error("cannot signal the daemon, pid " + std::to_string(pid));
}

bool gone_within(const Fd& pidfd, const Identity& identity, Nanos wait) {
  const Nanos until = monotonic_now() + wait;
  if (pidfd) {
    pollfd p{pidfd.get(), POLLIN, 0};
    while (::poll(&p, 1, static_cast<int>(std::max<Nanos>(until - monotonic_now(), 0) / kMilli)) < 0 &&
           errno == EINTR) {
    }
    return (p.revents & POLLIN) != 0;
  }
  for (; is_alive(identity); ::usleep(5000))
    if (monotonic_now() >= until) return false;
  return true;
}

}  // namespace

Identity own_identity(const std::string& fingerprint) {
  const pid_t pid = ::getpid();
  return {pid,         start_ticks_of(pid),       boot_id(), own_namespace(), kVersion,
          fingerprint, format_utc(realtime_now())};
}

bool is_alive(const Identity& identity) {
  if (identity.pid <= 0 || (::kill(identity.pid, 0) != 0 && errno != EPERM)) return false;
  if (!identity.boot_id.empty() && identity.boot_id != boot_id()) return false;
  // In another pid namespace the same number is another process.
  if (!identity.pid_namespace.empty() && identity.pid_namespace != own_namespace()) return false;
  return start_ticks_of(identity.pid) == identity.start_ticks;
}

std::optional<PidFile> PidFile::take(const Root& root, const Identity& identity, Nanos wait) {
  Fd fd = open_file(root.daemon_pid(), O_RDWR | O_CREAT | O_NOFOLLOW);
  for (const Nanos until = monotonic_now() + wait; !try_lock(fd.get()); ::usleep(5000))
    if (monotonic_now() >= until) return std::nullopt;
  if (::ftruncate(fd.get(), 0) != 0 || !write_all(fd.get(), to_text(identity)))
    throw errno_error("cannot write " + root.daemon_pid());
  return PidFile(std::move(fd));
}

PidFile::~PidFile() {
  if (fd_) [[maybe_unused]]
    const int cleared = ::ftruncate(fd_.get(), 0);
}

DaemonProbe probe_daemon(const Root& root) {
  const auto text = read_file(root.daemon_pid(), 4096);
  if (!text || text->empty()) return {};
  const auto identity = identity_from(*text);
  if (!identity) return {DaemonState::stale, {}};
  const bool running = is_locked(root.daemon_pid()) && is_alive(*identity);
  return {running ? DaemonState::running : DaemonState::stale, *identity};
}

const char* name_of(StopOutcome outcome) {
  switch (outcome) {
    case StopOutcome::not_running:
      return "not_running";
    case StopOutcome::stale_cleaned:
      return "stale_cleaned";
    case StopOutcome::terminated:
      return "terminated";
    case StopOutcome::killed:
      return "killed";
  }
  return "";
}

Stopped stop_daemon(const Root& root, Nanos grace) {
  const DaemonProbe probe = probe_daemon(root);
  const pid_t pid = probe.identity.pid;
  if (probe.state == DaemonState::not_running) return {};
  if (probe.state == DaemonState::stale) {
    if (!clean(root.daemon_pid()))
      throw Error(
          ErrorCode::busy,
          root.daemon_pid() + " is locked by a process that is not the daemon it names; see `fuser` for who");
    return {StopOutcome::stale_cleaned, pid};
  }
  const Fd pidfd = open_pidfd(pid);
  if (!is_alive(probe.identity)) return {StopOutcome::terminated, pid};  // ended between the two looks
  send(pidfd, pid, SIGTERM);
  if (gone_within(pidfd, probe.identity, grace)) return {StopOutcome::terminated, pid};
  send(pidfd, pid, SIGKILL);
  gone_within(pidfd, probe.identity, 10 * kSecond);
  clean(root.daemon_pid());
  return {StopOutcome::killed, pid};
}

}  // namespace galdr::drain
