#include "tests/support/support.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

extern char** environ;

namespace galdr::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

/// A pipe whose ends close themselves and are not inherited.
struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) fail("pipe");
    for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
    read = ends[0];
    write = ends[1];
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(read);
    close(write);
  }
  static void close(int& fd) {
    if (fd >= 0) ::close(std::exchange(fd, -1));
  }
  int read = -1, write = -1;
};

/// This process's environment with `changes` on top, as NAME=value.
std::vector<std::string> merged_env(const std::map<std::string, std::string>& changes) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    if (!changes.contains(text.substr(0, text.find('=')))) all.push_back(text);
  }
  for (const auto& [name, value] : changes) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

struct Pipes {
  Pipe in, out, err;
};

/// The child of `argv`, with the pipes as its standard streams and default signals. Only what exec needs is
/// called after the fork, since another thread may hold a lock.
pid_t start(std::vector<std::string> argv, const RunOptions& options, Pipes& pipes) {
  auto env = merged_env(options.env);
  const auto argv_pointers = pointers(argv);
  auto env_pointers = pointers(env);
  const pid_t pid = ::fork();
  if (pid < 0) fail("fork");
  if (pid > 0) return pid;
  ::dup2(pipes.in.read, 0);
  ::dup2(pipes.out.write, 1);
  ::dup2(pipes.err.write, 2);
  ::signal(SIGPIPE, SIG_DFL);
  ::setpgid(0, 0);  // so that a timeout reaches its children too
  if (options.cwd.empty() || ::chdir(options.cwd.c_str()) == 0) {
    environ = env_pointers.data();
    ::execvp(argv_pointers[0], argv_pointers.data());
  }
  ::_exit(127);
}

/// Appends what there is to read; closes `fd` at its end.
void take(int& fd, std::string& bytes) {
  std::array<char, 65536> buffer;
  const ssize_t n = ::read(fd, buffer.data(), buffer.size());
  if (n > 0) bytes.append(buffer.data(), static_cast<std::size_t>(n));
  if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) Pipe::close(fd);
}

/// Writes what the pipe takes; closes `fd` after the last byte, or when nobody reads it any more.
void give(int& fd, std::string_view& rest) {
  const ssize_t n = ::write(fd, rest.data(), rest.size());
  if (n >= 0) rest.remove_prefix(static_cast<std::size_t>(n));
  if (rest.empty() || (n < 0 && errno != EINTR && errno != EAGAIN)) Pipe::close(fd);
}

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(left, 0));
}

/// Moves bytes until both outputs have ended. False at the deadline.
bool transfer(Pipes& pipes, std::string_view input, Outcome& outcome, Clock::time_point deadline) {
  ::fcntl(pipes.in.write, F_SETFL, O_NONBLOCK);
  if (input.empty()) Pipe::close(pipes.in.write);
  while (pipes.out.read >= 0 || pipes.err.read >= 0) {
    std::array<pollfd, 3> fds{
        {{pipes.in.write, POLLOUT, 0}, {pipes.out.read, POLLIN, 0}, {pipes.err.read, POLLIN, 0}}};
    const int ready = ::poll(fds.data(), fds.size(), milliseconds_until(deadline));
    if (ready < 0 && errno != EINTR) fail("poll");
    if (ready == 0) return false;
    if (ready < 0) continue;
    if (fds[0].revents != 0) give(pipes.in.write, input);
    if (fds[1].revents != 0) take(pipes.out.read, outcome.out);
    if (fds[2].revents != 0) take(pipes.err.read, outcome.err);
  }
  return true;
}

/// Waits for `pid`'s end, killing it at the deadline. Its exit status, or 128 + signal.
int reap(pid_t pid, Clock::time_point deadline) {
  int status = 0;
  for (timespec nap{0, 100'000}; ::waitpid(pid, &status, WNOHANG) == 0;) {
    if (Clock::now() >= deadline) ::kill(-pid, SIGKILL);
    ::nanosleep(&nap, nullptr);  // its outputs are closed, so it is about to end
    nap.tv_nsec = std::min<long>(nap.tv_nsec * 2, 10'000'000);
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// SIGPIPE ignored while in scope.
class NoSigpipe {
 public:
  NoSigpipe() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &before_);
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;
  ~NoSigpipe() { ::sigaction(SIGPIPE, &before_, nullptr); }

 private:
  struct sigaction before_ {};
};

}  // namespace

TempDir::TempDir() {
  const char* base = std::getenv("TMPDIR");
  std::string name = std::string(base != nullptr && *base != '\0' ? base : "/tmp") + "/galdr-test-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) fail("mkdtemp " + name);
  path_ = fs::canonical(name);
}

TempDir::~TempDir() {
  std::error_code ignored;
  fs::permissions(path_, fs::perms::owner_all, ignored);
  fs::remove_all(path_, ignored);
}

Outcome run(const std::vector<std::string>& argv, const RunOptions& options) {
  const NoSigpipe no_sigpipe;
  const auto deadline = Clock::now() + std::chrono::seconds(options.timeout_s);
  Outcome outcome;
  Pipes pipes;
  const pid_t pid = start(argv, options, pipes);
  Pipe::close(pipes.in.read);
  Pipe::close(pipes.out.write);
  Pipe::close(pipes.err.write);
  if (!transfer(pipes, options.stdin_bytes, outcome, deadline)) ::kill(-pid, SIGKILL);
  outcome.status = reap(pid, deadline);
  return outcome;
}

std::string data_path(const std::string& name) { return std::string(GALDR_TEST_DATA) + "/" + name; }

std::string data(const std::string& name) {
  if (!fs::is_regular_file(data_path(name))) throw std::runtime_error("no test data: " + data_path(name));
  return slurp(data_path(name));
}

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void spit(const std::string& path, const std::string& bytes) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush())
    fail("cannot write " + path);
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::vector<std::string> files_below(const std::string& dir) {
  std::vector<std::string> out;
  if (!fs::is_directory(dir)) return out;
  for (const auto& entry : fs::recursive_directory_iterator(dir)) {
    if (fs::is_regular_file(entry.symlink_status())) out.push_back(fs::relative(entry.path(), dir).string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

#ifdef GALDR_TEST_PROGRAM
std::string galdr_program() { return GALDR_TEST_PROGRAM; }
#else
std::string galdr_program() { throw std::runtime_error("this build has no galdr-faults"); }
#endif

#ifdef GALDR_TEST_HOOK
std::string galdr_hook_program() { return GALDR_TEST_HOOK; }
#else
std::string galdr_hook_program() { throw std::runtime_error("this build has no galdr-hook"); }
#endif

}  // namespace galdr::test
