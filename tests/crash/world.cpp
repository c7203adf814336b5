#include "tests/crash/world.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <thread>

#include "core/outbox/dead.hpp"
#include "core/outbox/spill_files.hpp"

namespace galdr::test {
namespace {

using Json = nlohmann::json;

std::vector<std::string> ids_of(const std::vector<outbox::Summary>& rows) {
  std::vector<std::string> ids;
  for (const auto& row : rows) ids.push_back(row.event_id);
  return ids;
}

SeenEvent seen(const std::string& line) {
  const Json event = Json::parse(line);
  SeenEvent s{event.at("event_id"),
              event.at("session_id"),
              event.at("ts"),
              event.at("kind"),
              event.at("source_event"),
              "",
              0};
  s.seq = event.at("seq");
  s.extra = event.at("extra").dump();
  return s;
}

std::string row_text(SQLite::Statement& row) {
  std::string text;
  for (int i = 0; i < row.getColumnCount(); ++i) {
    const auto column = row.getColumn(i);
    text += (i == 0 ? "" : "|") + (column.isNull() ? "NULL" : column.getString());
  }
  return text + "\n";
}

}  // namespace

World::World() : root_{dir_ / "root"} {
  // Small batches, so that a kill has a before and an after.
  spit(root_.config(), R"({"daemon": {"batch_rows": 10}})");
}

std::map<std::string, std::string> World::environment(const std::string& fault) const {
  return {{"GALDR_ROOT", root_.dir}, {"GALDR_FAULT", fault}, {"HOME", dir_ / "home"}};
}

Outcome World::hook(const std::string& payload, const std::map<std::string, std::string>& env) const {
  RunOptions options;
  options.stdin_bytes = payload;
  options.env = environment("");
  for (const auto& [name, value] : env) options.env[name] = value;
  return run({galdr_hook_program(), "--agent", "claude-code"}, options);
}

Outcome World::limited(const std::string& limits, const std::vector<std::string>& argv,
                       const std::string& stdin_bytes) const {
  std::vector<std::string> all = {"/bin/sh", "-c", limits + R"(; exec "$0" "$@")"};
  all.insert(all.end(), argv.begin(), argv.end());
  RunOptions options;
  options.stdin_bytes = stdin_bytes;
  options.env = environment("");
  return run(all, options);
}

int World::hooks(const std::vector<Payload>& payloads, int at_once) const {
  std::atomic<std::size_t> next{0};
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < at_once; ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < payloads.size(); at = next++) {
        const auto done = hook(payloads[at].text);
        failed += done.status != 0 || !done.out.empty() || !done.err.empty();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  return failed;
}

Outcome World::galdr(const std::vector<std::string>& args, const std::string& fault) const {
  std::vector<std::string> argv = {galdr_program()};
  argv.insert(argv.end(), args.begin(), args.end());
  RunOptions options;
  options.env = environment(fault);
  return run(argv, options);
}

pid_t World::begin(const std::vector<std::string>& args, const std::string& fault) const {
  std::vector<std::string> argv = {galdr_program()};
  argv.insert(argv.end(), args.begin(), args.end());
  std::vector<std::string> env = {"PATH=/usr/bin:/bin"};
  for (const auto& [name, value] : environment(fault)) env.push_back(name + "=" + value);
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
  };
  const auto argv_pointers = pointers(argv), env_pointers = pointers(env);
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("fork");
  if (pid > 0) return pid;
  const int null = ::open("/dev/null", O_RDWR);
  for (const int fd : {0, 1, 2}) ::dup2(null, fd);
  ::execve(argv_pointers[0], argv_pointers.data(), env_pointers.data());
  ::_exit(127);
}

std::vector<SeenEvent> World::events() const {
  const auto printed = galdr({"events", "--json", "--all"});
  if (printed.status != 0 || !printed.err.empty()) throw std::runtime_error("events: " + printed.err);
  std::vector<SeenEvent> all;
  for (const auto& line : lines(printed.out)) all.push_back(seen(line));
  return all;
}

std::vector<std::string> World::waiting() const {
  outbox::Database db(root_.outbox());
  return ids_of(outbox::list_pending(db, INT64_MAX));
}

std::vector<std::string> World::dead() const {
  outbox::Database db(root_.outbox());
  return ids_of(outbox::list_dead(db, INT64_MAX));
}

std::int64_t World::claims() const {
  outbox::Database db(root_.outbox());
  outbox::Statement count(db.get(), "SELECT count(*) FROM claim");
  return count.step() ? count.integer(0) : -1;
}

std::vector<std::string> World::spills() const { return outbox::list_spills(root_.spill(), SIZE_MAX); }

std::int64_t World::lost() const {
  return std::stoll(text_at(galdr({"doctor", "--json"}).out, "/hook/lost"));
}

std::string World::catalog(const std::string& query) const {
  SQLite::Database db(root_.catalog(), SQLite::OPEN_READONLY);
  std::string text;
  for (SQLite::Statement row(db, query); row.executeStep();) text += row_text(row);
  return text;
}

std::string World::catalog_rows() const {
  return catalog("SELECT * FROM session ORDER BY id") + catalog("SELECT * FROM event ORDER BY event_id") +
         catalog("SELECT * FROM call ORDER BY session, call_id");
}

std::vector<Payload> payloads(const std::string& name, const std::string& session, std::int64_t& n) {
  std::vector<Payload> all;
  for (const auto& line : lines(data("claude-code/" + name + ".jsonl"))) {
    auto payload = Json::parse(line).at("payload");
    if (!session.empty()) payload["session_id"] = session;
    payload["galdr_test_n"] = n++;
    all.push_back({payload.at("session_id"), payload.dump()});
  }
  return all;
}

std::int64_t number_in(const std::string& json, const std::string& key) {
  return Json::parse(json).at(key).get<std::int64_t>();
}

std::string text_in(const std::string& json, const std::string& key) {
  return Json::parse(json).at(key).get<std::string>();
}

std::string text_at(const std::string& json, const std::string& pointer) {
  const Json document = Json::parse(json, nullptr, false);
  const Json::json_pointer at(pointer);
  if (!document.contains(at)) return "";
  return document[at].is_string() ? document[at].get<std::string>() : document[at].dump();
}

std::string fault_in_order(const std::vector<SeenEvent>& events) {
  std::set<std::string> ids;
  std::map<std::string, std::set<std::int64_t>> seqs;
  for (const auto& e : events) {
    if (!ids.insert(e.event_id).second) return "twice: event " + e.event_id;
    if (!seqs[e.session_id].insert(e.seq).second)
      return "twice: seq " + std::to_string(e.seq) + " of " + e.session_id;
  }
  for (const auto& [session, numbers] : seqs)
    if (*numbers.begin() != 1 || *numbers.rbegin() != static_cast<std::int64_t>(numbers.size()))
      return "a gap in the seqs of " + session;
  const auto later = [](const SeenEvent& a, const SeenEvent& b) {
    return std::tie(a.ts, a.seq) < std::tie(b.ts, b.seq);
  };
  return std::is_sorted(events.begin(), events.end(), later) ? "" : "not in order of (ts, seq)";
}

std::string fault_in_numbers(const std::vector<SeenEvent>& events, std::int64_t count) {
  std::map<std::int64_t, int> times;
  for (const auto& e : events) {
    const Json extra = Json::parse(e.extra);
    if (const auto n = extra.find("galdr_test_n"); n != extra.end()) ++times[n->get<std::int64_t>()];
  }
  std::string wrong;
  for (std::int64_t i = 0; i < count; ++i)
    if (times[i] != 1) wrong += " " + std::to_string(i) + " x" + std::to_string(times[i]);
  return times.size() == static_cast<std::size_t>(count) ? wrong : wrong + " and others";
}

}  // namespace galdr::test
