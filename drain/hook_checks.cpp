#include "core/base/error.hpp"
#include "drain/checks.hpp"
#include "drain/setup/command.hpp"
#include "drain/setup/setup.hpp"

namespace galdr::drain {
namespace {

/// What is wrong with one agent's hooks, "" if nothing; `installed` grows by those that have some.
std::string fault_of(const setup::Agent& agent, const Root& root, std::string& installed) {
  try {
    const setup::Target target{agent, setup::config_path(agent, false), setup::hook_program(), root};
    const setup::Inspection seen = setup::inspect(target);
    if (seen.state == setup::State::absent) return "";
    installed += (installed.empty() ? "" : ", ") + std::string(agent.name);
    std::string fault;
    for (const std::string& problem : seen.problems) fault += (fault.empty() ? "" : "; ") + problem;
    return fault;
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

Check check_hooks(const Root& root) {
  std::string installed, faults, names;
  for (const setup::Agent* agent : setup::agents()) {
    const std::string fault = fault_of(*agent, root, installed);
    if (fault.empty()) continue;
    faults += (faults.empty() ? "" : ". ") + std::string(agent->name) + ": " + fault;
    names += " " + std::string(agent->name);
  }
  if (!faults.empty()) return {"hooks", "warning", faults, "galdr setup" + names};
  if (installed.empty())
    return {"hooks", "warning", "no agent's user settings have galdr's hooks", "galdr setup"};
  return {"hooks", "ok", installed, ""};
}

}  // namespace galdr::drain
