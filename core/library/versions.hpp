/// The versions of one skill that galdr keeps: GALDR_ROOT/skills/NAME/versions/HASH/ with the skill's files,
/// and HASH.json beside it, the model that it was distilled from, where there is one. Never changed once
/// there.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/skill/skill.hpp"

namespace galdr::library {

/// SHA-256, 64 hex digits, of a line for each file, by path: its path, "x" or "-", the SHA-256 of its bytes,
/// with NULs between. The same files have the same hash on every machine.
std::string content_hash(const skill::Files& files);
/// Could it be a version's hash?
bool is_hash(const std::string& text);
/// The paths of the files, sorted.
std::vector<std::string> paths_of(const skill::Files& files);

class Versions {
 public:
  explicit Versions(std::string dir) : dir_(std::move(dir)) {}

  /// Keeps them, whole or not at all; returns their hash. `model`: "" if there is none. Throws Error{io}.
  std::string keep(const skill::Files& files, const std::string& model = "") const;
  /// Nothing if there is no such version, or its files are not what the hash says.
  std::optional<skill::Files> find(const std::string& hash) const;
  /// The same; throws Error{not_found} or Error{corrupt}.
  skill::Files load(const std::string& hash) const;
  /// "" if there is none.
  std::string model(const std::string& hash) const;
  /// Sorted; damaged ones, too.
  std::vector<std::string> all() const;

 private:
  std::string path_of(const std::string& hash) const { return dir_ + "/" + hash; }
  std::string dir_;
};

}  // namespace galdr::library
