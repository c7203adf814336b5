#include <catch2/catch_test_macros.hpp>

#include "tests/core/event/told.hpp"
#include "tests/support/support.hpp"

using namespace galdr::event;
using galdr::test::end_of;
using galdr::test::summary;
using galdr::test::told;
using Lines = std::vector<std::string>;

namespace {

const std::string kInterrupt = "ses_e04114168ffea4InwbS2fAiHRg";
const std::string kChild = "ses_e04116364ffePGA0kBY8rY27FE";
const std::string kRoot = "ses_e04117bf7ffehgW95Wji2vXjzW";
const std::string kResume = "ses_e041208e9ffewZyGJjYSEf6I3r";
const std::string kFailures = "ses_e04141d52ffe0Qztw0T7Z9h2h6";

std::string text_of(const std::string& id) { return galdr::test::transcript("opencode", id + ".json"); }

}  // namespace

TEST_CASE("opencode's export tells exit codes, durations and what fired no hook", "[event]") {
  const auto failures = told("opencode", text_of(kFailures));
  const Event failed = end_of(failures, "exit 3");
  CHECK(failed.exit_code == 3);
  CHECK(failed.status == Status::error);
  CHECK(failed.duration_ms == 1596);
  CHECK(failed.call_id == "call_KHjDl9ro0Ky02MM1t3Wlcr1Z");
  CHECK(failed.session_id == kFailures);
  CHECK(failed.cwd == "/home/dev/src/failures");
  CHECK(galdr::format_utc(failed.ts).starts_with("2026-11-21T02:25:12.897"));
  CHECK(end_of(failures, "does-not-exist").error ==
        "File not found: /home/dev/src/failures/does-not-exist.txt");
  CHECK(end_of(failures, "wrong").status == Status::error);
  CHECK(end_of(failures, "invalid").status == Status::error);
}

TEST_CASE("an opencode session with a parent is its subagent", "[event]") {
  const auto child = told("opencode", text_of(kChild));
  CHECK(summary(child) ==
        Lines{"subagent_start in:ses_",
              R"(tool_start in:ses_ bash {"command":"ls","description":"Run a command"})",
              "tool_end in:ses_ bash ok exit:0",
              R"(tool_start in:ses_ bash {"command":"cat nope.txt","description":"Run a command"})",
              "tool_end in:ses_ bash error exit:1", "subagent_end in:ses_"});
  CHECK(child.events.front().session_id == kRoot);
  CHECK(child.events.front().parent_agent == kChild);
  CHECK(end_of(told("opencode", text_of(kRoot)), "task").extra == "{\"agent_id\":\"" + kChild + "\"}");
}

TEST_CASE("an opencode call that runs has only a start", "[event]") {
  const auto interrupted = told("opencode", text_of(kInterrupt));
  CHECK(summary(interrupted).back().starts_with("tool_start bash"));
  CHECK(interrupted.settled == 0);
  CHECK(summary(told("opencode", text_of(kResume))).at(1) == "prompt First prompt: make a note.");
}

TEST_CASE("an export is read as a whole or not at all", "[event]") {
  const std::string text = text_of(kResume);
  CHECK(told("opencode", text).settled == text.size());
  CHECK(told("opencode", text, "", text.size()).events.empty());
  const auto torn = told("opencode", text.substr(0, text.size() / 2));
  CHECK(torn.events.empty());
  CHECK(torn.settled == 0);
  CHECK(torn.skipped == 1);
  for (const char* hostile :
       {"", "x", "{}", "[]", R"({"info":7,"messages":{"a":1}})",
        R"({"info":{"id":"s","time":{"created":9223372036854775807}},"messages":[7,{"parts":[1]}]})"})
    CHECK(told("opencode", hostile).events.size() <= 1);
  CHECK(is_transcript("opencode", "ses_1.json"));
  CHECK_FALSE(transcript_folder("opencode"));
}
