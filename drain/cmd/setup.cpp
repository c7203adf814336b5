#include "drain/cmd/setup.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/paths.hpp"
#include "drain/setup/agents.hpp"
#include "drain/setup/command.hpp"
#include "drain/setup/setup.hpp"

namespace galdr::drain::cmd {
namespace {

using setup::Agent;

/// What came of one agent.
struct Row {
  const Agent* agent;
  std::string config, state;
  std::vector<std::string> problems;
};

setup::Target target_of(const Agent& agent, bool project) {
  const auto root = find_root();
  if (!root) {
    throw Error(
        ErrorCode::invalid,
        "HOME is not set: set it, or name galdr's own folder by GALDR_ROOT and the agent's by its variable");
  }
  return {agent, setup::config_path(agent, project), setup::hook_program(), *root};
}

Row run_one(const Agent& agent, const SetupOptions& options, const SetupStreams& streams) {
  Row row{&agent, "", "refused", {}};
  try {
    row.config = setup::config_path(agent, options.project);
    const setup::Target target = target_of(agent, options.project);
    if (options.undo) {
      row.state = name_of(setup::undo(target));
      return row;
    }
    const auto done = options.check ? setup::State::unchanged : setup::install(target);
    setup::Inspection seen = setup::inspect(target);
    row.state = name_of(options.check ? seen.state : done);
    row.problems = std::move(seen.problems);
  } catch (const Error& error) {
    streams.err << "galdr setup: " << agent.name << ": " << error.what() << "\n";
  }
  return row;
}

/// How to call `galdr setup` for it again.
std::string call_of(const Row& row, const SetupOptions& options) {
  return "`galdr setup " + std::string(row.agent->name) + (options.project ? " --project" : "");
}

std::string sentence(const Row& row, const SetupOptions& options) {
  if (row.state == "installed" || row.state == "updated") {
    return "hooks " + row.state + " in " + row.config + ": sessions that start from now on are recorded. " +
           call_of(row, options) + " --undo` takes them out again";
  }
  if (row.state == "unchanged") return "hooks are in place in " + row.config;
  if (row.state == "removed") return "hooks taken out of " + row.config;
  if (row.state == "outdated")
    return "hooks in " + row.config + " need " + call_of(row, options) + "`, or a look:";
  return "no hooks of galdr's in " + row.config;
}

void show(const std::vector<Row>& rows, const SetupOptions& options, const SetupStreams& streams) {
  for (const Row& row : rows) {
    if (row.state == "refused") continue;
    streams.out << row.agent->name << ": " << sentence(row, options) << "\n";
    for (const std::string& problem : row.problems) streams.out << "  " << problem << "\n";
  }
}

void show_json(const std::vector<Row>& rows, const SetupStreams& streams) {
  auto list = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    list.push_back({{"agent", row.agent->name},
                    {"found", setup::is_found(*row.agent)},
                    {"config", row.config},
                    {"state", row.state},
                    {"problems", row.problems}});
  }
  const nlohmann::ordered_json all{{"agents", std::move(list)}};
  streams.out << all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
}

std::vector<Row> run_all(const std::vector<const Agent*>& chosen, const SetupOptions& options,
                         const SetupStreams& streams) {
  std::vector<Row> rows;
  for (const Agent* agent : chosen) rows.push_back(run_one(*agent, options, streams));
  options.json ? show_json(rows, streams) : show(rows, options, streams);
  return rows;
}

int print_fragments(const std::vector<const Agent*>& chosen, const SetupOptions& options,
                    const SetupStreams& streams) {
  for (const Agent* agent : chosen) {
    const setup::Target target = target_of(*agent, options.project);
    streams.err << "To be added to " << target.config << ":\n";
    streams.out << setup::fragment(target);
  }
  return 0;
}

std::vector<const Agent*> found_agents() {
  std::vector<const Agent*> found;
  for (const Agent* agent : setup::agents()) {
    if (setup::is_found(*agent)) found.push_back(agent);
  }
  return found;
}

bool agreed(const Agent& agent, const SetupOptions& options, const SetupStreams& streams) {
  streams.err << (options.undo ? "Take galdr's hooks out of " : "Add galdr's hooks to ")
              << setup::config_path(agent, options.project) << " (" << agent.name << ")? [y/N] "
              << std::flush;
  std::string answer;
  std::getline(streams.in, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

/// Is there anything to ask about an agent in this state?
bool is_open(const Row& row, const SetupOptions& options) {
  if (row.state == "refused") return false;
  return row.state != (options.undo ? "absent" : "unchanged");
}

/// Shows the state of each, and asks about those that could be changed.
int ask(const std::vector<Row>& rows, const SetupOptions& options, const SetupStreams& streams) {
  std::vector<const Agent*> agreed_to;
  bool asked = false;
  for (const Row& row : rows) {
    if (!is_open(row, options)) continue;
    asked = true;
    if (agreed(*row.agent, options, streams)) agreed_to.push_back(row.agent);
  }
  if (!asked) streams.err << "galdr setup: nothing to do\n";
  const auto done = run_all(agreed_to, options, streams);
  return std::any_of(done.begin(), done.end(), [](const Row& row) { return row.state == "refused"; }) ? 1 : 0;
}

/// Nobody was named: shows the agents that were found, and asks about each, or says what could be named.
int offer(const SetupOptions& options, const SetupStreams& streams) {
  const std::vector<const Agent*> found = found_agents();
  if (found.empty()) {
    streams.err << "galdr setup: no agent was found; name one to set it up all the same: "
                << setup::agent_names() << "\n";
    return 2;
  }
  SetupOptions look = options;
  look.check = true;
  look.undo = false;
  const auto rows = run_all(found, look, streams);
  if (streams.may_ask && !options.json) return ask(rows, options, streams);
  streams.err << "galdr setup: nothing was changed; name agents (`galdr setup " << found.front()->name
              << "`), or give --all for all that are found\n";
  return 2;
}

/// The agents that were named, or with --all those that are meant by it. Throws Error{not_found} for an
/// unknown name.
std::vector<const Agent*> named_agents(const SetupOptions& options) {
  if (options.all && options.undo) return {setup::agents().begin(), setup::agents().end()};
  if (options.all || options.agents.empty()) return found_agents();
  std::vector<const Agent*> named;
  for (const std::string& name : options.agents) {
    const Agent* agent = setup::agent_named(name);
    if (agent == nullptr) {
      throw Error(ErrorCode::not_found,
                  "no agent is called " +
                      nlohmann::json(name).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) +
                      "; known are: " + setup::agent_names());
    }
    if (std::find(named.begin(), named.end(), agent) == named.end()) named.push_back(agent);
  }
  return named;
}

int run(const SetupOptions& options, const SetupStreams& streams) {
  const auto chosen = named_agents(options);
  if (options.print) return print_fragments(chosen, options, streams);
  if (options.agents.empty() && !options.all && !options.check) return offer(options, streams);
  const auto rows = run_all(chosen, options, streams);
  if (rows.empty())
    streams.err << "galdr setup: no agent was found; known are: " << setup::agent_names() << "\n";
  if (options.check && rows.empty()) return 1;
  return std::all_of(rows.begin(), rows.end(),
                     [&](const Row& row) {
                       return row.state == "unchanged" || (!options.check && row.state != "refused");
                     })
             ? 0
             : 1;
}

}  // namespace

int setup(const SetupOptions& options, const SetupStreams& streams) {
  try {
    if (options.check + options.print + options.undo > 1) {
      throw Error(ErrorCode::not_found, "--check, --print and --undo exclude each other");
    }
    return run(options, streams);
  } catch (const Error& error) {
    streams.err << "galdr setup: " << error.what() << "\n";
    return error.code() == ErrorCode::not_found ? 2 : 1;
  }
}

int setup(const SetupOptions& options) {
  const bool may_ask = ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
  return setup(options, {std::cin, std::cout, std::cerr, may_ask});
}

}  // namespace galdr::drain::cmd
