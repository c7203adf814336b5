#include "core/store/recordings.hpp"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "tests/core/store/store.hpp"

namespace galdr::test {
namespace {

store::Recording recording(const std::string& id, const std::string& name, const std::string& cwd) {
  store::Recording r;
  r.rec_id = id;
  r.name = name;
  r.goal = "make it work";
  r.inputs = {{"version", "1.4.0"}};
  r.cwd = cwd;
  r.state = "recording";
  r.started_at = raw(0, "").ts;
  return r;
}

void save(Store& store, const store::Recording& r) {
  store::Immediate transaction(store.catalog().db());
  store::save(store.catalog().db(), store.root(), r);
  transaction.commit();
}

store::Recording only(Store& store) { return store::all_recordings(store.catalog().db()).at(0); }

event::RawEvent prompt_at(int n, const std::string& session, const std::string& cwd) {
  return raw(n, R"({"session_id": ")" + session +
                    R"(", "hook_event_name": "UserPromptSubmit", "prompt": "x", "cwd": ")" + cwd + "\"}");
}

}  // namespace

TEST_CASE("a recording waits for the first event at or under its folder", "[store]") {
  Store store;
  save(store, recording("01JD0000000000000000000001", "fix", "/home/dev/app"));
  store.take({prompt_at(1, "elsewhere", "/home/dev/application"), prompt_at(2, "above", "/home/dev")});
  CHECK_FALSE(only(store).bound());
  SECTION("at it") {
    store.take({prompt_at(3, "s", "/home/dev/app"), prompt_at(4, "later", "/home/dev/app")});
  }
  SECTION("under it") { store.take({prompt_at(3, "s", "/home/dev/app/src")}); }
  CHECK(only(store).session_id == "s");
  CHECK(only(store).from_seq == 1);
  CHECK(store::recording_from(slurp(store.root().recordings() + "/01JD0000000000000000000001.json"))
            ->session_id == "s");
}

TEST_CASE("what happened before a recording began does not bind it", "[store]") {
  Store store;
  auto r = recording("01JD0000000000000000000001", "fix", "/home/dev");
  r.started_at = raw(5, "").ts;
  save(store, r);
  store.take({prompt_at(4, "before", "/home/dev")});
  CHECK_FALSE(only(store).bound());
  store.take({prompt_at(5, "s", "/home/dev")});
  CHECK(only(store).session_id == "s");
}

TEST_CASE("several recordings of one folder are bound by the same event", "[store]") {
  Store store;
  save(store, recording("01JD0000000000000000000001", "one", "/home/dev"));
  save(store, recording("01JD0000000000000000000002", "two", "/"));
  store.take({prompt_at(1, "s", "/home/dev")});
  for (const auto& r : store::all_recordings(store.catalog().db())) CHECK(r.session_id == "s");
}

TEST_CASE("recordings are told by their files: the index follows them", "[store]") {
  Store store;
  const auto r = recording("01JD0000000000000000000001", "fix", "/home/dev");
  save(store, r);
  store.take({prompt_at(1, "s", "/home/dev")});
  const auto rows = store.rows();
  store.close();
  std::filesystem::remove(store.root().catalog());
  spit(store.root().recordings() + "/stranger.json", "{}");
  spit(store.root().recordings() + "/01JD0000000000000000000009.json",
       store::to_json(r));  // not its own name
  CHECK(store.rows() == rows);
  std::filesystem::remove(store.root().recordings() + "/01JD0000000000000000000001.json");
  store.close();
  CHECK(store::all_recordings(store.catalog().db()).empty());
}

TEST_CASE("a recording comes back from its file as it was", "[store]") {
  auto r = recording("01JD0000000000000000000001", "na\"me\n", "/home/dev");
  r.agent = "claude-code", r.session_id = "s";
  r.ended_at = r.started_at + 1, r.from_seq = 3, r.to_seq = 9;
  const auto again = store::recording_from(store::to_json(r)).value();
  CHECK(store::to_json(again) == store::to_json(r));
  CHECK(again.name == r.name);
  CHECK(again.inputs == r.inputs);
  CHECK(again.to_seq == r.to_seq);
  CHECK_FALSE(store::recording_from("[]"));
  CHECK_FALSE(store::recording_from("{\"v\": 2}"));
}

TEST_CASE("a recording is found by id, name, or a beginning that is its alone", "[store]") {
  Store store;
  save(store, recording("01JD0000000000000000000001", "fix-login", "/"));
  save(store, recording("01JD0000000000000000000002", "fix-logout", "/"));
  auto& db = store.catalog().db();
  CHECK(store::matching_recordings(db, "fix-login").size() == 1);
  CHECK(store::matching_recordings(db, "fix-log").size() == 2);
  CHECK(store::matching_recordings(db, "01JD0000000000000000000002").at(0).name == "fix-logout");
  CHECK(store::matching_recordings(db, "none").empty());
}

}  // namespace galdr::test
