/// `galdr setup`: hook entries merged into the config files of the agents on this machine.
#pragma once
#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace galdr::drain::cmd {

struct SetupOptions {
  std::vector<std::string> agents = {};
  bool all = false, check = false, print = false, undo = false, project = false, json = false;
};

/// Where a command talks to its user.
struct SetupStreams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool may_ask = false;  ///< is there a person at the other end?
};

/// Exit status: 0 done, 1 failed (with --check: something differs), 2 usage.
int setup(const SetupOptions& options, const SetupStreams& streams);
/// With this process's own streams.
int setup(const SetupOptions& options);

}  // namespace galdr::drain::cmd
