#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <functional>
#include <set>
#include <thread>

#include "core/base/clock.hpp"
#include "core/outbox/dead.hpp"
#include "core/outbox/spill.hpp"
#include "tests/crash/world.hpp"

namespace galdr::test {
namespace {

/// Looks again and again until it is so; only a failing test waits to the end.
bool becomes(const std::function<bool()>& so) {
  for (const Nanos until = monotonic_now() + 20 * kSecond; monotonic_now() < until; ::usleep(2'000))
    if (so()) return true;
  return so();
}

std::string prompt(const std::string& session, const std::string& text = "hello") {
  return R"({"session_id": ")" + session + R"(", "hook_event_name": "UserPromptSubmit", "prompt": ")" + text +
         "\"}";
}

/// A world whose daemon, if there is one, is gone at the end of the test.
class DaemonWorld : public World {
 public:
  ~DaemonWorld() { galdr({"daemon", "stop", "--grace", "1"}); }
  DaemonWorld() = default;
  DaemonWorld(const DaemonWorld&) = delete;
  DaemonWorld& operator=(const DaemonWorld&) = delete;

  pid_t start() const {
    const auto started = galdr({"daemon", "start", "--json"});
    REQUIRE(started.status == 0);
    return static_cast<pid_t>(number_in(started.out, "pid"));
  }
  /// Exit status and state of `daemon status`.
  std::string status() const {
    const auto said = galdr({"daemon", "status", "--json"});
    return std::to_string(said.status) + " " + text_in(said.out, "state");
  }
  std::string stop(const std::string& grace = "10") const {
    const auto said = galdr({"daemon", "stop", "--json", "--grace", grace});
    return said.status == 0 ? text_in(said.out, "outcome") : "exit " + std::to_string(said.status);
  }
};

bool alive(pid_t pid) {
  return ::kill(pid, 0) == 0 &&
         slurp("/proc/" + std::to_string(pid) + "/stat").find(") Z ") == std::string::npos;
}

/// A process of ours that is no daemon; it ends with this.
struct Stranger {
  Stranger() : pid(::fork()) {
    if (pid == 0) {
      ::execlp("sleep", "sleep", "600", nullptr);
      ::_exit(127);
    }
  }
  ~Stranger() {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;
  pid_t pid;
};

}  // namespace

TEST_CASE("a daemon starts, says so, and ends when it is told to", "[daemon]") {
  DaemonWorld world;
  CHECK(world.status() == "3 not_running");
  CHECK(world.stop() == "not_running");
  const pid_t pid = world.start();
  CHECK(alive(pid));
  CHECK(world.status() == "0 running");
  CHECK(world.start() == pid);
  CHECK(world.stop() == "terminated");
  CHECK_FALSE(alive(pid));
  CHECK(world.status() == "3 not_running");
  CHECK(slurp(world.root().daemon_pid()).empty());
}

TEST_CASE("a daemon that does not answer is killed, and said to be", "[daemon]") {
  DaemonWorld world;
  const pid_t pid = world.start();
  REQUIRE(::kill(pid, SIGSTOP) == 0);
  CHECK(world.stop("0") == "killed");
  CHECK(becomes([&] { return !alive(pid); }));
  CHECK(world.status() == "3 not_running");
}

TEST_CASE("what a daemon that was killed left behind is stale, and cleaned", "[daemon]") {
  DaemonWorld world;
  const pid_t pid = world.start();
  ::kill(pid, SIGKILL);
  REQUIRE(becomes([&] { return !alive(pid); }));
  CHECK(world.status() == "1 stale");
  SECTION("by stop") {
    CHECK(world.stop() == "stale_cleaned");
    CHECK(world.status() == "3 not_running");
  }
  SECTION("by the next start") {
    CHECK(world.start() != pid);
    CHECK(world.status() == "0 running");
  }
}

TEST_CASE("a pidfile proves nothing by itself", "[daemon]") {
  DaemonWorld world;
  Stranger stranger;
  SECTION("one that names a living stranger") {
    spit(world.root().daemon_pid(), std::to_string(stranger.pid) + "\n1\n\n\n0.1.0\n\n\n");
  }
  SECTION("one that names itself right but is not locked") {
    const pid_t pid = world.start();
    const auto text = slurp(world.root().daemon_pid());
    REQUIRE(world.stop() == "terminated");
    spit(world.root().daemon_pid(), std::to_string(stranger.pid) + text.substr(std::to_string(pid).size()));
  }
  SECTION("one that is no pidfile") { spit(world.root().daemon_pid(), "hello\n"); }
  SECTION("one that names every process there is") { spit(world.root().daemon_pid(), "-1\n1\n"); }
  CHECK(world.status() == "1 stale");
  CHECK(world.stop() == "stale_cleaned");
  CHECK(alive(stranger.pid));
  CHECK(world.status() == "3 not_running");
  world.start();
  CHECK(world.status() == "0 running");
  CHECK(alive(stranger.pid));
}

TEST_CASE("ten that start at once get one daemon", "[daemon]") {
  DaemonWorld world;
  std::vector<std::thread> starters;
  std::vector<Outcome> said(10);
  for (auto& outcome : said)
    starters.emplace_back([&] { outcome = world.galdr({"daemon", "start", "--json"}); });
  for (auto& starter : starters) starter.join();
  std::set<std::int64_t> pids;
  for (const auto& outcome : said) {
    INFO(outcome.err);
    REQUIRE(outcome.status == 0);
    pids.insert(number_in(outcome.out, "pid"));
  }
  CHECK(pids.size() == 1);
  CHECK(alive(static_cast<pid_t>(*pids.begin())));
  CHECK(world.stop() == "terminated");
}

TEST_CASE("what a hook writes is drained by the daemon, out of outbox.db and spill files", "[daemon]") {
  DaemonWorld world;
  spit(world.root().config(), R"({"daemon": {"tick_ms": 3600000}})");  // only the watch can wake it in time
  SECTION("that runs already") { world.start(); }
  SECTION("that is started afterwards") {
    world.hook(prompt("early"));
    world.start();
    CHECK(becomes([&] { return world.waiting().empty(); }));
  }
  for (int i = 0; i < 3; ++i) {
    REQUIRE(world.hook(prompt("s", "prompt " + std::to_string(i))).status == 0);
    CHECK(becomes([&] { return world.waiting().empty(); }));
  }
  spit(world.root().hook_flags(), "galdr-flags 1 capture=1 power=0 max_bytes=16777216 spill=1\n");
  REQUIRE(world.hook(prompt("spilled")).status == 0);
  CHECK(becomes([&] { return world.spills().empty(); }));
  const auto events = world.galdr({"events", "--json", "--no-drain"});
  CHECK(lines(events.out).size() >= 4);
  CHECK(world.status() == "0 running");
}

TEST_CASE("a daemon goes on when its files are deleted under it", "[daemon]") {
  DaemonWorld world;
  world.start();
  world.hook(prompt("s"));
  REQUIRE(becomes([&] { return world.waiting().empty(); }));
  const auto remove = [](const std::string& path) {
    for (const char* suffix : {"", "-wal", "-shm"}) ::unlink((path + suffix).c_str());
  };
  SECTION("catalog.db") { remove(world.root().catalog()); }
  SECTION("outbox.db") { remove(world.root().outbox()); }
  REQUIRE(world.hook(prompt("t")).status == 0);
  CHECK(becomes([&] { return lines(world.galdr({"events", "--json"}).out).size() == 2; }));
  CHECK(world.waiting().empty());
  CHECK(world.status() == "0 running");
}

TEST_CASE(
    "a batch that a killed drain left is finished by the daemon, and what it wrote is not written again",
    "[daemon]") {
  DaemonWorld world;
  world.start();
  world.hook(prompt("s"));
  REQUIRE(becomes([&] { return world.waiting().empty(); }));
  REQUIRE(world.stop() == "terminated");
  for (int i = 0; i < 25; ++i) world.hook(prompt("s"));
  REQUIRE(world.galdr({"drain", "--once"}, "appended:2").status == 128 + SIGKILL);
  world.start();
  CHECK(becomes([&] { return world.waiting().empty(); }));
  const auto events = world.events();
  CHECK(events.size() == 26);
  CHECK(fault_in_order(events) == "");
}

TEST_CASE("a recording that a killed drain bound stays bound to the event that it saw", "[daemon]") {
  DaemonWorld world;
  const auto at_work = [&](const std::string& text) {
    const auto done =
        world.hook(R"({"session_id": "s", "hook_event_name": "UserPromptSubmit", "cwd": "/", "prompt": ")" +
                   text + "\"}");
    REQUIRE(done.status == 0);
  };
  const pid_t pid = world.start();
  const auto recording = world.galdr({"rec", "start", "fix", "--json"});
  REQUIRE(recording.status == 0);
  const auto file = world.root().recordings() + "/" + files_below(world.root().recordings()).at(0);
  auto text = slurp(file);  // as if it had been started in the root folder
  const auto cwd = text_at(text, "/cwd");
  spit(file, text.replace(text.find(cwd), cwd.size(), "/"));
  REQUIRE(world.galdr({"list"}).status == 0);
  REQUIRE(::kill(pid, SIGSTOP) == 0);
  at_work("one");
  REQUIRE(world.galdr({"drain", "--once"}, "appended").status == 128 + SIGKILL);
  REQUIRE(text_at(slurp(file), "/from_seq") == "1");
  REQUIRE(::kill(pid, SIGCONT) == 0);
  CHECK(becomes([&] { return world.waiting().empty(); }));
  at_work("two");
  CHECK(becomes([&] { return world.waiting().empty(); }));
  CHECK(text_at(slurp(file), "/from_seq") == "1");
  CHECK(text_at(slurp(file), "/session_id") == "s");
}

TEST_CASE("beside a drain that is frozen within a batch, `drain --once` says busy and writes nothing",
          "[daemon]") {
  DaemonWorld world;
  for (int i = 0; i < 3; ++i) world.hook(prompt("s"));
  const pid_t frozen = world.begin({"daemon", "start", "--foreground"}, "stop:appended");
  int status = 0;
  REQUIRE(::waitpid(frozen, &status, WUNTRACED) == frozen);
  REQUIRE(WIFSTOPPED(status));
  const auto spans = files_below(world.root().spans());
  const auto second = world.galdr({"drain", "--once", "--json"});
  CHECK(second.status == 5);
  CHECK(second.out == "");
  CHECK(second.err.find("no progress") != std::string::npos);
  CHECK(world.waiting().size() == 3);
  CHECK(files_below(world.root().spans()) == spans);
  CHECK(world.stop("0") == "killed");
  ::waitpid(frozen, &status, 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  CHECK(world.events().size() == 3);
  CHECK(world.waiting().empty());
}

TEST_CASE("a daemon that is alive and gets nothing done is stuck", "[daemon]") {
  DaemonWorld world;
  spit(world.root().config(), R"({"daemon": {"stuck_after_s": 1}})");
  world.hook(prompt("s"));
  const pid_t frozen = world.begin({"daemon", "start", "--foreground"}, "stop:appended");
  int status = 0;
  REQUIRE(::waitpid(frozen, &status, WUNTRACED) == frozen);
  CHECK(becomes([&] { return world.status() == "4 stuck"; }));
  CHECK(world.stop("0") == "killed");
  ::waitpid(frozen, &status, 0);
}

TEST_CASE("a drain whose holder goes away in time does the work itself", "[daemon]") {
  DaemonWorld world;
  for (int i = 0; i < 3; ++i) world.hook(prompt("s"));
  const pid_t frozen = world.begin({"drain", "--once"}, "stop:appended");
  int status = 0;
  REQUIRE(::waitpid(frozen, &status, WUNTRACED) == frozen);
  std::thread killer([&] {
    ::usleep(600'000);  // within the patience of the one below, past its first try
    ::kill(frozen, SIGKILL);
  });
  const auto second = world.galdr({"drain", "--once", "--json"});
  killer.join();
  ::waitpid(frozen, &status, 0);
  CHECK(second.status == 0);
  CHECK(number_in(second.out, "claimed") == 3);
  CHECK(world.waiting().empty());
}

}  // namespace galdr::test
