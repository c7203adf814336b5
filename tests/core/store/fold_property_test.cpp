#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <random>

#include "tests/core/store/store.hpp"

namespace galdr::test {
namespace {

/// Events of a few sessions, in any order, as agents and broken pipes make them.
class Chaos {
 public:
  explicit Chaos(unsigned seed) : random_(seed) {}
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  event::RawEvent next() {
    const int n = below(6) == 0 && n_ > 0 ? below(n_) : n_++;  // every sixth came before
    if (n < static_cast<int>(sent_.size())) return sent_[static_cast<std::size_t>(n)];
    auto event = raw(n, text(), agent());
    event.ts += below(3) == 0 ? -below(3'000) * kMilli : 0;
    event.truncated = below(20) == 0;
    sent_.push_back(event);
    return event;
  }

 private:
  std::string agent() { return below(5) == 0 ? std::string("some-agent") : std::string("claude-code"); }
  std::string session() {
    constexpr const char* kIds[] = {"one",       "two",         "../../x", R"(lone \ud800)",
                                    "a\\u0000b", "bad\xff\xfe", "ONE",     ""};
    return kIds[below(8)];
  }
  std::string call() {
    constexpr const char* kIds[] = {"a", "b", "c", R"(\udfff)", "e\xc3", ""};
    return R"("tool_name": "Bash", "tool_use_id": ")" + std::string(kIds[below(6)]) +
           R"(", "tool_input": {"command": "ls"})" + (below(4) == 0 ? R"(, "agent_id": "sub")" : "");
  }
  std::string listed() {
    return "\"tool_calls\": [{" + call() + R"(, "tool_response": "done"}, {)" + call() +
           R"(, "tool_response": "Error: no"}])";
  }
  std::string text() {
    switch (below(12)) {
      case 0:
        return payload(session(), "SessionStart", R"("source": "startup")");
      case 1:
        return payload(session(), "SessionEnd");
      case 2:
        return payload(session(), "Stop");
      case 3:
        return payload(session(), "SubagentStop", R"("agent_id": "sub")");
      case 4:
        return payload(session(), "UserPromptSubmit",
                       "\"prompt\": \"do \xf0\x9f\x92 " + std::to_string(below(99)) + R"( \ud83d")");
      case 5:
        return payload(session(), "PostToolBatch", listed());
      case 6:
        return payload(session(), "PostToolUseFailure", call() + R"(, "error": "Exit code 1")");
      case 7:
        return payload(session(), "PostToolUse",
                       call() + R"(, "tool_response": {"stdout": "x"}, "duration_ms": 4)");
      case 8:
        return std::string("not JSON \0 at all", 17);
      default:
        return payload(session(), "PreToolUse", call());
    }
  }
  std::mt19937 random_;
  int n_ = 0;
  std::vector<event::RawEvent> sent_;
};

/// What may happen between two batches: an end, a lost catalog, a torn write, a line of another program.
void hurt(Store& store, Chaos& chaos) {
  const auto files = files_below(store.root().spans());
  const int what = chaos.below(10);
  if (what == 0) store.close();
  if (what == 1) {
    store.close();
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(store.root().catalog() + suffix);
  }
  const auto first = store.span_path("one");
  if (what == 4 && !std::filesystem::exists(first)) spit(first, "{\"v\":99}\n");
  if (files.empty() || (what != 2 && what != 3)) return;
  const auto file = files[static_cast<std::size_t>(chaos.below(static_cast<int>(files.size())))];
  const auto path = store.root().spans() + "/" + file;
  spit(path, slurp(path) + (what == 2 ? "{\"v\":1,\"eve" : "a line of something else\n"));
}

void play(unsigned seed) {
  Store store;
  Chaos chaos(seed);
  for (int batch = 0; batch < 15; ++batch) {
    std::vector<event::RawEvent> events;
    for (int i = chaos.below(12); i >= 0; --i) events.push_back(chaos.next());
    if (chaos.below(4) == 0)
      store.take(events, chaos.below(2) == 0 ? Store::Until::taken : Store::Until::written);
    else
      store.take(events);
    hurt(store, chaos);
  }
  store.catalog().heal();
  const auto incremental = store.rows();
  store.catalog().rebuild();
  REQUIRE(store.rows() == incremental);
}

}  // namespace

TEST_CASE("the catalog that grew with the events is the one that is built from their lines", "[store]") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    play(seed);
  }
}

TEST_CASE("every session id gets its lines back from its own file", "[store]") {
  Chaos chaos(7);
  Store store;
  std::vector<event::RawEvent> events;
  for (int i = 0; i < 300; ++i) events.push_back(chaos.next());
  store.take(events);
  std::int64_t lines_in_files = 0, skipped = 0;
  for (const auto& file : files_below(store.root().spans()))
    lines_in_files += static_cast<std::int64_t>(lines(slurp(store.root().spans() + "/" + file)).size());
  const auto healed = store.catalog().rebuild();
  skipped = healed.skipped;
  CHECK(skipped == 0);
  CHECK(healed.events == lines_in_files);
}

}  // namespace galdr::test
