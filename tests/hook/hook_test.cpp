#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>

#include "core/base/clock.hpp"
#include "core/outbox/dead.hpp"
#include "core/outbox/spill_files.hpp"
#include "tests/crash/world.hpp"

namespace galdr::test {
namespace {

namespace fs = std::filesystem;

/// What every call must look like, whatever came in and whatever is broken.
void check_silent(const Outcome& outcome) {
  CHECK(outcome.status == 0);
  CHECK(outcome.out == "");
  CHECK(outcome.err == "");
}

std::string prompt(const std::string& session) {
  return R"({"session_id": ")" + session + R"(", "hook_event_name": "UserPromptSubmit", "prompt": "hello"})";
}

/// Payloads that wait in outbox.db, in order.
std::vector<outbox::Row> rows(const World& world) {
  outbox::Database db(world.root().outbox());
  std::vector<outbox::Row> all;
  for (const auto& row : outbox::list_pending(db, 100))
    all.push_back(outbox::find_pending(db, row.event_id).value());
  return all;
}

/// What doctor counts from hook.log. Its exit status is 1 where anything was lost.
std::string hook_counts(const World& world) {
  const auto checks = world.galdr({"doctor", "--json"});
  return text_at(checks.out, "/hook/empty") + " empty, " + text_at(checks.out, "/hook/lost") + " lost";
}

/// The hook with this stdin; returns how long it took, once it has ended with 0.
Nanos time_of_hook(const World& world, int stdin_fd) {
  const std::string root = "GALDR_ROOT=" + world.root().dir;
  const std::string program = galdr_hook_program();
  const Nanos begin = monotonic_now();
  const pid_t pid = ::fork();
  if (pid == 0) {
    const int null = ::open("/dev/null", O_RDWR);
    ::dup2(stdin_fd, 0), ::dup2(null, 1), ::dup2(null, 2);
    const char* const environment[] = {root.c_str(), nullptr};
    ::execle(program.c_str(), "galdr-hook", "--agent", "claude-code", nullptr, environment);
    ::_exit(127);
  }
  int status = -1;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  REQUIRE(status == 0);
  return monotonic_now() - begin;
}

struct OpenPipe {
  OpenPipe() { REQUIRE(::pipe2(ends, O_CLOEXEC) == 0); }
  ~OpenPipe() { ::close(ends[0]), ::close(ends[1]); }
  OpenPipe(const OpenPipe&) = delete;
  OpenPipe& operator=(const OpenPipe&) = delete;
  void write(const std::string& bytes) const {
    REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  int ends[2] = {-1, -1};
};

}  // namespace

TEST_CASE("nothing on stdin is recorded as nothing, and counted", "[hook]") {
  World world;
  check_silent(world.hook(""));
  check_silent(world.hook(" \r\n\t \n"));
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  time_of_hook(world, null);
  ::close(null);
  CHECK(world.events().empty());
  CHECK(hook_counts(world) == "3 empty, 0 lost");
}

TEST_CASE("whatever the bytes are, they are kept as they came and become one event", "[hook]") {
  World world;
  std::string bytes;
  SECTION("no JSON") { bytes = "hello, I am not JSON"; }
  SECTION("half an object") { bytes = R"({"session_id": "s", "hook_event_name": "PreTo)"; }
  SECTION("100 000 nested brackets") { bytes = std::string(100'000, '[') + std::string(100'000, ']'); }
  SECTION("nested brackets without an end") { bytes = std::string(100'000, '{'); }
  SECTION("invalid UTF-8") { bytes = "{\"session_id\": \"s\xff\xc0\xaf\", \"prompt\": \"\xed\xa0\x80\"}"; }
  SECTION("NUL bytes") { bytes = std::string("{\"session_id\": \"s\", \0\0\0}", 24); }
  SECTION("nothing but NUL bytes") { bytes = std::string(100, '\0'); }
  SECTION("a number") { bytes = "1e999"; }
  SECTION("two objects") { bytes = prompt("s") + "\n" + prompt("t"); }
  SECTION("8 MB") { bytes = R"({"session_id": "s", "prompt": ")" + std::string(8 << 20, 'x') + "\"}"; }
  check_silent(world.hook(bytes));
  const auto waiting = rows(world);
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].payload == bytes);
  CHECK(waiting[0].bytes == static_cast<std::int64_t>(bytes.size()));
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  CHECK(world.waiting().empty());
  CHECK(world.dead().empty());
  const auto events = world.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].event_id == waiting[0].event_id);
  CHECK(fault_in_order(events) == "");
}

TEST_CASE("a payload of 20 MB is cut at 16 MB and says so", "[hook]") {
  World world;
  const std::string bytes = R"({"session_id": "s", "prompt": ")" + std::string(20 << 20, 'x') + "\"}";
  check_silent(world.hook(bytes));
  const auto waiting = rows(world);
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].cut);
  CHECK(waiting[0].payload == bytes.substr(0, 16 << 20));
  CHECK(waiting[0].bytes == static_cast<std::int64_t>(bytes.size()));
  const auto printed = world.galdr({"events", "--json"});
  REQUIRE(lines(printed.out).size() == 1);
  CHECK(text_at(printed.out, "/truncated") == "true");
}

TEST_CASE("a session id is no path", "[hook]") {
  for (const std::string id : {"../../x", "/tmp/x", "..", "a/../../b", R"(\u0000)", R"(..\\..\\x)"}) {
    World world;
    check_silent(world.hook(prompt(id)));
    CHECK(world.galdr({"drain", "--once"}).status == 0);
    CHECK(world.events().size() == 1);
    for (const auto& file : files_below(fs::path(world.root().dir).parent_path()))
      if (file.find(".jsonl") != std::string::npos) CHECK(file.rfind("root/spans/20", 0) == 0);
    const auto spans = files_below(world.root().spans());
    REQUIRE(spans.size() == 1);
    CHECK(spans[0].find("..") == std::string::npos);
    CHECK(std::count(spans[0].begin(), spans[0].end(), '/') == 2);
  }
}

TEST_CASE("a stdin that stays open ends the hook all the same, with what came", "[hook]") {
  World world;
  OpenPipe pipe;
  SECTION("nothing came") {
    CHECK(time_of_hook(world, pipe.ends[0]) < 3 * kSecond);
    CHECK(hook_counts(world) == "1 empty, 0 lost");
  }
  SECTION("a whole object came") {
    pipe.write(prompt("s"));
    CHECK(time_of_hook(world, pipe.ends[0]) < 3 * kSecond);
    const auto waiting = rows(world);
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].payload == prompt("s"));
    CHECK_FALSE(waiting[0].cut);
  }
  SECTION("half an object came") {
    pipe.write("{\"session_id\": \"s\"");
    CHECK(time_of_hook(world, pipe.ends[0]) < 3 * kSecond);
    const auto waiting = rows(world);
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].payload == "{\"session_id\": \"s\"");
    CHECK(waiting[0].cut);
  }
}

TEST_CASE("the agent's end of the pipe keeps its flags", "[hook]") {
  World world;
  OpenPipe pipe;
  const int before = ::fcntl(pipe.ends[0], F_GETFL);
  pipe.write(prompt("s"));
  time_of_hook(world, pipe.ends[0]);
  CHECK(::fcntl(pipe.ends[0], F_GETFL) == before);
}

TEST_CASE("a hook that is switched off reads its stdin and records nothing", "[hook]") {
  World world;
  check_silent(world.hook(prompt("s") + std::string(1 << 20, ' '), {{"GALDR_HOOK_OFF", "1"}}));
  CHECK_FALSE(fs::exists(world.root().outbox()));
  CHECK_FALSE(fs::exists(world.root().hook_log()));
}

TEST_CASE("without a home nothing is recorded, and nothing is said", "[hook]") {
  TempDir dir;
  RunOptions options;
  options.stdin_bytes = prompt("s");
  options.env = {{"GALDR_ROOT", ""}, {"HOME", ""}};
  options.cwd = dir.path();
  check_silent(run({galdr_hook_program(), "--agent", "claude-code"}, options));
  CHECK(files_below(dir.path()).empty());
}

TEST_CASE("where the root cannot be a folder of ours, nothing is recorded and nothing touched", "[hook]") {
  TempDir dir;
  spit(dir / "root", "a file");
  for (const std::string root : {"/root", "/root/below", "/root/far/below"}) {
    RunOptions options;
    options.stdin_bytes = prompt("s");
    options.env = {{"GALDR_ROOT", dir.path() + root}};
    check_silent(run({galdr_hook_program(), "--agent", "claude-code"}, options));
  }
  CHECK(slurp(dir / "root") == "a file");
  CHECK(files_below(dir.path()) == std::vector<std::string>{"root"});
}

TEST_CASE("an agent that wants an answer gets an empty object and nothing else", "[hook]") {
  World world;
  RunOptions options;
  options.stdin_bytes = prompt("s");
  options.env = {{"GALDR_ROOT", world.root().dir}};
  const auto outcome = run({galdr_hook_program(), "--agent", "cursor"}, options);
  CHECK(outcome.status == 0);
  CHECK(outcome.out == "{}\n");
  CHECK(rows(world).size() == 1);
}

TEST_CASE("an outbox that is garbage sends events to spill files, and they are drained", "[hook]") {
  World world;
  spit(world.root().outbox(), std::string(100'000, 'x'));
  check_silent(world.hook(prompt("s")));
  REQUIRE(world.spills().size() == 1);
  CHECK(slurp(world.root().outbox()) == std::string(100'000, 'x'));
  const auto id = world.spills()[0];
  world.galdr({"drain", "--once"});
  CHECK(world.spills().empty());
  const auto found = world.galdr({"events", "--json"});
  CHECK(text_at(found.out, "/event_id") == id);
}

TEST_CASE("an outbox that stays locked sends events to spill files, whole, whatever their size", "[hook]") {
  World world;
  check_silent(world.hook(prompt("before")));
  const bool power = GENERATE(false, true);
  spit(world.root().hook_flags(),
       std::string("galdr-flags 1 capture=1 power=") + (power ? "1" : "0") + " max_bytes=16777216 spill=0\n");
  const std::string large = R"({"session_id": "s", "prompt": ")" + std::string(15 << 20, 'x') + "\"}";
  {
    outbox::Database db(world.root().outbox());
    outbox::Transaction lock(db);
    check_silent(world.hook(prompt("s")));
    for (int i = 0; i < 3; ++i) check_silent(world.hook(large));
  }
  const auto spills = world.spills();
  REQUIRE(spills.size() == 4);
  CHECK(files_below(world.root().spill()) == spills);
  for (std::size_t i = 1; i < 4; ++i)
    CHECK(outbox::read_spill(world.root().spill() + "/" + spills[i]).value().payload == large);
  CHECK(hook_counts(world) == "0 empty, 0 lost");
  CHECK(world.galdr({"drain", "--once"}).status == 0);
  CHECK(world.events().size() == 5);
  CHECK(world.spills().empty());
}

TEST_CASE("an event that has no place at all is counted as lost", "[hook]") {
  World world;
  spit(world.root().outbox(), std::string(100'000, 'x'));
  spit(world.root().spill(), "a file where the folder should be");
  check_silent(world.hook(prompt("s")));
  check_silent(world.hook(prompt("s")));
  CHECK(hook_counts(world) == "0 empty, 2 lost");
  CHECK(world.galdr({"doctor", "--json"}).status == 1);
}

TEST_CASE("an outbox of a newer galdr is left as it is, and the event is spilled", "[hook]") {
  World world;
  check_silent(world.hook(prompt("s")));
  {
    outbox::Database db(world.root().outbox());
    db.execute("PRAGMA user_version=2");
    sqlite3_wal_checkpoint_v2(db.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  }
  const auto before = slurp(world.root().outbox());
  check_silent(world.hook(prompt("t")));
  CHECK(slurp(world.root().outbox()) == before);
  CHECK(slurp(world.root().outbox() + "-wal").empty());
  CHECK(world.spills().size() == 1);
}

TEST_CASE("where spilling is asked for, outbox.db is not even made", "[hook]") {
  World world;
  spit(world.root().hook_flags(), "galdr-flags 1 capture=1 power=0 max_bytes=16777216 spill=1\n");
  check_silent(world.hook(prompt("s")));
  CHECK_FALSE(fs::exists(world.root().outbox()));
  CHECK(world.spills().size() == 1);
}

TEST_CASE("of the environment only what tells of the agent is kept", "[hook]") {
  World world;
  world.hook(prompt("s"), {{"CLAUDE_PROJECT_DIR", "/home/dev/p"},
                           {"ANTHROPIC_API_KEY", "sk-ant-secret"},
                           {"AWS_SECRET_ACCESS_KEY", "x"}});
  CHECK(rows(world).at(0).env.find("CLAUDE_PROJECT_DIR=/home/dev/p\n") != std::string::npos);
  CHECK(rows(world).at(0).env.find("KEY") == std::string::npos);
}

TEST_CASE("what the hook makes is for its owner alone", "[hook]") {
  TempDir dir;
  RunOptions options;
  options.stdin_bytes = prompt("s");
  options.env = {{"GALDR_ROOT", dir / "new"}};
  ::umask(0);
  check_silent(run({galdr_hook_program(), "--agent", "claude-code"}, options));
  constexpr auto kOthers = fs::perms::group_all | fs::perms::others_all;
  CHECK((fs::status(dir / "new").permissions() & kOthers) == fs::perms::none);
  for (const auto& file : files_below(dir / "new"))
    CHECK((fs::status(dir / "new/" + file).permissions() & kOthers) == fs::perms::none);
  ::umask(022);
}

}  // namespace galdr::test
