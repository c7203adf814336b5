/// A child process that is fed, listened to and waited for.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/base/clock.hpp"

namespace galdr::drain {

struct ChildOutcome {
  int status = 0;  ///< exit status, or 128 + signal
  std::string out, err;
  bool timed_out = false;  ///< it was killed, with all that it had started
  Nanos took = 0;
};

/// Runs `argv`, found on PATH, in a session of its own, with `input` (at most 16 KB) on stdin and `env` over
/// this process's variables. Throws Error: io if it cannot be started, invalid if `input` is too long.
ChildOutcome run_child(const std::vector<std::string>& argv, const std::map<std::string, std::string>& env,
                       const std::string& input, Nanos limit);

}  // namespace galdr::drain
