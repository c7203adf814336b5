// The calls that SQLite makes in the hook, made by hand on a file of its own.
#include "hook/system_calls.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstring>

#include "core/base/files.hpp"
#include "tests/support/support.hpp"

namespace galdr::test {
namespace {

constexpr off_t kFirst = 32, kFrame = 24 + 4096;

/// A call as SQLite would make it now.
template <typename Function>
Function* call(const char* name) {
  sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
  return reinterpret_cast<Function*>(vfs->xGetSystemCall(vfs, name));
}

/// A WAL of which the header is written.
struct Wal {
  Wal() {
    sqlite3_initialize();
    hook::use_fewer_system_calls();
    REQUIRE(write(std::string(32, 'h'), 0));
  }
  bool write(const std::string& bytes, off_t at) const {
    using Pwrite = ssize_t(int, const void*, std::size_t, off_t);
    return call<Pwrite>("pwrite")(file.get(), bytes.data(), bytes.size(), at) ==
           static_cast<ssize_t>(bytes.size());
  }
  /// The frame of this number, from 0; `pages` other than 0 commits.
  bool write_frame(off_t number, char page, std::uint32_t pages = 0) const {
    std::string header(24, page);
    std::memcpy(header.data() + 4, &pages, sizeof pages);
    const off_t at = kFirst + number * kFrame;
    return write(header, at) && write(std::string(4096, page), at + 24);
  }
  std::string read(std::size_t size, off_t at) const {
    using Pread = ssize_t(int, void*, std::size_t, off_t);
    std::string bytes(size, '\0');
    const ssize_t n = call<Pread>("pread")(file.get(), bytes.data(), size, at);
    REQUIRE(n >= 0);
    return bytes.substr(0, static_cast<std::size_t>(n));
  }
  void unlock() const {
    struct flock lock {};
    lock.l_type = F_UNLCK, lock.l_whence = SEEK_SET, lock.l_start = 120, lock.l_len = 1;
    REQUIRE(call<int(int, int, ...)>("fcntl")(file.get(), F_SETLK, &lock) == 0);
  }
  std::string in_file() const { return slurp(path); }

  TempDir dir;
  std::string path = dir / "wal";
  Fd file = open_file(path, O_RDWR | O_CREAT);
};

}  // namespace

TEST_CASE("all frames of a transaction are in the file when its last write has returned", "[hook]") {
  const Wal wal;
  for (int i = 0; i < 40; ++i) REQUIRE(wal.write_frame(i, 'a'));
  CHECK(wal.in_file().size() < 32 + 40 * kFrame);
  REQUIRE(wal.write_frame(40, 'z', 7));
  const std::string bytes = wal.in_file();
  REQUIRE(bytes.size() == 32 + 41 * kFrame);
  for (std::size_t i = 0; i < 40; ++i)
    CHECK(bytes.substr(32 + i * kFrame + 24, 4096) == std::string(4096, 'a'));
  CHECK(bytes.ends_with(std::string(4096, 'z')));
}

TEST_CASE("frames of a transaction that failed are gone with its lock, and later calls do not write them",
          "[hook]") {
  const Wal wal;
  REQUIRE(wal.write_frame(0, 'a'));
  wal.unlock();
  CHECK(wal.read(100, 0) == std::string(32, 'h'));
  REQUIRE(wal.write("x", 0));
  CHECK(wal.in_file() == "x" + std::string(31, 'h'));
}

TEST_CASE("frames that are not committed yet are there for whoever reads them", "[hook]") {
  const Wal wal;
  REQUIRE(wal.write_frame(0, 'a'));
  CHECK(wal.read(4096, kFirst + 24) == std::string(4096, 'a'));
}

TEST_CASE("what only has a frame header's size is written at once", "[hook]") {
  const Wal wal;
  REQUIRE(wal.write(std::string(24, '\0'), kFirst + kFrame - 24));
  CHECK(wal.in_file().size() == 32 + kFrame);
}

TEST_CASE("frames that are read ahead are read again once anything else was done", "[hook]") {
  const Wal wal;
  REQUIRE(wal.write_frame(0, 'a', 1));
  REQUIRE(wal.write_frame(1, 'b', 1));
  CHECK(wal.read(kFrame, kFirst).ends_with('a'));
  REQUIRE(::pwrite(wal.file.get(), "!", 1, kFirst + 2 * kFrame - 1) == 1);  // another process
  CHECK(wal.read(32, 0).size() == 32);                                      // as each recovery begins
  CHECK(wal.read(kFrame, kFirst + kFrame).ends_with('!'));
}

}  // namespace galdr::test
