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

}  // namespace galdr::test
