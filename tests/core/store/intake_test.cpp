#include "core/store/intake.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>

#include "core/base/error.hpp"
#include "tests/core/store/store.hpp"

namespace galdr::test {
namespace {

using event::Kind;
using event::Source;
using event::Status;

std::string call(const std::string& id) {
  return R"("tool_name": "Bash", "tool_use_id": ")" + id + R"(", "tool_input": {"command": "ls"})";
}
event::RawEvent start(int n, const std::string& id) { return raw(n, payload("s", "PreToolUse", call(id))); }
event::RawEvent end(int n, const std::string& id) {
  return raw(n, payload("s", "PostToolUse", call(id) + R"(, "tool_response": {"stdout": "x"})"));
}
event::RawEvent stop(int n) { return raw(n, payload("s", "Stop")); }
event::RawEvent prompt(int n, const std::string& text) {
  return raw(n, payload("s", "UserPromptSubmit", R"("prompt": ")" + text + "\""));
}
event::RawEvent summary(int n, const std::string& id) {
  return raw(n, payload("s", "PostToolBatch",
                        R"("tool_calls": [{"tool_name": "Bash", "tool_use_id": ")" + id +
                            R"(", "tool_input": {}, "tool_response": "done"}])"));
}

/// The one call of the session, as "status source-of-its-end".
std::string told(Store& store, const std::string& id) {
  const auto found = store::Calls(store.catalog().db()).find(store.session("s").id, id).value();
  return found.status + " " + std::to_string(found.end_source);
}

}  // namespace

TEST_CASE("an event that is known is not taken again, in the same batch or a later one", "[store]") {
  Store store;
  CHECK(store.take({start(1, "a"), start(1, "a")}) == 1);
  CHECK(store.take({start(1, "a")}) == 0);
  store.close();
  CHECK(store.take({start(1, "a"), end(2, "a")}) == 1);
  CHECK(store.span_lines("s").size() == 2);
}

TEST_CASE("seqs count the lines of a session's file, derived ones included", "[store]") {
  Store store;
  store.take({start(1, "a"), start(2, "b"), stop(3)});
  store.take({prompt(4, "go on")});
  std::int64_t seq = 0;
  for (const auto& line : store.span_lines("s")) CHECK(line.seq == ++seq);
  CHECK(seq == 6);
}

TEST_CASE("a call's own hook is believed over a summary, and a summary over silence", "[store]") {
  Store store;
  store.take({start(1, "a")});
  SECTION("silence only") {
    store.take({stop(2)});
    CHECK(told(store, "a") == "unknown 0");
    CHECK(store.span_lines("s").at(1).amends == raw(1, "").event_id);
  }
  SECTION("a summary after silence") {
    store.take({stop(2), summary(3, "a")});
    CHECK(told(store, "a") == "unknown 2");
    CHECK(store.events("s").size() == 4);  // start, stop, the summary's end, the summary
  }
  SECTION("the hook last of all") {
    store.take({stop(2), summary(3, "a"), end(4, "a")});
    CHECK(told(store, "a") == "ok 3");
    CHECK(store.session("s").calls == 1);
    CHECK(store.session("s").events == 4);
    CHECK(store.events("s").size() == 4);
    CHECK(store.events("s", true).size() == 6);
  }
  SECTION("the hook first: nothing comes after it") {
    store.take({end(2, "a"), summary(3, "a"), stop(4)});
    CHECK(told(store, "a") == "ok 3");
    CHECK(store.span_lines("s").size() == 4);
  }
}

TEST_CASE("a session that starts again leaves its open calls behind", "[store]") {
  Store store;
  const bool compacted = GENERATE(false, true);
  const std::string source = compacted ? "compact" : "resume";
  store.take({start(1, "a"), raw(2, payload("s", "SessionStart", R"("source": ")" + source + "\""))});
  CHECK(told(store, "a") == (compacted ? " -1" : "unknown 0"));
}

TEST_CASE("a call that a second delivery tells again is written twice and counted once", "[store]") {
  Store store;
  store.take({start(1, "a"), start(2, "a"), end(3, "a"), end(4, "a")});
  const auto lines = store.span_lines("s");
  CHECK(lines.at(1).duplicate_of == lines.at(0).event_id);
  CHECK(lines.at(3).duplicate_of == lines.at(2).event_id);
  CHECK(store.session("s").calls == 1);
  CHECK(store.session("s").events == 2);
  CHECK(store.events("s").size() == 2);
}

TEST_CASE("of an id that stands in two lines the first counts", "[store]") {
  Store store;
  store.take({prompt(1, "first")});
  auto line = slurp(store.span_path("s"));
  const auto path = store.span_path("s");
  line.replace(line.find("first"), 5, "other");
  store.close();
  spit(path, slurp(path) + line);
  CHECK(store.session("s").events == 1);
  CHECK(store.session("s").prompt == "first");
  CHECK(store.events("s", true).size() == 1);
}

TEST_CASE("a batch that came no further than the span files is folded before anything is appended",
          "[store]") {
  Store store;
  store.take({start(1, "a")});
  store.take({end(2, "a")}, Store::Until::written);
  SECTION("by the same process") {}
  SECTION("by another") { store.close(); }
  SECTION("by one that has no catalog any more") {
    store.close();
    std::filesystem::remove(store.root().catalog());
  }
  CHECK(store.take({end(2, "a"), stop(3)}) == 1);
  CHECK(store.span_lines("s").size() == 3);
  CHECK(told(store, "a") == "ok 3");
  CHECK(store.events("s").at(2).kind == Kind::turn_end);
}

TEST_CASE("a torn tail is cut before the next line is appended", "[store]") {
  Store store;
  store.take({start(1, "a")});
  const auto path = store.span_path("s");
  const auto whole = slurp(path);
  spit(path, whole + R"({"v":1,"event_id":"01JD)");
  SECTION("by the same process") {}
  SECTION("by another") { store.close(); }
  store.take({end(2, "a")});
  CHECK(slurp(path).substr(0, whole.size()) == whole);
  CHECK(store.span_lines("s").size() == 2);
  CHECK(store.events("s").size() == 2);
}

TEST_CASE("lines that this program cannot read are kept, counted and left out", "[store]") {
  Store store;
  const std::string strange = "{\"v\":99}\nnot even JSON\n";
  const auto path = store.span_path("s");
  SECTION("after lines that it can read") {
    store.take({start(1, "a")});
    spit(path, slurp(path) + strange);
  }
  SECTION("as the only lines of the file") { spit(path, strange); }
  const auto before = slurp(path);
  store.take({prompt(2, "hello"), end(3, "a")});
  CHECK(slurp(path).substr(0, before.size()) == before);
  CHECK(store.session("s").skipped == 2);
  CHECK(store.session("s").folded_bytes == static_cast<std::int64_t>(slurp(path).size()));
  const auto events = store.events("s");
  REQUIRE(events.size() >= 2);
  CHECK(events.back().kind == Kind::tool_end);
  CHECK(events.at(events.size() - 2).prompt == "hello");
  const auto incremental = store.rows();
  store.catalog().rebuild();
  CHECK(store.rows() == incremental);
}

TEST_CASE("a span file that was replaced by a shorter one is folded anew", "[store]") {
  Store store;
  store.take({start(1, "a"), end(2, "a"), stop(3)});
  const auto path = store.span_path("s");
  const auto text = slurp(path);
  store.close();
  spit(path, text.substr(0, text.find('\n') + 1));
  CHECK(store.take({stop(3)}) == 1);
  CHECK(store.session("s").last_seq == 3);  // start, its closing, stop
  const auto incremental = store.rows();
  store.catalog().rebuild();
  CHECK(store.rows() == incremental);
}

TEST_CASE("a session whose span file is gone is gone from the catalog", "[store]") {
  Store store;
  store.take({start(1, "a")});
  const auto path = store.span_path("s");
  store.close();
  std::filesystem::remove(path);
  CHECK(store::Sessions(store.catalog().db()).all().empty());
  CHECK(store.take({start(1, "a")}) == 1);
  CHECK(store.span_lines("s").at(0).seq == 1);
}

TEST_CASE("a session goes on in the file of its first month", "[store]") {
  Store store;
  store.take({start(1, "a")});
  const auto path = store.span_path("s");
  auto later = end(2, "a");
  later.ts += 40 * 86'400 * kSecond;
  SECTION("with its catalog") {}
  SECTION("without") {
    store.close();
    std::filesystem::remove(store.root().catalog());
  }
  store.take({later});
  CHECK(store.span_path("s") == path);
  CHECK(store.span_lines("s").size() == 2);
  CHECK(files_below(store.root().spans()).size() == 1);
}

TEST_CASE("a catalog that is damaged says so, and is made anew from the span files", "[store]") {
  Store store;
  store.take({start(1, "a"), end(2, "a")});
  const auto rows = store.rows();
  store.close();
  for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(store.root().catalog() + suffix);
  spit(store.root().catalog(), std::string(10'000, 'x'));
  try {
    store.catalog();
    FAIL("it was opened");
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::corrupt);
  }
  store::Catalog::discard(store.root());
  CHECK(store.rows() == rows);
}

TEST_CASE("a catalog of a newer galdr is left alone, byte for byte", "[store]") {
  Store store;
  store.take({start(1, "a")});
  store.catalog().db().exec("PRAGMA user_version=99; PRAGMA wal_checkpoint(TRUNCATE)");
  store.close();
  const auto before = slurp(store.root().catalog());
  try {
    store.catalog();
    FAIL("it was opened");
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::invalid);
  }
  CHECK(slurp(store.root().catalog()) == before);
}

TEST_CASE("a transcript is named again by an event that is known", "[store]") {
  Store store;
  const auto stop = raw(1, payload("s", "Stop", R"("transcript_path": "/t/s.jsonl")"));
  SECTION("its batch was committed") { store.take({stop}); }
  SECTION("its batch came no further than the span files") {
    store.take({stop}, Store::Until::written);
    store.close();
  }
  store::Immediate transaction(store.catalog().db());
  store::Intake intake(store.catalog(), store.root(), store.rules());
  CHECK(intake.take(stop) == store::Taken::known);
  REQUIRE(intake.transcripts().size() == 1);
  CHECK(intake.transcripts().begin()->first == "/t/s.jsonl");
}

}  // namespace galdr::test
