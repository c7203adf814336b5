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
  int timeout = 0;
};

/// A member of the config that keeps all hooks from running when it has this value: `object`.`key`, or `key`
/// at the top where `object` is empty.
struct OffSwitch {
  std::string_view object = {}, key = {}, value = {};
};

/// How an agent's config file writes hooks: {"hooks": {EVENT: [ENTRY…]}} with
/// ENTRY = {"hooks": [HANDLER…]} where grouped, else HANDLER.
/// HANDLER = {"type": "command", <command_key>: "…", <timeout_key>: 10}.
struct HookShape {
  bool grouped = false;
  bool typed = true;         ///< a handler says "type": "command"
  bool versioned = false;    ///< the file says "version": 1
  bool names_event = false;  ///< the command names the event, because the payload does not
  std::string_view command_key = "command";
  std::string_view timeout_key = "timeout";  ///< empty: the agent knows no such thing
  int second = 1;                            ///< in the unit of its timeouts
  OffSwitch off_switch = {};
};

/// An event that makes no call, for `galdr doctor --live` to send as the agent would.
struct CanaryEvent {
  std::string_view event = {};
  std::string_view payload = {};  ///< {session} and {cwd} stand for text of JSON strings
  std::string_view shell = {};    ///< that the agent runs commands with; "$SHELL": the user's own
};

struct Agent {
  std::string_view name;            ///< as in `galdr-hook --agent`
  std::string_view program;         ///< what users run
  std::string (*user_dir)();        ///< its folder; throws Error{invalid} where the environment does not tell
  std::string_view user_config;     ///< below user_dir
  std::string_view project_config;  ///< below a project's folder
  HookShape shape = {};
  std::vector<HookEvent> events = {};
  CanaryEvent canary = {};
  bool own_file = false;  ///< the config file is galdr's alone
  /// The text of a plugin that runs galdr-hook at this path, for an agent without hook entries; or null.
  std::string (*plugin)(const std::string& program) = nullptr;
  /// What else keeps the hooks of this config from running, a line each; may be null. Throws Error{io}.
  std::vector<std::string> (*obstacles)(const Agent& agent, const std::string& config,
                                        const std::string& text) = nullptr;
};

const Agent& claude_code();
const Agent& codex();
const Agent& copilot();
const Agent& cursor();
const Agent& gemini_cli();
const Agent& opencode();
const Agent& windsurf();

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
