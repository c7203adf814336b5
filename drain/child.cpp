#include "drain/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "core/base/error.hpp"
#include "core/base/files.hpp"

namespace galdr::drain {
namespace {

constexpr std::size_t kLongestInput = 16 << 10;  // what every pipe takes without a reader
constexpr std::size_t kMostKept = 64 << 10;      // of each stream

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

/// Reads what is there; false at the end.
bool take(int fd, std::string& kept) {
  char buffer[4096];
  const ssize_t n = ::read(fd, buffer, sizeof buffer);
  if (n > 0) kept.append(buffer, std::min(static_cast<std::size_t>(n), kMostKept - kept.size()));
  return n > 0 || (n < 0 && errno == EINTR);
}

/// Until both streams end, or the time does.
void listen(Pipe& out, Pipe& err, ChildOutcome& outcome, Nanos until) {
  pollfd polled[2] = {{out.read.get(), POLLIN, 0}, {err.read.get(), POLLIN, 0}};
  std::string* kept[2] = {&outcome.out, &outcome.err};
  while (polled[0].fd >= 0 || polled[1].fd >= 0) {
    const int ready = ::poll(polled, 2, left_ms(until));
    if (ready == 0) return;
    for (int i = 0; ready > 0 && i < 2; ++i)
      if (polled[i].fd >= 0 && polled[i].revents != 0 && !take(polled[i].fd, *kept[i])) polled[i].fd = -1;
  }
}

int status_of(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

void wait_for(pid_t child, ChildOutcome& outcome, Nanos until) {
  int status = 0;
  for (pid_t ended = 0; ended != child;) {
    if (!outcome.timed_out && monotonic_now() >= until) {
      outcome.timed_out = true;
      ::kill(-child, SIGKILL);
    }
    ended = ::waitpid(child, &status, outcome.timed_out ? 0 : WNOHANG);
    if (ended == 0) ::poll(nullptr, 0, 1);
  }
  outcome.status = status_of(status);
}

}  // namespace

ChildOutcome run_child(const std::vector<std::string>& argv, const std::map<std::string, std::string>& env,
                       const std::string& input, Nanos limit) {
  if (input.size() > kLongestInput) throw Error(ErrorCode::invalid, "too much input for a child process");
  Pipe in = make_pipe(), out = make_pipe(), err = make_pipe();
  if (!write_all(in.write.get(), input)) throw errno_error("cannot write to a pipe");
  in.write.reset();
  const Nanos started = monotonic_now();
  const pid_t child = ::fork();
  if (child < 0) throw errno_error("cannot fork");
  if (child == 0) become(argv, env, {in.read.get(), out.write.get(), err.write.get()});
  for (Fd* end : {&in.read, &out.write, &err.write}) end->reset();
  ChildOutcome outcome;
  listen(out, err, outcome, started + limit);
  wait_for(child, outcome, started + limit);
  outcome.took = monotonic_now() - started;
  return outcome;
}

}  // namespace galdr::drain
