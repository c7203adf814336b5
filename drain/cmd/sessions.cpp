#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/cmd/output.hpp"

namespace galdr::drain::cmd {
namespace {

std::string event_row(const event::Event& e) {
  std::string row = std::to_string(e.seq) + "  " + format_utc(e.ts).substr(11, 12) + "  " +
                    std::string(event::name_of(e.kind));
  if (!e.tool.empty()) row += "  " + e.tool;
  if (e.status != event::Status::none) row += "  " + std::string(event::name_of(e.status));
  if (e.duration_ms) row += "  " + std::to_string(*e.duration_ms) + " ms";
  const std::string what = shortened(printable(gist(e)), 100);
  return printable(row) + (what.empty() ? "" : "  " + what);
}

std::string status_of(const store::Session& s) {
  return std::to_string(s.calls) + (s.calls == 1 ? " call" : " calls") +
         (s.failures > 0 ? ", " + std::to_string(s.failures) + " failed" : "");
}

}  // namespace

int sessions(const App& app) {
  Reading reading(app);
  const auto all = store::Sessions(reading.catalog().db()).all();
  if (app.json) {
    Json rows = Json::array();
    for (const auto& session : all) rows.push_back(to_json(session));
    print_json({{"sessions", rows}});
    return kDone;
  }
  if (all.empty()) return print("No session is recorded yet. `galdr setup` installs the hook.\n"), kDone;
  std::vector<std::vector<std::string>> table = {
      {"SESSION", "AGENT", "STARTED", "EVENTS", "CALLS", "PROMPT"}};
  for (const auto& s : all)
    table.push_back({shortened(printable(s.session_id), 36), printable(s.agent),
                     format_utc(s.started_at).substr(0, 16), std::to_string(s.events), status_of(s),
                     shortened(printable(s.prompt.value_or("")), 60)});
  print_table(table);
  return kDone;
}

int list(const App& app) {
  Reading reading(app);
  auto& catalog = reading.catalog();
  Json rows = Json::array();
  std::vector<std::vector<std::string>> table = {{"ID", "NAME", "STATE", "STARTED", "STEPS", "SESSION"}};
  for (const auto& recording : store::all_recordings(catalog.db())) {
    const Named found = named(catalog, recording);
    const auto steps = found.session ? store::count_events(catalog, found.session->id, found.slice) : 0;
    rows.push_back(to_json(recording, steps));
    table.push_back(
        {recording.rec_id, printable(recording.name), recording.state,
         format_utc(recording.started_at).substr(0, 16), std::to_string(steps),
         recording.bound() ? shortened(printable(recording.session_id), 36) : "(waits for a session)"});
  }
  if (app.json) return print_json({{"recordings", rows}}), kDone;
  if (rows.empty())
    return print(
               "No recording yet. `galdr rec start NAME` begins one, `galdr rec save NAME --last 20m` makes "
               "one afterwards.\n"),
           kDone;
  print_table(table);
  return kDone;
}

int events(const App& app, const std::string& ref, bool all) {
  Reading reading(app);
  auto& catalog = reading.catalog();
  Output out;
  const auto use = [&](const event::Event& e) {
    out.line(app.json ? event::to_public_line(e) : event_row(e));
  };
  if (ref.empty()) return store::read_all_events(catalog, all, use), kDone;
  Named found = resolve(catalog, ref);
  found.slice.superseded = all;
  if (found.session) store::read_events(catalog, *found.session, found.slice, use);
  return kDone;
}

}  // namespace galdr::drain::cmd
