#include "tests/core/store/store.hpp"

#include "core/base/files.hpp"
#include "core/base/ulid.hpp"
#include "core/store/reader.hpp"

namespace galdr::test {
namespace {

std::string table(SQLite::Database& db, const std::string& query) {
  std::string text;
  for (SQLite::Statement row(db, query); row.executeStep(); text += "\n")
    for (int i = 0; i < row.getColumnCount(); ++i)
      text += (row.getColumn(i).isNull() ? "NULL" : row.getColumn(i).getString()) + "|";
  return query + "\n" + text;
}

}  // namespace

Store::Store() : root_{dir_ / "root"} {
  make_private_dirs(root_.dir);
  rules_.redact = [](std::string&) { return 0; };
}

store::Catalog& Store::catalog() {
  if (!catalog_) {
    catalog_ = std::make_unique<store::Catalog>(root_);
    catalog_->heal();
  }
  return *catalog_;
}

int Store::take(const std::vector<event::RawEvent>& batch, Until until) {
  store::Immediate transaction(catalog().db());
  store::Intake intake(catalog(), root_, rules_);
  int taken = 0;
  for (const auto& event : batch) taken += intake.take(event) == store::Taken::added ? 1 : 0;
  if (until == Until::taken) return taken;
  intake.write();
  if (until == Until::committed) transaction.commit();
  return taken;
}

std::int64_t Store::take_told(std::vector<event::Event> told, bool calls_only) {
  store::Immediate transaction(catalog().db());
  store::Intake intake(catalog(), root_, rules_);
  const auto lines = intake.take_told(std::move(told), calls_only);
  intake.write();
  transaction.commit();
  return lines;
}

std::string Store::span_path(const std::string& session_id, const std::string& agent) {
  const auto& spans = catalog().spans();
  return spans.path(spans.locate(agent, session_id, raw(0, "").ts));
}

std::vector<event::Event> Store::span_lines(const std::string& session_id) {
  std::vector<event::Event> all;
  for (const auto& line : lines(slurp(span_path(session_id)))) all.push_back(event::from_line(line).value());
  return all;
}

store::Session Store::session(const std::string& session_id) {
  return store::Sessions(catalog().db()).find(store::session_key("claude-code", session_id)).value();
}

std::vector<event::Event> Store::events(const std::string& session_id, bool superseded) {
  std::vector<event::Event> all;
  store::Slice slice;
  slice.superseded = superseded;
  store::read_events(catalog(), session(session_id), slice, [&](const event::Event& e) { all.push_back(e); });
  return all;
}

std::string Store::rows() {
  auto& db = catalog().db();
  return table(db, "SELECT * FROM session ORDER BY id") + table(db, "SELECT * FROM event ORDER BY event_id") +
         table(db, "SELECT * FROM call ORDER BY session, call_id") +
         table(db, "SELECT * FROM subagent ORDER BY child,session") +
         table(db, "SELECT * FROM amendment ORDER BY event_id,place") +
         table(db, "SELECT * FROM recording ORDER BY rec_id") +
         table(db, "SELECT * FROM skill_load ORDER BY event_id,name,path") +
         table(db, "SELECT * FROM verdict ORDER BY id");
}

event::RawEvent raw(int n, const std::string& payload, const std::string& agent) {
  event::RawEvent event;
  event.ts = 1'763'688'291'000'000'000 + n * kMilli;
  event.event_id = std::string(make_ulid(event.ts, {1, 2, 3}).view());
  event.boot_ns = 5'000'000'000 + n * kMilli;
  event.agent = agent;
  event.payload = payload;
  event.full_bytes = static_cast<std::int64_t>(payload.size());
  return event;
}

std::string payload(const std::string& session, const std::string& event, const std::string& rest) {
  return R"({"session_id": ")" + session + R"(", "hook_event_name": ")" + event +
         R"(", "cwd": "/home/dev/p")" + (rest.empty() ? "" : ", " + rest) + "}";
}

}  // namespace galdr::test
