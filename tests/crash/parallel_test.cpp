#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <random>
#include <thread>

#include "tests/crash/world.hpp"

namespace galdr::test {
namespace {

constexpr int kWriters = 8;
constexpr std::int64_t kEvents = 2000;
constexpr int kMostKills = 200;

/// kEvents payloads, dealt out to the writers by session.
std::vector<std::vector<std::string>> deal(std::int64_t& count) {
  std::vector<std::vector<std::string>> of(kWriters);
  count = 0;
  for (int round = 0; count < kEvents; ++round)
    for (const auto* name : {"par1", "failures", "subagent", "py-project"})
      for (const auto& payload : payloads(name, "s-" + std::to_string(round) + "-" + name, count))
        of[static_cast<std::size_t>(count % kWriters)].push_back(payload.text);
  return of;
}

/// Starts a drain or the daemon and kills it a moment later. True if it was alive to be killed.
bool start_and_kill(const World& world, std::mt19937& random) {
  const auto moment = static_cast<useconds_t>(random() % 60'000);
  if (random() % 3 == 0) {
    const auto started = world.galdr({"daemon", "start", "--json"});
    if (started.status != 0) return false;
    ::usleep(moment * 2);
    return ::kill(static_cast<pid_t>(number_in(started.out, "pid")), SIGKILL) == 0;
  }
  const pid_t pid = world.begin({"drain", "--once"});
  ::usleep(moment);
  ::kill(pid, SIGKILL);
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFSIGNALED(status);
}

}  // namespace

TEST_CASE("eight hooks at once and drains that are killed at random lose nothing and double nothing",
          "[crash]") {
  World world;
  spit(world.root().config(), R"({"daemon": {"batch_rows": 50}})");
  std::int64_t count = 0;
  const auto shares = deal(count);
  std::atomic<int> writing{kWriters}, failed{0};
  std::vector<std::thread> writers;
  for (const auto& share : shares) {
    writers.emplace_back([&] {
      for (const auto& payload : share) {
        const auto done = world.hook(payload);
        failed += done.status != 0 || !done.out.empty() || !done.err.empty();
      }
      --writing;
    });
  }
  std::mt19937 random(20261121);
  int kills = 0;
  while (writing > 0 && kills < kMostKills) kills += start_and_kill(world, random);
  for (auto& writer : writers) writer.join();
  for (int more = 0; more < 200 && (more < 10 || kills < 20); ++more) kills += start_and_kill(world, random);
  CAPTURE(kills);
  CHECK(failed == 0);
  CHECK(kills >= 20);

  const auto drained = world.galdr({"drain", "--once"});
  CHECK(drained.status == 0);
  CHECK(world.waiting().empty());
  CHECK(world.spills().empty());
  CHECK(world.claims() == 0);
  CHECK(world.dead().empty());
  const auto events = world.events();
  CHECK(fault_in_order(events) == "");
  CHECK(fault_in_numbers(events, count) == "");
  const std::string incremental = world.catalog_rows();
  REQUIRE(world.galdr({"reindex"}).status == 0);
  CHECK(world.catalog_rows() == incremental);
}

}  // namespace galdr::test
