/// The command line of `galdr`.
#pragma once

namespace galdr::drain {

/// Runs one command; returns its exit status.
int run_cli(int argc, char** argv);

}  // namespace galdr::drain
