// What hooks leave in outbox.db's WAL and -shm file, and find there.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>
#include <fstream>

#include "core/base/files.hpp"
#include "core/outbox/dead.hpp"
#include "tests/crash/world.hpp"

namespace galdr::test {
namespace {

namespace fs = std::filesystem;

/// A payload of about this many bytes, none of them like its neighbours.
std::string payload(std::size_t size, int number) {
  std::string text = R"({"hook_event_name": "UserPromptSubmit", "session_id": "wal", "prompt": ")";
  for (std::size_t i = 0; text.size() < size; ++i)
    text += std::to_string(i * 7919 + static_cast<std::size_t>(number)) + " ";
  return text + "\"}";
}

/// The payloads in outbox.db, in order, read by an SQLite that knows nothing of the hook's ways.
std::vector<std::string> stored(const World& world) {
  outbox::Database db(world.root().outbox());
  std::vector<std::string> all;
  for (const auto& row : outbox::list_pending(db, 1000))
    all.push_back(outbox::find_pending(db, row.event_id).value().payload);
  return all;
}

/// Runs a hook for each of `sizes`; what was sent.
std::vector<std::string> send(const World& world, const std::vector<std::size_t>& sizes) {
  std::vector<std::string> sent;
  for (const auto size : sizes) {
    sent.push_back(payload(size, static_cast<int>(sent.size())));
    CHECK(world.hook(sent.back()).status == 0);
  }
  return sent;
}

std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 1;
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
  return bytes;
}

/// The database and its WAL, as they would be found if every process had died.
void copy_files(const World& from, const World& to) {
  fs::create_directories(to.root().dir);
  for (const char* suffix : {"", "-wal"})
    fs::copy(from.root().outbox() + suffix, to.root().outbox() + suffix);
}

std::uintmax_t frames(const World& world) {
  return (fs::file_size(world.root().outbox() + "-wal") - 32) / 4120;
}

}  // namespace

TEST_CASE("payloads of every size are stored byte for byte, and none is spilled", "[hook]") {
  World world;
  const auto sent =
      send(world, {100, 4000, 4096, 8192, 65'000, 66'000, 300'000, 1'048'576, 100, 3'000'000, 100});
  CHECK(world.spills().empty());
  CHECK(stored(world) == sent);
}

TEST_CASE("a WAL of any length is recovered by the next hook", "[hook]") {
  World world;
  const auto sent = send(world, std::vector<std::size_t>(GENERATE(1u, 3u, 4u, 5u, 8u, 9u, 40u), 2000));
  CHECK(stored(world) == sent);
}

TEST_CASE("what stands in the -shm file when no one has it open is not believed", "[hook]") {
  World world;
  auto sent = send(world, {2000, 2000, 70'000});
  const std::string index = world.root().outbox() + "-shm";
  REQUIRE(fs::exists(index));
  SECTION("noise") { std::ofstream(index, std::ios::binary) << noise(32'768); }
  SECTION("more noise than one table") { std::ofstream(index, std::ios::binary) << noise(3 * 32'768); }
  SECTION("an older state of itself") {
    const auto older = read_file(index);
    sent.push_back(payload(2000, 77));
    REQUIRE(world.hook(sent.back()).status == 0);
    std::ofstream(index, std::ios::binary) << *older;
  }
  SECTION("a piece") { std::ofstream(index, std::ios::binary) << noise(3); }
  SECTION("nothing") { fs::remove(index); }
  for (int i = 0; i < 3; ++i) {
    sent.push_back(payload(2000, 90 + i));
    CHECK(world.hook(sent.back()).status == 0);
  }
  CHECK(world.spills().empty());
  CHECK(stored(world) == sent);
}

TEST_CASE("what follows the last commit in the WAL is not believed", "[hook]") {
  World world;
  auto sent = send(world, {2000, 2000});
  const std::string wal = world.root().outbox() + "-wal";
  REQUIRE(fs::exists(wal));
  std::ofstream(wal, std::ios::binary | std::ios::app) << noise(GENERATE(10u, 4120u, 70'000u));
  sent.push_back(payload(2000, 9));
  CHECK(world.hook(sent.back()).status == 0);
  CHECK(stored(world) == sent);
}

// Where a WAL of 341 frames ends, a block of 4096 bytes has begun 24 bytes before. If that block is one too
// many, the last write comes back short, and its rest is as long as a frame's header.
TEST_CASE("an event whose last write is cut short is spilled", "[hook]") {
  World first;
  auto sent = send(first, {100});
  const outbox::Database reader(first.root().outbox());  // or the WAL would begin anew
  while (frames(first) < 324) {
    sent.push_back(payload(100, static_cast<int>(sent.size())));
    REQUIRE(first.hook(sent.back()).status == 0);
  }
  int spilled = 0;
  for (std::size_t variant = 0; variant < 30; ++variant) {  // one comes to the end at each frame
    World world;
    copy_files(first, world);
    const outbox::Database held(world.root().outbox());
    REQUIRE(stored(world).size() == sent.size());
    std::vector<std::size_t> before(variant / 6, 100);
    if (variant % 6 > 0) before.insert(before.begin(), 4000 * (variant % 6));
    std::size_t acknowledged = sent.size() + send(world, before).size();
    while (frames(world) < 343 && world.spills().empty()) {
      const std::string last = R"({"x": ")" + std::string(4200, 'y') + "\"}";
      REQUIRE(world.limited("ulimit -f 2744", {galdr_hook_program(), "--agent", "t"}, last).status == 0);
      World later;  // all are gone: only what the files hold is believed
      copy_files(world, later);
      CHECK(stored(later).size() + world.spills().size() == ++acknowledged);
    }
    spilled += static_cast<int>(world.spills().size());
  }
  CHECK(spilled > 20);
}

}  // namespace galdr::test
