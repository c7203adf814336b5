#include "core/outbox/spill.hpp"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "core/outbox/spill_files.hpp"
#include "tests/core/outbox/rows.hpp"
#include "tests/support/support.hpp"

namespace galdr::test {
namespace {

std::string spill(const std::string& dir, const outbox::Row& row) {
  REQUIRE(outbox::write_spill(dir.c_str(), record_of(row), outbox::Durability::process));
  return dir + "/" + row.event_id;
}

}  // namespace

TEST_CASE("a spilled event is read back whole", "[outbox]") {
  TempDir dir;
  const std::string folder = dir / "spill";
  auto row = row_with("");
  SECTION("a usual one") { row.payload = R"({"a": "b"})"; }
  SECTION("any bytes, newlines and NULs included") {
    row.payload = std::string("\0\n\xff\n galdr-spill 1 ", 19);
  }
  SECTION("large, cut and without environment") {
    row.payload.assign(3'000'000, 'x');
    row.cut = true;
    row.bytes = 40'000'000;
    row.env.clear();
  }
  SECTION("of an agent that names its event in the payload") { row.event.clear(); }
  SECTION("for keeps") {
    REQUIRE(outbox::write_spill(folder.c_str(), record_of(row_with("{}")), outbox::Durability::power));
  }
  const auto read = outbox::read_spill(spill(folder, row)).value();
  CHECK(read.event_id == row.event_id);
  CHECK(read.agent == row.agent);
  CHECK(read.event == row.event);
  CHECK(read.env == row.env);
  CHECK(read.ts == row.ts);
  CHECK(read.boot_ns == row.boot_ns);
  CHECK(read.cut == row.cut);
  CHECK(read.bytes == row.bytes);
  CHECK(read.payload == row.payload);
}

TEST_CASE("a spill file that was changed in any one byte is not believed", "[outbox]") {
  TempDir dir;
  const auto path = spill(dir / "spill", row_with(R"({"command": "ls"})"));
  const std::string whole = slurp(path);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    spit(path, changed);
    INFO("byte " << i);
    CHECK_FALSE(outbox::read_spill(path));
  }
}

TEST_CASE("a spill file of the wrong length is not believed", "[outbox]") {
  TempDir dir;
  const auto path = spill(dir / "spill", row_with("{}"));
  const std::string whole = slurp(path);
  for (std::size_t keep = 0; keep < whole.size(); ++keep) {
    spit(path, whole.substr(0, keep));
    INFO("cut at " << keep);
    CHECK_FALSE(outbox::read_spill(path));
  }
  spit(path, whole + "x");
  CHECK_FALSE(outbox::read_spill(path));
}

TEST_CASE("only whole spill files are listed, oldest first", "[outbox]") {
  TempDir dir;
  const std::string folder = dir / "spill";
  CHECK(outbox::list_spills(folder, 10).empty());
  const auto first = row_with("1"), second = row_with("2"), third = row_with("3");
  for (const auto& row : {third, first, second}) spill(folder, row);
  spit(folder + "/.tmp-01JD0000000000000000000000", "half");
  spit(folder + "/README", "");
  CHECK(outbox::list_spills(folder, 10) ==
        std::vector<std::string>{first.event_id, second.event_id, third.event_id});
  CHECK(outbox::list_spills(folder, 2) == std::vector<std::string>{first.event_id, second.event_id});
}

TEST_CASE("where a spill cannot be kept, that is said and nothing is left behind", "[outbox]") {
  TempDir dir;
  spit(dir / "spill", "a file where the folder should be");
  CHECK_FALSE(
      outbox::write_spill((dir / "spill").c_str(), record_of(row_with("{}")), outbox::Durability::process));
  CHECK_FALSE(outbox::write_spill((dir / "no/such/parent").c_str(), record_of(row_with("{}")),
                                  outbox::Durability::process));
  CHECK(files_below(dir.path()) == std::vector<std::string>{"spill"});
}

TEST_CASE("a spill file is for its owner alone", "[outbox]") {
  TempDir dir;
  const auto path = spill(dir / "spill", row_with("{}"));
  namespace fs = std::filesystem;
  CHECK((fs::status(path).permissions() & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  CHECK((fs::status(dir / "spill").permissions() & (fs::perms::group_all | fs::perms::others_all)) ==
        fs::perms::none);
}

}  // namespace galdr::test
