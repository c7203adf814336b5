/// What `galdr doctor` looks at: each check says what it saw and, where something is wrong, what to do.
#pragma once
#include <string>
#include <vector>

#include "core/base/paths.hpp"

namespace galdr::drain {

struct Check {
  std::string name;
  std::string state;  ///< "ok", "warning" or "error"
  std::string message;
  std::string advice;  ///< empty where all is well
};

std::vector<Check> run_checks(const Root& root);

/// Are galdr's hooks in the users' configs of the agents as they should be? Warns at most: what records is
/// not always installed by `galdr setup`.
Check check_hooks(const Root& root);

/// Are the installed skills there, and read through the links to them?
Check check_skills(const Root& root);

/// What the hook could not record, from hook.log.
struct HookLog {
  std::int64_t empty = 0;  ///< calls with nothing on stdin
  std::int64_t lost = 0;   ///< events that neither outbox.db nor spill/ could take
};
HookLog read_hook_log(const Root& root);

}  // namespace galdr::drain
