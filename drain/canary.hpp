/// Canaries: an event sent through each installed hook, the way its agent would send it, to see it arrive.
///
/// The hook is run with a GALDR_ROOT of the canary's own, and drained there. In the user's root a daemon
/// could take the event within a millisecond and show it as a session; taken from there under drain.lock, it
/// would hold up a drain. So what is proved is the way from the agent's config to a catalog: entry, shell,
/// program, adapter. Whether the user's own root can take events is what the other checks of `galdr doctor`
/// tell.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace galdr::drain {

struct CanaryResult {
  std::string agent = {};
  bool fired = false;  ///< was there something to run it with?
  bool arrived = false;
  int exit_status = 0;
  std::string problem = {};  ///< empty where all is well
  std::int64_t ms = 0;       ///< that the agent would have waited
};

/// For each agent whose user's config has hooks of galdr's, in the order of setup::agents(). What goes wrong
/// is in the results. Takes no longer than 10 s an agent.
std::vector<CanaryResult> fire_canaries();

}  // namespace galdr::drain
