/// What the hook does: read stdin, stamp, append, done. It never fails, never speaks and never waits long.
#pragma once

namespace galdr::hook {

/// Records the event on stdin as the command line says. Whatever happens, there is nothing to report.
void record(int argc, char** argv, char** environment) noexcept;

}  // namespace galdr::hook
