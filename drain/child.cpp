#include "drain/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/files.hpp"

namespace galdr::drain {
namespace {

constexpr int kSliceMs = 50;  ///< how long a child that has ended may stay unseen

struct Pipe {
  Fd read, write;
};

Pipe make_pipe() {
  int ends[2];
  if (::pipe(ends) != 0) throw errno_error("cannot make a pipe");
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  return {Fd(ends[0]), Fd(ends[1])};
}

/// Never returns.
void become(const std::vector<std::string>& argv, const std::map<std::string, std::string>& env,
            const int (&streams)[3]) {
  ::setsid();
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  ::signal(SIGPIPE, SIG_DFL);
  for (int fd = 0; fd < 3; ++fd) ::dup2(streams[fd], fd);
  for (const auto& [name, value] : env) ::setenv(name.c_str(), value.c_str(), 1);
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::execvp(words[0], words.data());
  ::_exit(127);
}

int left_ms(Nanos until) {
  const Nanos left = until - monotonic_now();
  return static_cast<int>(std::clamp<Nanos>(left / kMilli, 0, 1 << 30));
}

int status_of(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

/// A child until it is waited for.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}

  bool ended() {
    if (!ended_ && ::waitpid(pid_, &status_, WNOHANG) == pid_) ended_ = true;
    return ended_;
  }
  /// With all that it has started.
  void kill() const { ::kill(-pid_, SIGKILL); }

  /// Its exit status; false if it had to be killed.
  bool wait(Nanos until, int& status) {
    bool in_time = true;
    while (!ended()) {
      in_time = in_time && monotonic_now() < until;
      if (!in_time) kill();
      ::poll(nullptr, 0, 1);
    }
    status = status_of(status_);
    return in_time;
  }

 private:
  pid_t pid_;
  int status_ = 0;
  bool ended_ = false;
};

/// What goes to a child and comes from it, until both of its streams end or the time does.
class Talk {
 public:
  Talk(Pipe& in, Pipe& out, Pipe& err, std::string_view input, const ChildLimits& limits,
       ChildOutcome& outcome)
      : in_(in.write), left_(input), limits_(limits), outcome_(outcome) {
    polled_[0] = {in_.get(), POLLOUT, 0};
    polled_[1] = {out.read.get(), POLLIN, 0};
    polled_[2] = {err.read.get(), POLLIN, 0};
    ::fcntl(in_.get(), F_SETFL, O_NONBLOCK);
    if (input.empty()) hang_up();
  }

  /// Until both streams end or time is up; also when the child has ended and says no more, though something
  /// that it started holds the streams open.
  void until(Nanos end, Child& child) {
    while ((polled_[1].fd >= 0 || polled_[2].fd >= 0) && !stopped()) {
      const bool was_over = child.ended();
      const int ready = ::poll(polled_, 3, std::min(left_ms(end), kSliceMs));
      if (ready == 0 && (was_over || monotonic_now() >= end)) break;
      if (ready <= 0) continue;
      if (polled_[0].fd >= 0 && polled_[0].revents != 0) feed();
      take(polled_[1], outcome_.out);
      take(polled_[2], outcome_.err);
    }
    hang_up();
  }

  bool stopped() const { return limits_.kill_at_kept && outcome_.too_much; }

 private:
  void hang_up() {
    polled_[0].fd = -1;
    in_.reset();
  }

  void feed() {
    const ssize_t n = ::write(in_.get(), left_.data(), left_.size());
    if (n > 0) left_.remove_prefix(static_cast<std::size_t>(n));
    if (left_.empty() || (n < 0 && errno != EAGAIN && errno != EINTR)) hang_up();
  }

  void take(pollfd& stream, std::string& kept) {
    if (stream.fd < 0 || stream.revents == 0) return;
    char buffer[16384];
    const ssize_t n = ::read(stream.fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) return;
    if (n <= 0) return void(stream.fd = -1);
    const std::size_t had = kept.size(), got = static_cast<std::size_t>(n);
    kept.append(buffer, std::min(got, limits_.kept - had));
    if (&kept == &outcome_.out && kept.size() - had < got) outcome_.too_much = true;
  }

  Fd& in_;
  std::string_view left_;
  const ChildLimits& limits_;
  ChildOutcome& outcome_;
  pollfd polled_[3];
};

/// A reader that is gone is no reason to die while this lives.
class NoSigpipe {
 public:
  NoSigpipe() : before_(::signal(SIGPIPE, SIG_IGN)) {}
  ~NoSigpipe() { ::signal(SIGPIPE, before_); }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  void (*before_)(int);
};

}  // namespace

ChildOutcome run_child(const std::vector<std::string>& argv, const std::map<std::string, std::string>& env,
                       const std::string& input, const ChildLimits& limits) {
  Pipe in = make_pipe(), out = make_pipe(), err = make_pipe();
  const Nanos started = monotonic_now();
  const pid_t child = ::fork();
  if (child < 0) throw errno_error("cannot fork");
  if (child == 0) become(argv, env, {in.read.get(), out.write.get(), err.write.get()});
  for (Fd* end : {&in.read, &out.write, &err.write}) end->reset();
  ChildOutcome outcome;
  const NoSigpipe guard;
  Talk talk(in, out, err, input, limits, outcome);
  Child running(child);
  talk.until(started + limits.time, running);
  if (talk.stopped()) running.kill();
  outcome.timed_out = !running.wait(started + limits.time, outcome.status);
  outcome.took = monotonic_now() - started;
  return outcome;
}

}  // namespace galdr::drain
