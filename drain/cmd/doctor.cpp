#include <nlohmann/json.hpp>

#include "core/store/sessions.hpp"
#include "drain/checks.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/status.hpp"

namespace galdr::drain::cmd {

int doctor(const App& app) {
  const auto checks = run_checks(app.root);
  Json rows = Json::array();
  bool sick = false;
  std::string text;
  for (const auto& c : checks) {
    sick = sick || c.state == "error";
    rows.push_back({{"name", c.name},
                    {"state", c.state},
                    {"message", c.message},
                    {"advice", c.advice.empty() ? Json() : Json(c.advice)}});
    text += (c.state == "ok"        ? "  ok       "
             : c.state == "warning" ? "  warning  "
                                    : "  ERROR    ") +
            c.name + ": " + printable(c.message) + "\n";
    if (!c.advice.empty()) text += "             → " + printable(c.advice) + "\n";
  }
  const HookLog log = read_hook_log(app.root);
  if (app.json) {
    print_json({{"healthy", !sick}, {"checks", rows}, {"hook", {{"empty", log.empty}, {"lost", log.lost}}}});
  } else {
    print(text);
  }
  return sick ? kFailed : kDone;
}

int overview(const App& app) {
  Reading reading(app);
  auto& catalog = reading.catalog();
  const Status status = look(app.root);
  const auto sessions = store::Sessions(catalog.db()).all();
  std::int64_t calls = 0, failures = 0, recording = 0;
  for (const auto& s : sessions) calls += s.calls, failures += s.failures;
  const auto recordings = store::all_recordings(catalog.db());
  for (const auto& r : recordings) recording += r.state == "recording";
  const auto waiting = status.counts.pending + status.spill_files;
  if (app.json) {
    print_json({{"root", app.root.dir},
                {"sessions", sessions.size()},
                {"calls", calls},
                {"failures", failures},
                {"recordings", recordings.size()},
                {"recording", recording},
                {"daemon", status.state},
                {"backlog", waiting},
                {"dead", status.counts.dead}});
    return kDone;
  }
  const std::string next =
      sessions.empty() ? "`galdr setup claude-code` installs the hook; then work with your agent as always"
      : recording > 0  ? "`galdr rec stop` ends the recording; `galdr distill @` makes a skill of it"
      : recordings.empty() ? "`galdr rec save NAME --last 20m` names what your agent just did"
                           : "`galdr distill @` makes a skill of the latest recording";
  print(std::to_string(sessions.size()) + " session(s), " + std::to_string(calls) + " tool calls (" +
        std::to_string(failures) + " failed), " + std::to_string(recordings.size()) + " recording(s)" +
        (recording > 0 ? ", " + std::to_string(recording) + " going on" : "") + "\n" +
        "daemon: " + status.state + "   waiting: " + std::to_string(waiting) +
        "   dead: " + std::to_string(status.counts.dead) + "\n" + "next: " + next + "\n");
  return kDone;
}

}  // namespace galdr::drain::cmd
