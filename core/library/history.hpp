/// What was done to one skill: GALDR_ROOT/skills/NAME/history.jsonl, a line a deed, only ever appended.
///
/// The skill's folder is the truth about what is installed; this is how it came to be. A deed that a crash
/// cut off may have no line: then the next one says what was found.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"

namespace galdr::library {

struct Deed {
  Nanos at = 0;
  std::string did;      ///< "install", "edit", "rollback", "remove", "restore" or "found"
  std::string version;  ///< the hash of what is in force from then on; of what was removed
  std::string by =
      {};  ///< what it was made by: "distill", "author", "draft", "folder"; "" where that says nothing
  std::vector<std::string> links = {};  ///< of a removal: the links to it that went, too
};

class History {
 public:
  explicit History(std::string path) : path_(std::move(path)) {}
  /// Oldest first. Lines that are torn or of another kind are left out.
  std::vector<Deed> read() const;
  /// On the disk when it returns. Throws Error{io}.
  void append(const Deed& deed) const;

 private:
  std::string path_;
};

/// The versions that were in force, the earliest first, each once.
std::vector<std::string> versions_in(const std::vector<Deed>& deeds);
/// What should be installed after these; nothing if it was removed, or never was there.
std::optional<std::string> in_force(const std::vector<Deed>& deeds);
/// The version that was in force at that time, by the same.
std::optional<std::string> in_force_at(const std::vector<Deed>& deeds, Nanos at);

}  // namespace galdr::library
