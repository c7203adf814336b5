/// Where galdr keeps its files. The layout of the data home is a promise to other programs.
#pragma once
#include <optional>
#include <string>

#include "core/base/home.hpp"

namespace galdr {

/// The data home and the names in it. A value: nothing is opened or made by it.
struct Root {
  std::string dir;  ///< absolute, no trailing slash

  std::string outbox() const { return dir + std::string(kOutboxFile); }
  std::string spill() const { return dir + std::string(kSpillDir); }
  std::string spans() const { return dir + "/spans"; }
  std::string recordings() const { return dir + "/recordings"; }
  std::string verdicts() const { return dir + "/verdicts"; }
  std::string catalog() const { return dir + "/catalog.db"; }
  std::string work() const { return dir + "/work.db"; }
  std::string drafts() const { return dir + "/drafts"; }
  std::string skills() const { return dir + "/skills"; }
  std::string config() const { return dir + "/config.json"; }
  std::string hook_flags() const { return dir + std::string(kHookFlagsFile); }
  std::string hook_log() const { return dir + std::string(kHookLogFile); }
  std::string daemon_pid() const { return dir + "/daemon.pid"; }
  std::string daemon_log() const { return dir + "/daemon.log"; }
  std::string drain_lock() const { return dir + "/drain.lock"; }
};

/// An environment variable's value; an empty one counts as unset.
std::optional<std::string> env(const char* name);
/// GALDR_ROOT, else HOME/.galdr. Nothing where neither is set.
std::optional<Root> find_root();

}  // namespace galdr
