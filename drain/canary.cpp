#include "drain/canary.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/ulid.hpp"
#include "core/store/sessions.hpp"
#include "drain/app.hpp"
#include "drain/child.hpp"
#include "drain/drainer.hpp"
#include "drain/setup/agents.hpp"
#include "drain/setup/command.hpp"
#include "drain/setup/hook_entries.hpp"
#include "drain/temporary_root.hpp"

namespace galdr::drain {
namespace {

using setup::Agent;

constexpr Nanos kLimit = 10 * kSecond;

/// Does for a plugin what opencode does. Node takes the text as a module whatever package.json is around it.
constexpr char kPluginHost[] = R"(
import { readFileSync } from "node:fs"
const { plugin, session, cwd } = JSON.parse(readFileSync(0, "utf8"))
const code = readFileSync(plugin).toString("base64")
const { Galdr } = await import(typeof Bun === "undefined" ? "data:text/javascript;base64," + code : plugin)
const hooks = await Galdr({ project: { id: "global" }, directory: cwd, worktree: "/" })
const info = { id: session, directory: cwd }
await hooks.event({ event: { type: "session.created", properties: { sessionID: session, info } } })
)";

/// What to run, and what to hand it.
struct Shot {
  std::vector<std::string> argv;
  std::string input;
};

std::string json_text(const std::string& text, bool quoted) {
  const std::string json =
      nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return quoted ? json : json.substr(1, json.size() - 2);
}

void fill_in(std::string& text, const std::string& place, const std::string& value) {
  for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + value.size()))
    text.replace(at, place.size(), value);
}

std::string current_folder() {
  std::error_code error;
  const auto path = std::filesystem::current_path(error);
  return error ? "/" : path.string();
}

std::string shell_of(const Agent& agent) {
  return agent.canary.shell == "$SHELL" ? env("SHELL").value_or("/bin/sh") : std::string(agent.canary.shell);
}

/// A root that the command itself sets would get the canary, so that is left out.
std::optional<Shot> command_shot(const Agent& agent, const std::string& content, const std::string& session) {
  for (const auto& entry : setup::hook_entries(agent, content)) {
    if (entry.event != agent.canary.event) continue;
    std::string payload(agent.canary.payload);
    fill_in(payload, "{session}", session);
    fill_in(payload, "{cwd}", json_text(current_folder(), false));
    return Shot{{shell_of(agent), "-c", setup::without_variable(entry.command, "GALDR_ROOT")}, payload};
  }
  return std::nullopt;
}

std::optional<Shot> plugin_shot(const std::string& plugin, const std::string& session) {
  const std::string input = "{\"plugin\":" + json_text(plugin, true) + ",\"session\":\"" + session +
                            "\",\"cwd\":" + json_text(current_folder(), true) + "}";
  if (const auto node = setup::programs_on_path("node"); !node.empty())
    return Shot{{node[0], "--input-type=module", "-e", kPluginHost}, input};
  if (const auto bun = setup::programs_on_path("bun"); !bun.empty())
    return Shot{{bun[0], "-e", kPluginHost}, input};
  return std::nullopt;
}

bool has_arrived(const Root& root, Drainer& drainer, const std::string& session) {
  const auto lock = store::DrainLock::acquire(root, kSecond);
  if (!lock) return false;
  while (!drainer.run_batch(*lock).idle()) {
  }
  const auto sessions = store::Sessions(drainer.catalog().db()).all();
  return std::any_of(sessions.begin(), sessions.end(),
                     [&](const store::Session& found) { return found.session_id == session; });
}

std::string said(const std::string& text) { return "\"" + shortened(printable(text), 80) + "\""; }

std::string problem_of(const ChildOutcome& ran, bool arrived) {
  if (ran.timed_out) return "it did not end within " + std::to_string(kLimit / kSecond) + " s";
  if (ran.status != 0)
    return "it ended with status " + std::to_string(ran.status) +
           (ran.err.empty() ? "" : ": " + said(ran.err));
  if (ran.out.find_first_not_of(" \r\n") != std::string::npos && ran.out != "{}" && ran.out != "{}\n")
    return "it said " + said(ran.out) + " to the agent, which acts on that";
  if (!ran.err.empty()) return "it complained: " + said(ran.err);
  if (arrived) return "";
  return env("GALDR_HOOK_OFF").value_or("0") != "0"
             ? "the event did not arrive: GALDR_HOOK_OFF is set here"
             : "the event did not arrive, and the command told nothing";
}

void shoot(const Shot& shot, const std::string& session, CanaryResult& result) {
  const TemporaryRoot temporary("canary");
  Drainer drainer(temporary.root(), {});
  drainer.outbox();  // made now: an agent waits for that only once
  const ChildOutcome ran = run_child(shot.argv, {{"GALDR_ROOT", temporary.root().dir}}, shot.input, {kLimit});
  result.fired = true;
  result.exit_status = ran.status;
  result.ms = ran.took / kMilli;
  result.arrived = has_arrived(temporary.root(), drainer, session);
  result.problem = problem_of(ran, result.arrived);
}

/// Nothing where the agent has no hooks of galdr's.
std::optional<CanaryResult> fire(const Agent& agent) {
  CanaryResult result{.agent = std::string(agent.name)};
  try {
    const std::string config = setup::config_path(agent, false);
    const auto content = read_file(config);
    if (!setup::has_hooks(agent, content)) return std::nullopt;
    const std::string session = "galdr-canary-" + std::string(new_ulid(realtime_now()).view());
    const bool plugin = agent.plugin != nullptr;
    const auto shot = plugin ? plugin_shot(config, session) : command_shot(agent, *content, session);
    if (shot) {
      shoot(*shot, session, result);
    } else {
      result.problem = plugin ? "not run: there is no node or bun to run the plugin"
                              : "not run: no entry of galdr's at " + std::string(agent.canary.event);
    }
  } catch (const Error& error) {
    result.problem = error.what();
  }
  return result;
}

}  // namespace

std::vector<CanaryResult> fire_canaries() {
  std::vector<CanaryResult> results;
  for (const Agent* agent : setup::agents()) {
    if (auto result = fire(*agent)) results.push_back(std::move(*result));
  }
  return results;
}

}  // namespace galdr::drain
