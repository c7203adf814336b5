/// The daemon's life: start, serve, stop.
#pragma once
#include <string>

#include "core/base/config.hpp"
#include "core/base/paths.hpp"
#include "drain/drainer.hpp"
#include "drain/pidfile.hpp"

namespace galdr::drain {

struct Started {
  bool already = false;  ///< one was running
  pid_t pid = 0;
};
/// Starts it in the background and returns once it is ready. Throws Error with its own words if it could not
/// start.
Started start_daemon(const Root& root);
/// Serves in this process until SIGTERM or SIGINT. Throws Error{busy} if a daemon is running.
void serve_foreground(const Root& root);

}  // namespace galdr::drain
