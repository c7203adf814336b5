/// Files that are overwritten, cut, deleted or older than they should be, while hooks and drains are at work.
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "core/outbox/database.hpp"
#include "tests/crash/whole.hpp"

namespace galdr::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPage = 4096;

std::string noise(std::size_t size, std::size_t seed) {
  std::mt19937 random(static_cast<unsigned>(seed));
  std::string bytes(size, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

/// Writes over the file's beginning, in place.
void overwrite(const std::string& path, const std::string& bytes) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  if (file) file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// At least `most` payloads of several sessions.
std::vector<Payload> many(std::int64_t most, std::int64_t& count, const std::string& prefix = "s-") {
  std::vector<Payload> all;
  for (int round = 0; static_cast<std::int64_t>(all.size()) < most; ++round)
    for (const auto* name : {"interrupt", "mcp", "failures"})
      for (auto& payload : payloads(name, prefix + std::to_string(round) + name, count))
        all.push_back(std::move(payload));
  return all;
}

/// Does `harm` again and again while hooks send all of `payloads`.
template <typename Harm>
void send_while(const World& world, const std::vector<Payload>& payloads, const Harm& harm) {
  std::atomic<bool> sending{true};
  int failed = 0;
  std::thread sender([&] {
    failed = world.hooks(payloads);
    sending = false;
  });
  for (int i = 0; sending || i < 12; ++i) harm(i);
  sender.join();
  CHECK(failed == 0);
}

void remove_catalog(const World& world) {
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(world.root().catalog() + suffix);
}

}  // namespace

TEST_CASE("an outbox whose header is overwritten again and again while hooks run loses nothing", "[crash]") {
  const bool with_daemon = GENERATE(false, true);
  CAPTURE(with_daemon);
  World world;
  std::int64_t count = 0;
  const auto sent = many(240, count);
  if (with_daemon) REQUIRE(world.galdr({"daemon", "start"}).status == 0);
  int harmed = 0;
  send_while(world, sent, [&](int i) {
    overwrite(world.root().outbox(), noise(i % 2 == 0 ? 100 : kPage, static_cast<std::size_t>(i)));
    harmed += fs::exists(world.root().outbox());
    if (with_daemon) return void(::usleep(20'000));
    CHECK(world.galdr({"drain", "--once"}).status == 0);
  });
  if (with_daemon) CHECK(world.galdr({"daemon", "stop", "--grace", "10"}).status == 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  CHECK(harmed >= 5);
  CHECK(world.lost() == 0);
  check_whole(world, count);
  CHECK(files_below(world.root().dir + "/damaged").empty());
}

TEST_CASE("of an outbox that was overwritten with its rows, what was lost with it is told and a copy is kept",
          "[crash]") {
  World world;
  std::int64_t count = 0;
  const auto sent = many(200, count);
  REQUIRE(world.hooks(sent) == 0);
  sqlite3_wal_checkpoint_v2(outbox::Database(world.root().outbox()).get(), nullptr,
                            SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  const auto size = fs::file_size(world.root().outbox());
  overwrite(world.root().outbox(), noise(size / 2 / kPage * kPage, 1));
  std::int64_t more = count;
  const auto later = many(20, more, "later-");
  REQUIRE(world.hooks(later) == 0);
  const auto drained = world.galdr({"drain", "--once"});
  CHECK(drained.status == 0);
  CHECK(drained.err.find("a copy is kept") != std::string::npos);
  const auto events = world.events();
  CHECK(fault_in_order(events) == "");
  const auto missing = lines(fault_in_numbers(events, more));
  CHECK(missing.size() == 1);
  CHECK(missing.front().find(" x2") == std::string::npos);
  check_drained(world);
  const auto doctor = world.galdr({"doctor"});
  CHECK(doctor.out.find("pages cannot be read") != std::string::npos);
  CHECK(doctor.out.find("rm -r " + world.root().dir + "/damaged/") != std::string::npos);
  CHECK(text_at(world.galdr({"daemon", "status", "--json"}).out, "/damaged_copies") == "1");
  for (const auto& file : files_below(world.root().dir + "/damaged")) {
    struct stat info {};
    REQUIRE(::stat((world.root().dir + "/damaged/" + file).c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
  }
  fs::remove_all(world.root().dir + "/damaged");
  CHECK(world.galdr({"doctor"}).out.find("pages cannot be read") == std::string::npos);
}

TEST_CASE("an outbox that is deleted under a daemon takes no event with it", "[crash]") {
  World world;
  std::int64_t count = 0;
  REQUIRE(world.galdr({"daemon", "start"}).status == 0);
  const auto probe = world.galdr({"daemon", "status", "--json"});
  const auto pid = static_cast<pid_t>(number_in(probe.out, "pid"));
  REQUIRE(world.hooks(many(30, count, "a-")) == 0);
  REQUIRE(::kill(pid, SIGSTOP) == 0);  // so that rows wait in the file that goes
  REQUIRE(world.hooks(many(30, count, "b-")) == 0);
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(world.root().outbox() + suffix);
  REQUIRE(world.hooks(many(30, count, "c-")) == 0);
  REQUIRE(::kill(pid, SIGCONT) == 0);
  REQUIRE(world.hooks(many(30, count, "d-")) == 0);
  CHECK(world.galdr({"daemon", "stop", "--grace", "10"}).status == 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  INFO(slurp(world.root().daemon_log()));
  check_whole(world, count);
}

TEST_CASE("a catalog that is deleted and overwritten while hooks run and a daemon drains costs nothing",
          "[crash]") {
  World world;
  std::int64_t count = 0;
  const auto sent = many(240, count);
  REQUIRE(world.galdr({"daemon", "start"}).status == 0);
  send_while(world, sent, [&](int i) {
    if (i % 3 == 0) remove_catalog(world);
    if (i % 3 == 1) overwrite(world.root().catalog(), noise(4 * kPage, static_cast<std::size_t>(i)));
    if (i % 3 == 2) world.galdr({"sessions"});
    ::usleep(20'000);
  });
  CHECK(world.galdr({"daemon", "stop", "--grace", "10"}).status == 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  check_whole(world, count);
}

TEST_CASE("a catalog and an outbox from before, beside span files that went on, double nothing", "[crash]") {
  for (int round = 0; round < 4; ++round) {
    World world;
    std::int64_t count = 0;
    REQUIRE(world.hooks(many(20, count, "a-")) == 0);
    REQUIRE(world.galdr({"drain", "--once"}).status == 0);
    REQUIRE(world.hooks(many(20, count, "a-")) == 0);
    const std::string old_catalog = slurp(world.root().catalog());
    const std::string old_outbox = slurp(world.root().outbox()),
                      old_wal = slurp(world.root().outbox() + "-wal");
    REQUIRE(world.galdr({"drain", "--once"}).status == 0);
    if (round % 2 == 0) {
      remove_catalog(world);
      spit(world.root().catalog(), old_catalog);
    }
    if (round < 2) {
      for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(world.root().outbox() + suffix);
      spit(world.root().outbox(), old_outbox);
      spit(world.root().outbox() + "-wal", old_wal);
    }
    REQUIRE(world.hooks(many(20, count, "a-")) == 0);
    CHECK(world.galdr({"drain", "--once"}).status == 0);
    check_whole(world, count);
  }
}

TEST_CASE("a span file with a torn end is mended, and what was torn is written again", "[crash]") {
  const std::string tail = GENERATE(std::string("{\"v\":1,\"event_id\":\"01"), std::string(900, '\0'),
                                    std::string("\xff\xfe half"), noise(5000, 7) + "x");
  World world;
  std::int64_t count = 0;
  REQUIRE(world.hooks(many(20, count, "a-")) == 0);
  REQUIRE(world.galdr({"drain", "--once"}).status == 0);
  for (const auto& file : files_below(world.root().spans())) {
    std::ofstream span(world.root().spans() + "/" + file, std::ios::binary | std::ios::app);
    for (const char c : tail) span.put(c == '\n' ? ' ' : c);
  }
  REQUIRE(world.hooks(many(20, count, "a-")) == 0);
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  check_whole(world, count);
}

}  // namespace galdr::test
