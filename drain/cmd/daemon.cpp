#include "drain/daemon.hpp"

#include <csignal>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/version.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/status.hpp"

namespace galdr::drain::cmd {
namespace {

int lsb_code(const std::string& state) {
  return state == "running" ? 0 : state == "stale" ? 1 : state == "not_running" ? 3 : 4;
}

std::string sentence(const Stopped& stopped) {
  const std::string pid = "pid " + std::to_string(stopped.pid);
  switch (stopped.outcome) {
    case StopOutcome::not_running:
      return "not running";
    case StopOutcome::stale_cleaned:
      return "not running; a stale daemon.pid (" + pid + ") was cleaned";
    case StopOutcome::terminated:
      return "stopped, " + pid;
    case StopOutcome::killed:
      return "killed, " + pid + ": it did not end by itself within the grace";
  }
  return "";
}

}  // namespace

int daemon_start(const App& app, bool foreground) {
  if (foreground) return serve_foreground(app.root), kDone;
  const Started started = start_daemon(app.root);
  if (app.json)
    return print_json({{"state", "running"}, {"pid", started.pid}, {"already", started.already}}), kDone;
  print((started.already ? "already running, pid " : "started, pid ") + std::to_string(started.pid) + "\n");
  return kDone;
}

int daemon_stop(const App& app, std::int64_t grace_seconds) {
  const Stopped stopped = stop_daemon(app.root, grace_seconds * kSecond);
  if (app.json) {
    print_json(
        {{"outcome", name_of(stopped.outcome)}, {"pid", stopped.pid > 0 ? Json(stopped.pid) : Json()}});
  } else {
    print(sentence(stopped) + "\n");
  }
  return kDone;
}

int daemon_restart(const App& app, std::int64_t grace_seconds) {
  stop_daemon(app.root, grace_seconds * kSecond);
  return daemon_start(app, false);
}

int daemon_reload(const App& app) {
  const DaemonProbe probe = probe_daemon(app.root);
  if (probe.state != DaemonState::running) throw Error(ErrorCode::not_found, "the daemon is not running");
  if (::kill(probe.identity.pid, SIGHUP) != 0) throw errno_error("cannot signal the daemon");
  if (app.json) return print_json({{"pid", probe.identity.pid}}), kDone;
  print("told pid " + std::to_string(probe.identity.pid) + " to read its settings again\n");
  return kDone;
}

int daemon_status(const App& app) {
  const Status s = look(app.root);
  const bool known = s.state != "not_running";
  const auto oldest = s.counts.oldest_ts ? Json((realtime_now() - *s.counts.oldest_ts) / kSecond) : Json();
  if (app.json) {
    print_json({{"state", s.state},
                {"pid", known && s.identity.pid > 0 ? Json(s.identity.pid) : Json()},
                {"version", known ? Json(s.identity.version) : Json()},
                {"started_at", known ? Json(s.identity.started_at) : Json()},
                {"last_progress_at", time_or_null(s.last_progress_at)},
                {"backlog", s.counts.pending + s.spill_files},
                {"dead", s.counts.dead},
                {"denied", s.denied},
                {"oldest_age_s", oldest},
                {"damaged_copies", s.damaged_copies.size()},
                {"problem", s.problem.empty() ? Json() : Json(s.problem)}});
    return lsb_code(s.state);
  }
  std::string text = s.state == "not_running" ? "not running"
                     : s.state == "stale" ? "not running; daemon.pid is stale (`galdr daemon stop` cleans it)"
                                          : s.state + ", pid " + std::to_string(s.identity.pid) + ", since " +
                                                s.identity.started_at + ", version " + s.identity.version;
  text += "\nwaiting: " + std::to_string(s.counts.pending + s.spill_files) +
          "   dead: " + std::to_string(s.counts.dead);
  if (s.counts.oldest_ts) text += "   oldest: " + age(realtime_now() - *s.counts.oldest_ts);
  if (s.last_progress_at) text += "   last progress: " + age(realtime_now() - *s.last_progress_at) + " ago";
  if (s.state == "stuck")
    text += "\nstuck: work waits and nothing moves; cure: `galdr daemon stop`, then `galdr daemon start`";
  if (!s.damaged_copies.empty())
    text += "\noutbox.db was damaged and made anew; what could not be read is kept: see `galdr doctor`";
  if (!s.problem.empty()) text += "\n" + s.problem;
  print(text + "\n");
  return lsb_code(s.state);
}

int daemon_logs(const App& app) {
  print(read_file(app.root.daemon_log() + ".1").value_or("") + read_file(app.root.daemon_log()).value_or(""));
  return kDone;
}

}  // namespace galdr::drain::cmd
