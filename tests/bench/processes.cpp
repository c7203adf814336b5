#include "tests/bench/processes.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>

extern char** environ;

namespace galdr::bench {
namespace {

constexpr char kSlot[] = "@@@@@@@@@@@@";
constexpr std::size_t kSlotSize = sizeof kSlot - 1;

std::int64_t now_ns() {
  timespec t{};
  ::clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (auto& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

/// The tool's own environment with `over` in front of what it replaces.
std::vector<std::string> merged(const std::vector<std::string>& over) {
  std::vector<std::string> all = over;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string variable(*entry);
    const auto name = variable.substr(0, variable.find('=') + 1);
    const bool replaced =
        std::any_of(over.begin(), over.end(), [&](const auto& other) { return other.starts_with(name); });
    if (!replaced) all.push_back(variable);
  }
  return all;
}

}  // namespace

void die(const std::string& message) {
  std::fprintf(stderr, "bench: %s\n", message.c_str());
  std::exit(2);
}

std::string read_whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) die("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

int pipe_of(const std::string& text) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) die("no pipe");
  if (::fcntl(ends[1], F_SETPIPE_SZ, 1 << 17) < static_cast<int>(text.size()) ||
      ::write(ends[1], text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    die("the payload is too large for a pipe");
  ::close(ends[1]);
  return ends[0];
}

std::vector<Peer> read_peers(const std::string& path) {
  std::ifstream in(path);
  if (!in) die("cannot read " + path);
  std::vector<Peer> peers;
  for (std::string line; std::getline(in, line);) {
    const auto blank = line.find(' ');
    const auto keyword = line.substr(0, blank);
    const auto rest = blank == std::string::npos ? "" : line.substr(blank + 1);
    if (keyword == "peer") {
      peers.push_back({rest, 1, {}, {}});
      continue;
    }
    if (peers.empty()) die("no peer before: " + line);
    Peer& peer = peers.back();
    if (keyword == "every") {
      peer.every = std::max(1, std::atoi(rest.c_str()));
    } else if (keyword == "env") {
      peer.environment.push_back(rest);
    } else if (keyword == "arg") {
      peer.arguments.push_back(rest);
    } else {
      die("unknown keyword: " + line);
    }
  }
  return peers;
}

Payload::Payload(const std::string& path) : text_(read_whole(path)), slot_(text_.find(kSlot)) {}

const std::string& Payload::numbered(std::int64_t number) {
  char digits[24];
  std::snprintf(digits, sizeof digits, "%012lld", static_cast<long long>(number));
  if (slot_ != std::string::npos) text_.replace(slot_, kSlotSize, digits, kSlotSize);
  return text_;
}

Command::Command(const Peer& peer) : words_(peer.arguments), environment_(merged(peer.environment)) {
  if (words_.empty()) die(peer.name + " has no command");
  argv_ = pointers(words_);
  envp_ = pointers(environment_);
}

Sample Command::run(int in) const {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  Sample sample;
  pid_t pid = 0;
  int status = 0;
  rusage usage{};
  const auto begin = now_ns();
  const bool started = ::posix_spawn(&pid, argv_[0], &actions, nullptr, argv_.data(), envp_.data()) == 0;
  while (started && ::wait4(pid, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  sample.ns = now_ns() - begin;
  ::posix_spawn_file_actions_destroy(&actions);
  sample.rss_kb = usage.ru_maxrss;
  sample.failed = !started || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
  return sample;
}

void print_samples(const std::vector<Sample>& samples) {
  for (const auto& sample : samples)
    std::printf("%zu\t%lld\t%lld\t%ld\t%d\n", sample.peer, static_cast<long long>(sample.number),
                static_cast<long long>(sample.ns), sample.rss_kb, sample.failed ? 1 : 0);
}

}  // namespace galdr::bench
