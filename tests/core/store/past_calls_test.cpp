#include "core/store/past_calls.hpp"

#include <catch2/catch_test_macros.hpp>

#include "core/store/work.hpp"
#include "tests/core/store/store.hpp"

namespace galdr::test {
namespace {

event::RawEvent call(int n, const std::string& event, const std::string& id, const std::string& rest = "") {
  return raw(n, payload("s", event,
                        R"("tool_name": "Bash", "tool_use_id": ")" + id +
                            R"(", "tool_input": {"command": ")" + id + "\"}" + rest));
}

event::RawEvent prompt(int n, const std::string& text) {
  return raw(n, payload("s", "UserPromptSubmit", "\"prompt\": \"" + text + "\""));
}

std::vector<std::string> past(Store& store) {
  std::vector<std::string> out;
  const auto span = [](std::int64_t from, std::int64_t to) {
    return " " + std::to_string(from) + "-" + std::to_string(to);
  };
  store::PastReader(store.catalog())
      .read(store.session("s"),
            {[&](const store::PastCall& c) { out.push_back(c.start.call_id + span(c.start.seq, c.to_seq)); },
             [&](const event::Event& e) { out.push_back("> " + *e.prompt); }});
  return out;
}

}  // namespace

TEST_CASE("the past of a session is what was asked and what worked, in the order of time", "[store]") {
  Store store;
  store.take({prompt(1, "go"), call(2, "PreToolUse", "a"), call(3, "PreToolUse", "b"),
              call(4, "PostToolUse", "b", R"(, "tool_response": "x")"),
              call(5, "PostToolUse", "a", R"(, "tool_response": "x")"), call(6, "PreToolUse", "failed"),
              call(7, "PostToolUseFailure", "failed", R"(, "error": "Exit code 1")"),
              prompt(8, "<task-notification>done</task-notification>"), prompt(9, "/clear"),
              prompt(10, "more"), call(11, "PreToolUse", "open"),
              call(12, "PostToolUse", "c", R"(, "tool_response": "x")")});
  CHECK(past(store) == std::vector<std::string>{"> go", "a 2-5", "b 3-4", "> more", "c 12-12"});
}

TEST_CASE("what a person does not want suggested stays so until it is taken back", "[store]") {
  TempDir dir;
  const Root root{dir.path()};
  store::Work(root).silence({"1a", "release", {"aa", "bb"}, std::nullopt});
  store::Work(root).silence({"0b", "restore", {}, 7 * kSecond});
  store::Work(root).silence({"1a", "release", {"aa", "cc"}, 9 * kSecond});
  store::Work work(root);
  const auto all = work.silenced();
  REQUIRE(all.size() == 2);
  CHECK(all[0].id == "0b");
  CHECK(all[0].shape.empty());
  CHECK(all[1].shape == std::vector<std::string>{"aa", "cc"});
  CHECK(all[1].until == 9 * kSecond);
  CHECK(work.unsilence("1a"));
  CHECK_FALSE(work.unsilence("1a"));
  CHECK(store::Work(root).silenced().size() == 1);
}

}  // namespace galdr::test
