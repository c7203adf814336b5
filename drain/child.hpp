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
  bool too_much = false;   ///< it printed more on stdout than was kept
  Nanos took = 0;
};

struct ChildLimits {
  Nanos time;
  std::size_t kept = 64 << 10;  ///< bytes of each stream
  bool kill_at_kept = false;    ///< a child that prints more on stdout is killed
};

/// Runs `argv`, found on PATH, in a session of its own, with `input` on stdin as far as it reads it, and
/// `env` over this process's variables. On Linux it does not outlive this process. Throws Error{io} if it
/// cannot be started.
ChildOutcome run_child(const std::vector<std::string>& argv, const std::map<std::string, std::string>& env,
                       const std::string& input, const ChildLimits& limits);

}  // namespace galdr::drain
