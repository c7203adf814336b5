/// The coding agents that `galdr setup` knows.
///
/// Another agent is a file of its own that describes it, and a line in the list of agents.cpp.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace galdr::drain::setup {

/// An event to be told of, by the agent's name for it, and how long its hook may take, in the agent's own
/// unit.
struct HookEvent {
  std::string_view name;
  int timeout;
};

/// How an agent's config file writes hooks: {"hooks": {EVENT: [ENTRY…]}} with
/// ENTRY = {"hooks": [HANDLER…]} where grouped, else HANDLER.
/// HANDLER = {"type": "command", <command_key>: "…", <timeout_key>: 10}.
struct HookShape {
  bool grouped;
  std::string_view command_key, timeout_key;
  int longest_timeout;          ///< a longer one is taken for a mistake, most likely of the unit
  std::string_view off_switch;  ///< top-level key that turns all hooks off when true; may be empty
};

struct Agent {
  std::string_view name;            ///< as in `galdr-hook --agent`
  std::string_view program;         ///< what users run
  std::string (*user_dir)();        ///< its folder; throws Error{invalid} where the environment does not tell
  std::string_view user_config;     ///< below user_dir
  std::string_view project_config;  ///< below a project's folder
  HookShape shape;
  std::vector<HookEvent> events;
};

const Agent& claude_code();

std::span<const Agent* const> agents();
/// Null for a name that is not known.
const Agent* agent_named(std::string_view name);
/// "claude-code, codex": for messages.
std::string agent_names();
/// Is it on this machine: has it a folder or its program a place on PATH?
bool is_found(const Agent& agent);
/// Absolute path of its config file: the user's, or that of the project in the current folder.
std::string config_path(const Agent& agent, bool project);

/// Absolute paths of the executable files called `name`, in the order of PATH. Relative folders in PATH are
/// left out.
std::vector<std::string> programs_on_path(std::string_view name);
/// "$HOME/`name`". Throws Error{invalid} where HOME is unset.
std::string below_home(std::string_view name);

}  // namespace galdr::drain::setup
