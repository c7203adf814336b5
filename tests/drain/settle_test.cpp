#include "drain/settle.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <memory>

#include "core/base/files.hpp"
#include "tests/core/store/store.hpp"
#include "tests/drain/setup/home.hpp"
#include "tests/support/support.hpp"

using namespace galdr;
using namespace galdr::drain;
using galdr::test::payload;
using galdr::test::raw;
using galdr::test::spit;
using galdr::test::TempDir;
using galdr::test::Variable;

namespace {

const std::string kCall =
    R"({"type":"assistant","sessionId":"s","timestamp":"2025-11-21T01:24:51.002Z","message":{"role":"assistant",)"
    R"("content":[{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"ls"}}]}})"
    "\n";
const std::string kResult =
    R"({"type":"user","sessionId":"s","timestamp":"2025-11-21T01:24:52.002Z","message":{"role":"user",)"
    R"("content":[{"type":"tool_result","tool_use_id":"t1","content":"Exit code 3","is_error":true}]}})"
    "\n";

/// A session whose one call no hook ended, and the drain that settles it.
struct Session {
  const TempDir home;
  const Variable claude_home{"CLAUDE_CONFIG_DIR", home.path()};
  const std::string file = home / "projects/p/s.jsonl";
  galdr::test::Store store;
  std::unique_ptr<Settling> settling = std::make_unique<Settling>(store.root(), 0);

  Session() {
    make_private_dirs(home / "projects/p");
    tell({raw(1, payload("s", "PreToolUse",
                         R"("tool_name": "Bash", "tool_use_id": "t1", "tool_input": {"command": "ls"})")),
          stop(2)});
  }
  event::RawEvent stop(int n) const {
    return raw(n, payload("s", "Stop", R"("transcript_path": ")" + file + "\""));
  }
  void tell(const std::vector<event::RawEvent>& batch) {
    store::Immediate transaction(store.catalog().db());
    store::Intake intake(store.catalog(), store.root(), store.rules());
    for (const auto& event : batch) intake.take(event);
    intake.write();
    settling->note(intake, 0);
    transaction.commit();
  }
  std::string look() {
    settling->look(store.catalog(), store.rules());
    return store::Calls(store.catalog().db()).find(store.session("s").id, "t1")->status;
  }
};

}  // namespace

TEST_CASE("a transcript is read only as a plain file below the agent's folder", "[drain]") {
  const TempDir dir;
  const std::string folder = dir / "projects";
  make_private_dirs(folder + "/p");
  spit(folder + "/p/s.jsonl", "text");
  spit(dir / "outside.jsonl", "secret");
  CHECK(read_transcript(folder + "/p/s.jsonl", folder, 0)->text == "text");
  CHECK_FALSE(read_transcript(dir / "outside.jsonl", folder, 0));
  CHECK_FALSE(read_transcript(folder + "/../outside.jsonl", folder, 0));
  CHECK_FALSE(read_transcript(folder + "/p/none.jsonl", folder, 0));
  CHECK_FALSE(read_transcript(folder + "/p", folder, 0));
  CHECK_FALSE(read_transcript("projects/p/s.jsonl", folder, 0));
  CHECK_FALSE(read_transcript("", folder, 0));
  CHECK_FALSE(read_transcript(folder + "/p/s.jsonl", dir / "nowhere", 0));

  SECTION("a link, to a file or on the way to one, leads nowhere else") {
    REQUIRE(::symlink((dir / "outside.jsonl").c_str(), (folder + "/p/link.jsonl").c_str()) == 0);
    REQUIRE(::symlink(dir.path().c_str(), (folder + "/out").c_str()) == 0);
    CHECK_FALSE(read_transcript(folder + "/p/link.jsonl", folder, 0));
    CHECK_FALSE(read_transcript(folder + "/out/outside.jsonl", folder, 0));
  }
  SECTION("a pipe is not waited for") {
    REQUIRE(::mkfifo((folder + "/p/pipe.jsonl").c_str(), 0600) == 0);
    CHECK_FALSE(read_transcript(folder + "/p/pipe.jsonl", folder, 0));
  }
  SECTION("a folder whose name only begins like it is another one") {
    make_private_dirs(dir / "projects-of-others");
    spit(dir / "projects-of-others/s.jsonl", "secret");
    CHECK_FALSE(read_transcript(dir / "projects-of-others/s.jsonl", folder, 0));
  }
}

TEST_CASE("of a transcript that is settled so far, the first line and the rest are read", "[drain]") {
  const TempDir dir;
  spit(dir / "s.jsonl", "header\nold\nnew\n");
  const auto part = read_transcript(dir / "s.jsonl", dir.path(), 11);
  REQUIRE(part);
  CHECK(part->text == "header\nnew\n");
  CHECK(part->skipped == 4);
  CHECK(part->size == 15);
  CHECK(read_transcript(dir / "s.jsonl", dir.path(), 99)->text == "header\nold\nnew\n");
}

TEST_CASE("a call waits for its transcript for a few looks and is told once", "[drain]") {
  Session session;
  CHECK(session.look() == "unknown");
  SECTION("it is told as soon as the transcript tells") {
    spit(session.file, kCall);
    CHECK(session.look() == "unknown");
    spit(session.file, kCall + kResult);
    CHECK(session.look() == "error");
    const auto lines = session.store.span_lines("s").size();
    CHECK(session.look() == "error");
    CHECK(session.store.span_lines("s").size() == lines);
  }
  SECTION("then nobody waits any more, until something ends again") {
    for (int i = 0; i < 10; ++i) session.look();
    spit(session.file, kCall + kResult);
    CHECK(session.look() == "unknown");
    session.tell({session.stop(3)});
    CHECK(session.look() == "error");
  }
  SECTION("another drain goes on with it") {
    session.settling = std::make_unique<Settling>(session.store.root(), 0);
    spit(session.file, kCall + kResult);
    CHECK(session.look() == "error");
  }
}

TEST_CASE("the calls of a subagent's own transcript are told with its session's", "[drain]") {
  Session session;
  make_private_dirs(session.home / "projects/p/s/subagents");
  std::string line = kCall;
  line.replace(line.find("t1"), 2, "t2")
      .replace(line.find("\"sessionId"), 0, "\"isSidechain\":true,\"agentId\":\"a1\",");
  spit(session.home / "projects/p/s/subagents/agent-a1.jsonl", line);
  spit(session.file, kCall + kResult);
  session.look();
  const auto call = store::Calls(session.store.catalog().db()).find(session.store.session("s").id, "t2");
  REQUIRE(call);
  CHECK(call->parent_agent == "a1");
}

TEST_CASE("a transcript that an agent does not name is found in its folder", "[drain]") {
  const TempDir home;
  const Variable home_variable{"HOME", home.path()};
  galdr::test::Store store;
  Settling settling(store.root(), 0);
  make_private_dirs(home / ".copilot/session-state/s");
  spit(
      home / ".copilot/session-state/s/events.jsonl",
      R"({"type":"tool.execution_start","timestamp":"2025-11-21T01:24:51Z","data":{"toolCallId":"k","toolName":"view"}})"
      "\n"
      R"({"type":"tool.execution_complete","timestamp":"2025-11-21T01:24:52Z","data":{"toolCallId":"k","success":true}})"
      "\n");
  store::Immediate transaction(store.catalog().db());
  store::Intake intake(store.catalog(), store.root(), store.rules());
  intake.take({raw(1, "").event_id, "copilot", "sessionEnd", raw(1, "").ts, 1, "", false, 0,
               R"({"sessionId":"s","cwd":"/w"})"});
  intake.write();
  settling.note(intake, 0);
  transaction.commit();
  settling.look(store.catalog(), store.rules());
  const auto session = store::session_key("copilot", "s");
  CHECK(store::Calls(store.catalog().db()).find(session, "k").has_value());
}

TEST_CASE("a transcript has no say in sessions that are not its own", "[drain]") {
  Session session;
  std::string other = kCall;
  other.replace(other.find("\"sessionId\":\"s\""), 15, "\"sessionId\":\"of-another\"");
  other.replace(other.find("t1"), 2, "t9");
  spit(session.file, other + kCall + kResult);
  CHECK(session.look() == "error");
  CHECK(store::Sessions(session.store.catalog().db()).all().size() == 1);
}

TEST_CASE("a damaged work.db is put aside, and the work goes on", "[drain]") {
  Session session;
  session.settling.reset();
  for (const char* suffix : {"-wal", "-shm"}) ::unlink((session.store.root().work() + suffix).c_str());
  spit(session.store.root().work(), std::string(8192, 'x'));
  session.settling = std::make_unique<Settling>(session.store.root(), 0);
  session.tell({session.stop(3)});
  spit(session.file, kCall + kResult);
  CHECK(session.look() == "error");
  CHECK(file_size(session.store.root().work() + ".damaged") == 8192);
}

TEST_CASE("sessions that are silent for long are ended", "[drain]") {
  Session session;
  session.settling = std::make_unique<Settling>(session.store.root(), kSecond);
  session.look();
  CHECK(session.store.session("s").ended_at == raw(2, "").ts);
}
