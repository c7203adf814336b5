/// A machine that refuses: locks held, disks full or read-only, limits, clocks that jump, drains that freeze.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>
#include <filesystem>
#include <thread>

#include "core/base/files.hpp"
#include "core/outbox/spill.hpp"
#include "tests/core/outbox/rows.hpp"
#include "tests/crash/whole.hpp"

namespace galdr::test {
namespace {

namespace fs = std::filesystem;

std::vector<Payload> some(std::int64_t& count, const std::string& session = "s") {
  std::vector<Payload> all;
  for (const auto* name : {"interrupt", "mcp"})
    for (auto& payload : payloads(name, session + name, count)) all.push_back(std::move(payload));
  return all;
}

/// How many of the events 0..count-1 are there; fails the test if one is there twice.
std::int64_t seen_once(const World& world, std::int64_t count) {
  const auto events = world.events();
  CHECK(fault_in_order(events) == "");
  const std::string missing = fault_in_numbers(events, count);
  CHECK(missing.find(" x2") == std::string::npos);
  CHECK(missing.find(" and others") == std::string::npos);
  return count - std::count(missing.begin(), missing.end(), 'x');
}

/// Waits until `pid` is stopped, as by GALDR_FAULT=stop:….
void wait_until_stopped(pid_t pid) {
  int status = 0;
  REQUIRE(::waitpid(pid, &status, WUNTRACED) == pid);
  REQUIRE(WIFSTOPPED(status));
}

int reap(pid_t pid) {
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// A small disk of its own, mounted where only this process and its children see it.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& path) : path_(path) {
    fs::create_directories(path);
    good_ = ::geteuid() == 0 && ::unshare(CLONE_NEWNS) == 0 &&
            ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
            ::mount("none", path.c_str(), "tmpfs", 0, "size=2m,mode=700") == 0;
  }
  ~SmallDisk() {
    if (good_) ::umount2(path_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  explicit operator bool() const { return good_; }
  void set_read_only(bool on) const {
    REQUIRE(::mount("none", path_.c_str(), "tmpfs", MS_REMOUNT | (on ? MS_RDONLY : 0), "size=2m") == 0);
  }
  /// Leaves no byte free.
  void fill() const {
    std::string bytes(1 << 16, 'x');
    while (!bytes.empty()) {
      const Fd fd = open_file(path_ + "/ballast", O_WRONLY | O_CREAT | O_APPEND);
      if (!write_all(fd.get(), bytes)) bytes.resize(bytes.size() / 2);
    }
  }
  void free() const { fs::remove(path_ + "/ballast"); }

 private:
  std::string path_;
  bool good_ = false;
};

}  // namespace

TEST_CASE("an outbox that another process keeps locked loses nothing, with a daemon beside it", "[crash]") {
  World world;
  std::int64_t count = 0;
  REQUIRE(world.hooks(some(count, "a")) == 0);
  REQUIRE(world.galdr({"daemon", "start"}).status == 0);
  {
    outbox::Database other(world.root().outbox());
    const outbox::Transaction held(other);
    CHECK(world.hooks(some(count, "b"), 4) == 0);  // each waits in vain for 250 ms: 3 s in all
  }
  CHECK(world.hooks(some(count, "c")) == 0);
  CHECK(world.galdr({"daemon", "stop", "--grace", "20"}).status == 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  CHECK(world.lost() == 0);
  check_whole(world, count);
}

TEST_CASE("on a full disk an event is kept or counted as lost, and the drain goes on when there is room",
          "[crash]") {
  World world;
  const SmallDisk disk(world.root().dir);
  if (!disk) SKIP("a disk cannot be mounted here");
  std::int64_t count = 0;
  REQUIRE(world.hooks(some(count, "a")) == 0);
  for (int round = 0; round < 4; ++round) {
    disk.fill();
    CHECK(world.hooks(some(count, "b" + std::to_string(round))) == 0);
    world.galdr({"drain", "--once"});
    disk.free();
    CHECK(world.hooks(some(count, "c" + std::to_string(round))) == 0);
    CHECK(world.galdr({"drain", "--once"}).status == 0);
  }
  const auto lost = world.lost();
  CHECK(lost > 0);
  CHECK(seen_once(world, count) == count - lost);
  check_drained(world);
}

TEST_CASE("where the disk fills up while hooks and a daemon are at work, all is kept or counted", "[crash]") {
  World world;
  const SmallDisk disk(world.root().dir);
  if (!disk) SKIP("a disk cannot be mounted here");
  std::int64_t count = 0;
  std::vector<Payload> sent;
  for (int i = 0; i < 4; ++i)
    for (auto& payload : some(count, "s" + std::to_string(i))) sent.push_back(std::move(payload));
  REQUIRE(world.galdr({"daemon", "start"}).status == 0);
  std::atomic<bool> sending{true};
  int failed = 0;
  std::thread sender([&] {
    failed = world.hooks(sent);
    sending = false;
  });
  while (sending) {
    disk.fill();
    ::usleep(20'000);
    disk.free();
    ::usleep(20'000);
  }
  sender.join();
  CHECK(failed == 0);
  CHECK(world.galdr({"daemon", "stop", "--grace", "20"}).status == 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  CHECK(seen_once(world, count) == count - world.lost());
  check_drained(world);
}

TEST_CASE("a root that becomes read-only disturbs no hook, and doctor says that nothing can be kept",
          "[crash]") {
  World world;
  const SmallDisk disk(world.root().dir);
  if (!disk) SKIP("a disk cannot be mounted here");
  std::int64_t count = 0, unseen = 0;
  REQUIRE(world.hooks(some(count, "a")) == 0);
  disk.set_read_only(true);
  CHECK(world.hooks(some(unseen, "b")) == 0);
  const auto doctor = world.galdr({"doctor"});
  CHECK(doctor.status == 1);
  CHECK(doctor.out.find("recorded events have no place to go") != std::string::npos);
  CHECK(world.galdr({"drain", "--once"}).status != 0);
  disk.set_read_only(false);
  REQUIRE(world.hooks(some(count, "c")) == 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  check_whole(world, count);
}

TEST_CASE(
    "with a file in place of spill/, nothing is lost as long as outbox.db works, and all is counted after",
    "[crash]") {
  World world;
  std::int64_t count = 0;
  spit(world.root().spill(), "in the way");
  REQUIRE(world.hooks(some(count, "a")) == 0);
  CHECK(world.lost() == 0);
  const auto kept = count;
  {
    outbox::Database other(world.root().outbox());
    const outbox::Transaction held(other);
    CHECK(world.hooks(some(count, "b"), 16) == 0);
  }
  CHECK(world.lost() == count - kept);
  const auto doctor = world.galdr({"doctor"});
  CHECK(doctor.status == 1);
  CHECK(doctor.out.find(std::to_string(count - kept) + " event(s) were lost") != std::string::npos);
  REQUIRE(world.hooks(some(count, "c")) == 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  CHECK(seen_once(world, count) == count - world.lost());
  check_drained(world);
}

TEST_CASE("limits on open files and on the size of files lose no event that is not counted", "[crash]") {
  World world;
  std::int64_t count = 0;
  REQUIRE(world.hooks(some(count, "first")) == 0);
  const std::string kind = GENERATE("-n", "-f");
  CAPTURE(kind);
#ifdef __SANITIZE_ADDRESS__
  const int least = kind == "-n" ? 12 : 1;  // the loader needs some for itself before the hook runs
#else
  const int least = kind == "-n" ? 3 : 1;
#endif
  for (int limit = least; limit <= 20; limit += limit < 12 ? 1 : 4) {
    const std::string limits = "ulimit " + kind + " " + std::to_string(limit);
    const auto sent = payloads("mcp", "s-" + std::to_string(limit), count);
    for (const auto& payload : sent) {
      const auto done = world.limited(limits, {galdr_hook_program(), "--agent", "claude-code"}, payload.text);
      CHECK(done.status == 0);
      CHECK(done.out + done.err == "");
    }
    const auto drained = world.limited(limits, {galdr_program(), "drain", "--once"});
    CHECK(drained.status < 128);  // whatever it was refused, it ended by itself
  }
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  CHECK(seen_once(world, count) == count - world.lost());
  check_drained(world);
}

TEST_CASE("clocks that jump, back and far ahead, lose nothing and keep the order of arrival in seq",
          "[crash]") {
  World world;
  std::int64_t count = 0;
  const Nanos now = realtime_now(), day = 86'400 * kSecond;
  std::vector<Nanos> times;
  for (int i = 0; i < 10; ++i)
    for (const Nanos ts :
         {now, now + 300 * day, now - 10 * day, Nanos{0}, Nanos{-5 * kSecond}, now - i * kSecond})
      times.push_back(ts);
  const auto sent = some(count);
  REQUIRE(world.galdr({"outbox"}).status == 0);
  for (std::size_t i = 0; i < sent.size(); ++i) {
    auto row = row_with(sent[i].text);
    row.ts = times[i % times.size()];
    row.boot_ns = static_cast<Nanos>(i);
    if (i % 5 == 0)
      REQUIRE(outbox::write_spill(world.root().spill().c_str(), record_of(row), outbox::Durability::process));
    else
      REQUIRE(append_row(world.root().outbox(), row) == outbox::Appended::committed);
    if (i % 7 == 0) CHECK(world.galdr({"drain", "--once"}).status == 0);
  }
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  check_whole(world, count);
  CHECK(world.galdr({"daemon", "status"}).status == 3);
}

TEST_CASE("many drains at once, one-shot and a daemon, take every event once", "[crash]") {
  World world;
  std::int64_t count = 0;
  std::vector<Payload> sent;
  for (int i = 0; i < 5; ++i)
    for (auto& payload : some(count, "s" + std::to_string(i))) sent.push_back(std::move(payload));
  REQUIRE(world.galdr({"daemon", "start"}).status == 0);
  std::atomic<bool> sending{true};
  std::atomic<int> failed{0};
  std::vector<std::thread> drains;
  for (int i = 0; i < 3; ++i)
    drains.emplace_back([&] {
      while (sending) failed += world.galdr({"drain", "--once"}).status != 0;
    });
  CHECK(world.hooks(sent) == 0);
  sending = false;
  for (auto& drain : drains) drain.join();
  CHECK(failed == 0);
  CHECK(world.galdr({"daemon", "stop", "--grace", "10"}).status == 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  check_whole(world, count);
}

TEST_CASE(
    "a drain that freezes within a batch is left alone and named, and woken or killed later doubles nothing",
    "[crash]") {
  const std::string at = GENERATE("claimed", "append_torn", "appended", "folded", "deleted");
  const bool woken = GENERATE(false, true);
  CAPTURE(at, woken);
  World world;
  std::int64_t count = 0;
  REQUIRE(world.hooks(some(count, "a")) == 0);
  const pid_t frozen = world.begin({"drain", "--once"}, "stop:" + at);
  wait_until_stopped(frozen);
  const auto spans = files_below(world.root().spans());
  CHECK(world.hooks(some(count, "b")) == 0);
  if (at == "appended") {
    const auto busy = world.galdr({"drain", "--once"});
    CHECK(busy.status == 5);
    CHECK(busy.err.find("pid " + std::to_string(frozen)) != std::string::npos);
    CHECK(world.galdr({"doctor"}).out.find("pid " + std::to_string(frozen)) != std::string::npos);
  }
  CHECK(files_below(world.root().spans()) == spans);
  REQUIRE(::kill(frozen, woken ? SIGCONT : SIGKILL) == 0);
  CHECK(reap(frozen) == (woken ? 0 : 128 + SIGKILL));
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  check_whole(world, count);
}

}  // namespace galdr::test
