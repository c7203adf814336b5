#include "core/base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <csignal>
#include <optional>
#include <thread>
#include <utility>

#include "core/base/error.hpp"
#include "tests/support/support.hpp"

using namespace galdr;
using galdr::test::slurp;
using galdr::test::spit;
using galdr::test::TempDir;

namespace {

unsigned mode_of(const std::string& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777u;
}

template <class F>
std::optional<ErrorCode> code_of(F&& call) {
  try {
    call();
  } catch (const Error& e) {
    return e.code();
  }
  return std::nullopt;
}

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

}  // namespace

TEST_CASE("a descriptor is closed once, by its last owner", "[base]") {
  int number = -1;
  {
    Fd first = open_file("/dev/null", O_RDONLY);
    number = first.get();
    Fd second = std::move(first);
    CHECK(second.get() == number);
    CHECK(is_open(number));
    first = std::move(second);
    CHECK(first);
    CHECK_FALSE(second);
  }
  CHECK_FALSE(is_open(number));
}

TEST_CASE("a released descriptor stays open", "[base]") {
  int number = -1;
  {
    Fd fd = open_file("/dev/null", O_RDONLY);
    number = fd.release();
    CHECK_FALSE(fd);
  }
  CHECK(is_open(number));
  ::close(number);
}

TEST_CASE("files are not inherited, and one that cannot be opened is named", "[base]") {
  const Fd fd = open_file("/dev/null", O_RDONLY);
  CHECK((::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0);
  try {
    open_file("/no/such/file", O_RDONLY);
    FAIL("opened");
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::io);
    CHECK(std::string(e.what()) == "cannot open /no/such/file: No such file or directory");
  }
}

TEST_CASE("a whole file is read, an empty one too", "[base]") {
  const TempDir dir;
  const std::string bytes = std::string("a\0b", 3) + std::string(200'000, 'x');
  spit(dir / "f", bytes);
  spit(dir / "empty", "");
  CHECK(read_file(dir / "f") == bytes);
  CHECK(read_file(dir / "empty") == "");
  CHECK_FALSE(read_file(dir / "none"));
  CHECK_FALSE(read_file(dir / "f/below"));
}

TEST_CASE("a file is read up to the cap and not beyond", "[base]") {
  const TempDir dir;
  spit(dir / "f", "12345");
  CHECK(read_file(dir / "f", 5) == "12345");
  CHECK(code_of([&] { read_file(dir / "f", 4); }) == ErrorCode::invalid);
}

TEST_CASE("what is no regular file is refused, and a pipe does not block", "[base]") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  CHECK(code_of([&] { read_file(dir / "pipe"); }) == ErrorCode::invalid);
  CHECK(code_of([&] { read_file(dir.path()); }) == ErrorCode::invalid);
}

TEST_CASE("a file is replaced whole and nothing is left beside it", "[base]") {
  const TempDir dir;
  write_file_atomic(dir / "f", "one");
  CHECK(mode_of(dir / "f") == 0600);
  write_file_atomic(dir / "f", "two");
  CHECK(slurp(dir / "f") == "two");
  CHECK(galdr::test::files_below(dir.path()) == std::vector<std::string>{"f"});
}

TEST_CASE("a replaced file keeps its mode and a link stays a link", "[base]") {
  const TempDir dir;
  spit(dir / "real", "old");
  REQUIRE(::chmod((dir / "real").c_str(), 0640) == 0);
  REQUIRE(::symlink("real", (dir / "link").c_str()) == 0);
  galdr::write_file_through_link(dir / "link", "new");
  CHECK(slurp(dir / "real") == "new");
  CHECK(mode_of(dir / "real") == 0640);
  struct stat info {};
  REQUIRE(::lstat((dir / "link").c_str(), &info) == 0);
  CHECK(S_ISLNK(info.st_mode));
}

TEST_CASE("a file of galdr's own replaces a link and never writes through it", "[base]") {
  const TempDir dir;
  spit(dir / "real", "old");
  REQUIRE(::symlink("real", (dir / "link").c_str()) == 0);
  write_file_atomic(dir / "link", "new");
  CHECK(slurp(dir / "real") == "old");
  CHECK(slurp(dir / "link") == "new");
  CHECK(mode_of(dir / "link") == 0600);
}

TEST_CASE("a file that cannot be replaced stays as it was", "[base]") {
  const TempDir dir;
  REQUIRE(::mkdir((dir / "taken").c_str(), 0700) == 0);
  spit(dir / "taken/inside", "x");
  CHECK(code_of([&] { write_file_atomic(dir / "taken", "new"); }) == ErrorCode::io);
  CHECK(code_of([&] { write_file_atomic(dir / "none/f", "new"); }) == ErrorCode::io);
  CHECK(galdr::test::files_below(dir.path()) == std::vector<std::string>{"taken/inside"});
}

TEST_CASE("a write goes through a pipe that is too small for it", "[base]") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  Fd reader(ends[0]), writer(ends[1]);
  const std::string bytes(1'000'000, 'y');
  std::string got;
  std::thread other([&] {
    char buffer[4096];
    for (ssize_t n; (n = ::read(reader.get(), buffer, sizeof buffer)) > 0;)
      got.append(buffer, static_cast<std::size_t>(n));
  });
  const bool written = write_all(writer.get(), bytes);
  writer.reset();
  other.join();
  CHECK(written);
  CHECK(got == bytes);
}

TEST_CASE("a refused write says so in errno", "[base]") {
  const Fd full = open_file("/dev/full", O_WRONLY);
  CHECK_FALSE(write_all(full.get(), "x"));
  CHECK(errno == ENOSPC);
}

TEST_CASE("folders are made with their parents, private, and may be there", "[base]") {
  const TempDir dir;
  make_private_dirs(dir / "a/b/c");
  make_private_dirs(dir / "a/b/c");
  CHECK(mode_of(dir / "a") == 0700);
  CHECK(mode_of(dir / "a/b/c") == 0700);
  spit(dir / "file", "");
  CHECK(code_of([&] { make_private_dirs(dir / "file/below"); }) == ErrorCode::io);
}

TEST_CASE("a folder can be synced and a missing one cannot", "[base]") {
  const TempDir dir;
  CHECK_FALSE(code_of([&] { sync_dir(dir.path()); }));
  CHECK(code_of([&] { sync_dir(dir / "none"); }) == ErrorCode::io);
}

TEST_CASE("a size is in bytes, and a missing file has none", "[base]") {
  const TempDir dir;
  spit(dir / "f", "12345");
  CHECK(file_size(dir / "f") == 5);
  CHECK_FALSE(file_size(dir / "none"));
}

TEST_CASE("a parent is what comes before the last slash", "[base]") {
  CHECK(parent_dir("/a/b/c") == "/a/b");
  CHECK(parent_dir("/a") == "/");
  CHECK(parent_dir("a/b") == "a");
  CHECK(parent_dir("a") == ".");
}
