#include <sqlite3.h>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/support.hpp"

using namespace galdr;

namespace {

/// A folder with an amalgamation that says it is of this version.
void plant(const test::TempDir& dir, const std::string& number, const std::string& version) {
  const std::string text = "#define SQLITE_VERSION \"" + version + "\"\n#define SQLITE_VERSION_NUMBER " + number + "\n";
  test::spit(dir / "sqlite3.h", text);
  test::spit(dir / "sqlite3.c", text);
}

}  // namespace

TEST_CASE("the SQLite that is compiled in does not lose a WAL to several writers", "[packaging]") {
  CHECK(sqlite3_libversion_number() >= 3051003);
}

TEST_CASE("a SQLite that can corrupt a shared WAL database is refused", "[packaging]") {
  const test::TempDir dir, target;
  plant(dir, "3051002", "3.51.2");
  SECTION("by the build") {
    const auto cmake = test::run({GALDR_CMAKE, "-DGALDR_SQLITE_DIR=" + dir.path(), "-P",
                                  GALDR_SOURCE_DIR "/packaging/cmake/GaldrSqlite.cmake"});
    CHECK(cmake.status != 0);
    CHECK(cmake.err.find("3051002") != std::string::npos);
  }
  SECTION("by the script that fetches it") {
    test::RunOptions options;
    options.env = {{"GALDR_SQLITE", dir.path()}};
    const auto fetch = test::run({GALDR_SOURCE_DIR "/packaging/fetch-sqlite.sh", target.path()}, options);
    CHECK(fetch.status == 1);
    CHECK(fetch.err.find("3.51.3") != std::string::npos);
    CHECK(test::files_below(target.path()).empty());
  }
}
