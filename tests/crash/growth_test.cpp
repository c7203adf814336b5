/// How large the files of the hand-over become, and what is left in them of what was drained.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/files.hpp"
#include "core/outbox/database.hpp"
#include "tests/crash/whole.hpp"

namespace galdr::test {
namespace {

constexpr std::int64_t kMost = 8 << 20;
constexpr std::int64_t kSmall = 100 << 10;  ///< of an outbox with nothing in it

std::int64_t outbox_bytes(const World& world) {
  return std::max(file_size(world.root().outbox()).value_or(0),
                  file_size(world.root().outbox() + "-wal").value_or(0));
}

/// A tool's output of `bytes` bytes, all made of `word`.
Payload with_output(const std::string& session, std::size_t bytes, const std::string& word, std::int64_t n) {
  std::string output;
  while (output.size() < bytes) output += word + " ";
  const nlohmann::json payload = {{"session_id", session},
                                  {"hook_event_name", "PostToolUse"},
                                  {"tool_name", "Bash"},
                                  {"tool_use_id", "toolu_" + session + std::to_string(n)},
                                  {"tool_input", {{"command", "cat " + word}}},
                                  {"tool_response", {{"stdout", output}}},
                                  {"cwd", "/w"},
                                  {"galdr_test_n", n}};
  return {session, payload.dump()};
}

std::vector<Payload> mixed(std::size_t most, std::int64_t& count) {
  constexpr std::size_t kSizes[] = {300, 2000, 2000, 5000, 2000, 65536, 2000, 20000};
  std::vector<Payload> all;
  for (std::size_t i = 0; i < most; ++i)
    all.push_back(with_output("s" + std::to_string(i % 7), kSizes[i % std::size(kSizes)], "word", count++));
  return all;
}

/// The largest that outbox.db or its WAL is while hooks send all of `payloads`.
std::int64_t most_bytes_while_sending(const World& world, const std::vector<Payload>& payloads) {
  std::atomic<bool> sending{true};
  int failed = 0;
  std::thread sender([&] {
    failed = world.hooks(payloads);
    sending = false;
  });
  std::int64_t most = 0;
  for (; sending; ::usleep(1000)) most = std::max(most, outbox_bytes(world));
  sender.join();
  CHECK(failed == 0);
  return most;
}

/// The files but span files that hold `word`, each with a space after it.
std::string files_with(const World& world, const std::string& word) {
  std::string found;
  for (const auto& file : files_below(world.root().dir))
    if (file.rfind("spans/", 0) != 0 && slurp(world.root().dir + "/" + file).find(word) != std::string::npos)
      found += file + " ";
  return found;
}

}  // namespace

TEST_CASE("with a daemon the outbox stays small, and gives its room back", "[crash]") {
  World world;
  spit(world.root().config(), "{}");
  std::int64_t count = 0;
  REQUIRE(world.galdr({"daemon", "start"}).status == 0);
  CHECK(most_bytes_while_sending(world, mixed(1200, count)) < kMost);
  while (outbox_bytes(world) > kSmall) ::usleep(10'000);  // the daemon tidies up once nothing comes
  CHECK(world.galdr({"daemon", "stop"}).status == 0);
  check_whole(world, count);
}

TEST_CASE("without a daemon, with a drain now and then, the outbox stays small, and gives its room back",
          "[crash]") {
  World world;
  spit(world.root().config(), "{}");
  std::int64_t count = 0;
  for (int round = 0; round < 4; ++round) {
    CHECK(most_bytes_while_sending(world, mixed(250, count)) < kMost);
    CHECK(world.galdr({"drain", "--once"}).status == 0);
    CHECK(outbox_bytes(world) < kSmall);
  }
  check_whole(world, count);
}

TEST_CASE("of what was drained no byte is left in any file but the span files", "[crash]") {
  const bool with_daemon = GENERATE(false, true);
  CAPTURE(with_daemon);
  World world;
  std::int64_t count = 0;
  if (with_daemon) REQUIRE(world.galdr({"daemon", "start"}).status == 0);
  const auto send = [&](const std::string& word) {
    std::vector<Payload> sent;
    for (const std::size_t bytes : {1000u, 3000u, 9000u, 65536u, 1048576u, 500u, 65536u, 1048576u})
      sent.push_back(with_output("s-" + std::to_string(bytes), bytes, word, count++));
    CHECK(world.hooks(sent, 3) == 0);
    CHECK(world.hook(word + " is no JSON").status == 0);
  };
  send("planted-in-outbox");
  {
    outbox::Database other(world.root().outbox());
    const outbox::Transaction held(other);
    send("planted-in-spill");
  }
  send("planted-later");
  if (with_daemon) CHECK(world.galdr({"daemon", "stop", "--grace", "20"}).status == 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  for (const auto* word : {"planted-in-outbox", "planted-in-spill", "planted-later"}) {
    CHECK(files_with(world, word) == "");
    std::size_t spans = 0;
    for (const auto& file : files_below(world.root().spans()))
      spans += slurp(world.root().spans() + "/" + file).find(word) != std::string::npos;
    CHECK(spans >= 6);
  }
  CHECK(fault_in_numbers(world.events(), count) == "");
}

TEST_CASE("of an outbox that was damaged and could be read no byte is left either", "[crash]") {
  World world;
  std::int64_t count = 0;
  std::vector<Payload> sent;
  for (const std::size_t bytes : {1000u, 65536u, 1048576u})
    sent.push_back(with_output("s", bytes, "planted-before", count++));
  REQUIRE(world.hooks(sent, 1) == 0);
  outbox::Database(world.root().outbox()).execute("PRAGMA wal_checkpoint(TRUNCATE)");
  std::string bytes = slurp(world.root().outbox());
  bytes.replace(0, 100, std::string(100, 'x'));
  spit(world.root().outbox(), bytes);
  const auto drained = world.galdr({"drain", "--once"});
  CHECK(drained.err.find("3 event(s) that waited in it were recovered") != std::string::npos);
  CHECK(files_with(world, "planted-before") == "");
  check_whole(world, count);
}

}  // namespace galdr::test
