/// `galdr setup` for one agent: its hooks into its config file, out of it again, or a look at them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/paths.hpp"
#include "drain/setup/agents.hpp"

namespace galdr::drain::setup {

enum class State {
  installed,  ///< the entries were put in
  updated,    ///< entries of ours were there and were set right
  unchanged,  ///< all is as it should be
  removed,    ///< the entries were taken out
  absent,     ///< there is no entry of ours
  outdated,   ///< there are some, and something is wrong with them
};
std::string_view name_of(State state);

struct Target {
  const Agent& agent;
  std::string config;   ///< absolute path of the agent's config file
  std::string program;  ///< absolute path of galdr-hook
  Root root;            ///< where the backup is kept
};

struct Inspection {
  State state = State::absent;        ///< unchanged, absent or outdated
  std::vector<std::string> problems;  ///< what differs or keeps hooks from running; a line each
};

/// Each throws Error, and leaves the file as it is: invalid if it cannot be understood; refused if it is a
/// link to nothing or another user's; busy if somebody else keeps changing it; corrupt for a damaged backup;
/// io.
State install(const Target& target);
/// Puts back what was there before the first install; where the file was edited since, takes out only our
/// entries.
State undo(const Target& target);
Inspection inspect(const Target& target);

/// The JSON to add by hand instead.
std::string fragment(const Target& target);

}  // namespace galdr::drain::setup
