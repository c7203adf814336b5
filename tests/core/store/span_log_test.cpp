#include "core/store/span_log.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "tests/support/support.hpp"

namespace galdr::store {
namespace {

constexpr Nanos kNovember = 1'763'688'291'000'000'000;  // 2025-11-21
using Lines = std::vector<std::pair<std::string, std::int64_t>>;

Lines read(const SpanLog& log, const std::string& file, std::int64_t from, std::int64_t& end) {
  Lines all;
  end = log.read(file, from, [&](std::string_view line, std::int64_t at) { all.emplace_back(line, at); });
  return all;
}

}  // namespace

TEST_CASE("a span file's name is safe whatever the session id holds", "[store]") {
  const std::vector<std::string> ids = {"../../etc/passwd", "a/b", "..", "", "\n", "Ünïcode", {"a\0b", 3}};
  for (const auto& id : ids) {
    const auto name = span_file_name("claude-code", id);
    INFO(id);
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string::npos);
    CHECK(name.rfind(".jsonl") == name.size() - 6);
    CHECK(name.find('.') == name.size() - 6);
  }
  CHECK(span_file_name("a", std::string(100'000, 'x')).size() < 100);
}

TEST_CASE("sessions that differ in case, or in how agent and id are split, have files of their own",
          "[store]") {
  CHECK(span_file_name("agent", "ABC") != span_file_name("agent", "abc"));
  CHECK(span_file_name("a", "b-c") != span_file_name("a-b", "c"));
  CHECK(span_file_name("a", std::string("x\0y", 3)) != span_file_name("a", "x"));
}

TEST_CASE("a new session's file lies in the month of its first line, and is found there ever after",
          "[store]") {
  test::TempDir dir;
  const SpanLog log(dir.path());
  const auto file = log.locate("a", "s", kNovember);
  CHECK(file.substr(0, 8) == "2025/11/");
  CHECK(log.size(file) == 0);
  test::spit(log.path("2024/02/" + span_file_name("a", "s")), "{}\n");
  test::spit(log.path("notes/" + span_file_name("a", "t")), "{}\n");
  CHECK(log.locate("a", "s", kNovember) == "2024/02/" + span_file_name("a", "s"));
  CHECK(log.locate("a", "t", kNovember).substr(0, 8) == "2025/11/");
}

TEST_CASE("only whole lines are read, from any place, and where they end is told", "[store]") {
  test::TempDir dir;
  const SpanLog log(dir.path());
  const std::string longest(3'000'000, 'x');
  const std::string text = "one\n\n" + longest + "\nlast\ntorn";
  test::spit(log.path("2025/11/f.jsonl"), text);
  std::int64_t end = 0;
  CHECK(read(log, "2025/11/f.jsonl", 0, end) ==
        Lines{{"one", 0}, {"", 4}, {longest, 5}, {"last", 3'000'006}});
  CHECK(end == 3'000'011);
  CHECK(read(log, "2025/11/f.jsonl", 3'000'006, end) == Lines{{"last", 3'000'006}});
  CHECK(end == 3'000'011);
  CHECK(read(log, "2025/11/f.jsonl", end, end).empty());
  CHECK(log.read_at("2025/11/f.jsonl", 3'000'006, 4) == "last");
  CHECK(log.read_at("2025/11/f.jsonl", 3'000'011, 100) == "torn");
  log.cut("2025/11/f.jsonl", 3'000'011);
  CHECK(log.size("2025/11/f.jsonl") == 3'000'011);
  CHECK(read(log, "2025/11/none.jsonl", 0, end).empty());
  CHECK(end == 0);
}

TEST_CASE("a link among the span files is not followed", "[store]") {
  test::TempDir dir;
  const SpanLog log(dir / "spans");
  test::spit(dir / "secret", "not ours\n");
  std::filesystem::create_directories(dir / "spans/2025/11");
  std::filesystem::create_symlink(dir / "secret", log.path("2025/11/f.jsonl"));
  CHECK(log.files().empty());
  std::int64_t end = 0;
  CHECK_THROWS_AS(read(log, "2025/11/f.jsonl", 0, end), Error);
}

TEST_CASE("a batch of lines lands in its files, at the places it told", "[store]") {
  test::TempDir dir;
  const SpanLog log(dir.path());
  test::spit(log.path("2025/11/old.jsonl"), "old\n");
  SpanBatch batch(log);
  CHECK(batch.add("2025/11/new.jsonl", 0, "a") == 0);
  CHECK(batch.add("2025/11/old.jsonl", 4, "b") == 4);
  CHECK(batch.add("2025/11/new.jsonl", 2, "cc") == 2);
  CHECK(batch.bytes() == 7);
  CHECK(log.files().size() == 1);
  batch.write();
  CHECK(test::slurp(log.path("2025/11/new.jsonl")) == "a\ncc\n");
  CHECK(test::slurp(log.path("2025/11/old.jsonl")) == "old\nb\n");
  struct stat info {};
  CHECK(::stat(log.path("2025/11/new.jsonl").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("what a batch wrote before its end is cut off again without one", "[store]") {
  test::TempDir dir;
  const SpanLog log(dir.path());
  test::spit(log.path("2025/11/old.jsonl"), "old\n");
  const std::string line(200'000, 'x');
  const bool written = GENERATE(false, true);
  {
    SpanBatch batch(log);
    for (std::int64_t i = 0; i < 5; ++i) CHECK(batch.add("2025/11/old.jsonl", 4, line) == 4 + i * 200'001);
    CHECK(log.size("2025/11/old.jsonl") > 4);
    if (written) batch.write();
  }
  CHECK(log.size("2025/11/old.jsonl") == (written ? 4 + 5 * 200'001 : 4));
}

TEST_CASE("a batch has more files than a process may have open", "[store]") {
  test::TempDir dir;
  const SpanLog log(dir.path());
  rlimit most{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &most) == 0);
  const rlimit few{256, most.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  SpanBatch batch(log);
  for (int i = 0; i < 400; ++i) batch.add("2025/11/" + std::to_string(i) + ".jsonl", 0, "line");
  CHECK_NOTHROW(batch.write());
  CHECK(::setrlimit(RLIMIT_NOFILE, &most) == 0);
  CHECK(log.files().size() == 400);
  CHECK(test::slurp(log.path("2025/11/399.jsonl")) == "line\n");
}

TEST_CASE("a batch that cannot be written whole leaves every file as it was", "[store]") {
  test::TempDir dir;
  const SpanLog log(dir.path());
  test::spit(log.path("2025/11/a.jsonl"), "old\n");
  test::spit(log.path("2025/11/b.jsonl"), "old\n");
  std::filesystem::create_directories(log.path("2025/11/c.jsonl"));  // a folder in a file's place
  SpanBatch batch(log);
  for (const char* file : {"2025/11/a.jsonl", "2025/11/b.jsonl"}) batch.add(file, 4, "new");
  batch.add("2025/11/c.jsonl", 0, "new");
  batch.add("2025/11/d.jsonl", 0, "new");
  CHECK_THROWS_AS(batch.write(), Error);
  CHECK(test::slurp(log.path("2025/11/a.jsonl")) == "old\n");
  CHECK(test::slurp(log.path("2025/11/b.jsonl")) == "old\n");
  CHECK(test::slurp(log.path("2025/11/d.jsonl")).empty());
}

}  // namespace galdr::store
