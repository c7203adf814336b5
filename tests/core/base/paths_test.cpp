#include "core/base/paths.hpp"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "tests/support/support.hpp"

using namespace galdr;
using galdr::test::TempDir;

namespace {

/// Sets a variable, or unsets it where `value` is null, while in scope.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name), before_(env(name)) { put(value); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { put(before_ ? before_->c_str() : nullptr); }

 private:
  void put(const char* value) {
    if (value == nullptr)
      ::unsetenv(name_);
    else
      ::setenv(name_, value, 1);
  }
  const char* name_;
  std::optional<std::string> before_;
};

}  // namespace

TEST_CASE("the root is GALDR_ROOT, or else .galdr at home", "[base]") {
  const Variable home("HOME", "/home/someone");
  SECTION("named") {
    const Variable root("GALDR_ROOT", "/srv/galdr//");
    CHECK(find_root()->dir == "/srv/galdr");
  }
  SECTION("an empty name counts as none") {
    const Variable root("GALDR_ROOT", "");
    CHECK(find_root()->dir == "/home/someone/.galdr");
  }
  SECTION("no name") {
    const Variable root("GALDR_ROOT", nullptr);
    CHECK(find_root()->dir == "/home/someone/.galdr");
  }
}

TEST_CASE("there is no root without a home and a name", "[base]") {
  const Variable home("HOME", nullptr), root("GALDR_ROOT", nullptr);
  CHECK_FALSE(find_root());
}

TEST_CASE("a relative root is of the folder that the program runs in", "[base]") {
  const Variable root("GALDR_ROOT", "data");
  char here[4096];
  REQUIRE(::getcwd(here, sizeof here) != nullptr);
  CHECK(find_root()->dir == std::string(here) + "/data");
}

TEST_CASE("the layout of the root is what other programs rely on", "[base]") {
  const Root root{"/r"};
  CHECK(root.outbox() == "/r/outbox.db");
  CHECK(root.spill() == "/r/spill");
  CHECK(root.spans() == "/r/spans");
  CHECK(root.recordings() == "/r/recordings");
  CHECK(root.catalog() == "/r/catalog.db");
  CHECK(root.work() == "/r/work.db");
  CHECK(root.drafts() == "/r/drafts");
  CHECK(root.config() == "/r/config.json");
  CHECK(root.hook_flags() == "/r/hook.flags");
  CHECK(root.hook_log() == "/r/hook.log");
  CHECK(root.daemon_pid() == "/r/daemon.pid");
  CHECK(root.daemon_log() == "/r/daemon.log");
  CHECK(root.drain_lock() == "/r/drain.lock");
}

TEST_CASE("an own folder is a folder, through a link too", "[base]") {
  const TempDir dir;
  galdr::test::spit(dir / "file", "");
  REQUIRE(::symlink(dir.path().c_str(), (dir / "link").c_str()) == 0);
  CHECK(is_own_dir(dir.path().c_str()));
  CHECK(is_own_dir((dir / "link").c_str()));
  CHECK_FALSE(is_own_dir((dir / "file").c_str()));
  CHECK_FALSE(is_own_dir((dir / "none").c_str()));
}

TEST_CASE("a stranger's folder is not our own", "[base]") {
  const TempDir dir;
  if (::chown(dir.path().c_str(), 65534, 65534) != 0) SKIP("only root can give a folder away");
  CHECK_FALSE(is_own_dir(dir.path().c_str()));
}
