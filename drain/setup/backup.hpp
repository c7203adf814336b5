/// What `galdr setup` remembers of a config file that it changed, so that it can be put back byte for byte.
///
/// GALDR_ROOT/setup/<agent>-<hash of the config's path>: .original holds the bytes as they were (no such file
/// where there was no config), .json the rest. Writer and reader: setup.cpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/base/paths.hpp"
#include "drain/setup/hook_entries.hpp"

namespace galdr::drain::setup {

struct Backup {
  Content original;
  std::vector<std::string> made_dirs;  ///< folders that setup made for the config file, outermost first
  std::string written;                 ///< SHA-256, hex, of the config as setup left it
};

class BackupStore {
 public:
  BackupStore(const Root& root, const Agent& agent, std::string config);
  /// Nothing if there is none. Throws Error{corrupt} if its record cannot be understood, Error{io}.
  std::optional<Backup> load() const;
  void save(const Backup& backup) const;  ///< Throws Error{io}.
  void drop() const;                      ///< Throws Error{io}.

 private:
  std::string dir_, base_, agent_, config_;
};

}  // namespace galdr::drain::setup
