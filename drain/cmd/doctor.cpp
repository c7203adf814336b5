#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/store/sessions.hpp"
#include "drain/canary.hpp"
#include "drain/checks.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/coverage.hpp"
#include "drain/status.hpp"

namespace galdr::drain::cmd {
namespace {

constexpr std::int64_t kCoverageDays = 7;

std::string line_of(const Check& check) {
  const char* state = check.state == "ok"        ? "ok       "
                      : check.state == "warning" ? "warning  "
                                                 : "ERROR    ";
  std::string text = "  " + (state + check.name) + ": " + printable(check.message) + "\n";
  if (!check.advice.empty()) text += "             → " + printable(check.advice) + "\n";
  return text;
}

Json json_of(const Check& check) {
  return {{"name", check.name},
          {"state", check.state},
          {"message", check.message},
          {"advice", check.advice.empty() ? Json() : Json(check.advice)}};
}

Check check_of(const CanaryResult& canary) {
  const std::string name = "live " + canary.agent;
  if (canary.problem.empty())
    return {name, "ok", "an event arrived; the agent waited " + std::to_string(canary.ms) + " ms", ""};
  const std::string advice = "galdr setup " + canary.agent + " --check";
  return {name, canary.fired ? "error" : "warning", canary.problem, canary.fired ? advice : ""};
}

Json json_of(const CanaryResult& canary) {
  return {{"agent", canary.agent},
          {"fired", canary.fired},
          {"arrived", canary.arrived},
          {"ms", canary.ms},
          {"problem", canary.problem.empty() ? Json() : Json(canary.problem)}};
}

Check check_of(const Coverage& coverage) {
  const std::string name = "coverage " + coverage.agent;
  const std::string message = std::to_string(coverage.recorded) + " of " + std::to_string(coverage.calls) +
                              " tool calls in the agent's own transcripts of the last " +
                              std::to_string(kCoverageDays) + " days are recorded, " +
                              std::to_string(coverage.by_hook) + " of them by hooks from start to end";
  if (coverage.recorded == coverage.calls) return {name, "ok", message, ""};
  return {name, "warning", message,
          "galdr import " + coverage.agent + " brings in the rest; galdr setup --check looks at the hooks"};
}

Json json_of(const Coverage& coverage) {
  Json missing = Json::array();
  for (const auto& call : coverage.missing)
    missing.push_back({{"session_id", call.session_id}, {"call_id", call.call_id}, {"tool", call.tool}});
  return {{"agent", coverage.agent}, {"transcripts", coverage.transcripts}, {"sessions", coverage.sessions},
          {"calls", coverage.calls}, {"recorded", coverage.recorded},       {"by_hook", coverage.by_hook},
          {"missing", missing}};
}

/// Whether events come through, and whether they came.
void look_live(const App& app, std::vector<Check>& checks, Json& out) {
  out["live"] = Json::array(), out["coverage"] = Json::array();
  for (const CanaryResult& canary : fire_canaries()) {
    out["live"].push_back(json_of(canary));
    checks.push_back(check_of(canary));
  }
  Reading reading(app);
  Drainer drainer(app.root,
                  Config::load(app.root.config()));  // for its rules: what is compared was made by them
  const Nanos since = realtime_now() - kCoverageDays * 24 * 3600 * kSecond;
  for (const Coverage& coverage : coverage_since(reading.catalog(), since, drainer.rules())) {
    out["coverage"].push_back(json_of(coverage));
    checks.push_back(check_of(coverage));
  }
}

bool is_error(const Check& check) { return check.state == "error"; }

}  // namespace

int doctor(const App& app, bool live) {
  auto checks = run_checks(app.root);
  const HookLog log = read_hook_log(app.root);
  Json out{
      {"healthy", true}, {"checks", Json::array()}, {"hook", {{"empty", log.empty}, {"lost", log.lost}}}};
  for (const Check& check : checks) out["checks"].push_back(json_of(check));
  if (live) look_live(app, checks, out);
  const bool sick = std::any_of(checks.begin(), checks.end(), is_error);
  out["healthy"] = !sick;
  std::string text;
  for (const Check& check : checks) text += line_of(check);
  app.json ? print_json(out) : print(text);
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
      sessions.empty()     ? "`galdr setup` installs the hook; then work with your agent as always"
      : recording > 0      ? "`galdr rec stop` ends the recording; `galdr distill @` makes a skill of it"
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
