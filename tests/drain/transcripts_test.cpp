#include "drain/transcripts.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "core/base/files.hpp"
#include "tests/drain/setup/home.hpp"
#include "tests/support/support.hpp"

using namespace galdr;
using namespace galdr::drain;
using galdr::test::spit;
using galdr::test::TempDir;
using galdr::test::Variable;

namespace {

constexpr char kResult[] =
    R"({"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t1","content":"done"}]}})"
    "\n";

store::ClosedCall waiting_for(const std::string& transcript) {
  store::ClosedCall call;
  call.end.event_id = "01M7Y7X97C4EHSZJEP8K9HPT5C";
  call.end.agent = "claude-code";
  call.end.kind = event::Kind::tool_end;
  call.end.call_id = "t1";
  call.transcript = transcript;
  return call;
}

}  // namespace

TEST_CASE("a transcript is read only as a plain file below the agent's folder", "[drain]") {
  const TempDir dir;
  const std::string folder = dir / "projects";
  make_private_dirs(folder + "/p");
  spit(folder + "/p/s.jsonl", "text");
  spit(dir / "outside.jsonl", "secret");
  CHECK(read_transcript(folder + "/p/s.jsonl", folder) == "text");
  CHECK_FALSE(read_transcript(dir / "outside.jsonl", folder));
  CHECK_FALSE(read_transcript(folder + "/../outside.jsonl", folder));
  CHECK_FALSE(read_transcript(folder + "/p/none.jsonl", folder));
  CHECK_FALSE(read_transcript(folder + "/p", folder));
  CHECK_FALSE(read_transcript("projects/p/s.jsonl", folder));
  CHECK_FALSE(read_transcript("", folder));
  CHECK_FALSE(read_transcript(folder + "/p/s.jsonl", dir / "nowhere"));

  SECTION("a link, to a file or on the way to one, leads nowhere else") {
    REQUIRE(::symlink((dir / "outside.jsonl").c_str(), (folder + "/p/link.jsonl").c_str()) == 0);
    REQUIRE(::symlink(dir.path().c_str(), (folder + "/out").c_str()) == 0);
    CHECK_FALSE(read_transcript(folder + "/p/link.jsonl", folder));
    CHECK_FALSE(read_transcript(folder + "/out/outside.jsonl", folder));
  }
  SECTION("a pipe is not waited for") {
    REQUIRE(::mkfifo((folder + "/p/pipe.jsonl").c_str(), 0600) == 0);
    CHECK_FALSE(read_transcript(folder + "/p/pipe.jsonl", folder));
  }
  SECTION("a folder whose name only begins like it is another one") {
    make_private_dirs(dir / "projects-of-others");
    spit(dir / "projects-of-others/s.jsonl", "secret");
    CHECK_FALSE(read_transcript(dir / "projects-of-others/s.jsonl", folder));
  }
}

TEST_CASE("of a transcript that is very long, the end is read", "[drain]") {
  const TempDir dir;
  spit(dir / "s.jsonl", std::string(std::size_t{9} << 20, 'x') + "end");
  const auto text = read_transcript(dir / "s.jsonl", dir.path());
  REQUIRE(text);
  CHECK(text->size() == std::size_t{8} << 20);
  CHECK(text->ends_with("xend"));
}

TEST_CASE("a call waits for its transcript for a few looks and is told once", "[drain]") {
  const TempDir dir;
  const Variable home("CLAUDE_CONFIG_DIR", dir.path());
  const std::string file = dir / "projects/p/s.jsonl";
  make_private_dirs(dir / "projects/p");
  UnsettledCalls calls;
  calls.add({waiting_for(file)});
  CHECK(calls.look({}).empty());
  SECTION("it is told as soon as the transcript tells") {
    spit(file, kResult);
    const auto told = calls.look({});
    REQUIRE(told.size() == 1);
    CHECK(told.front().status == event::Status::ok);
    CHECK(calls.look({}).empty());
  }
  SECTION("then nobody waits any more") {
    for (int i = 0; i < 10; ++i) CHECK(calls.look({}).empty());
    spit(file, kResult);
    CHECK(calls.look({}).empty());
  }
}
