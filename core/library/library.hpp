/// The skills that galdr installed, their versions, and what was done to them.
///
/// A skill is a folder in the folder of skills; galdr's notes on it are GALDR_ROOT/skills/NAME/ (versions/,
/// history.jsonl, removed/). The folder is the truth: the notes follow it. Every change is made under the
/// lock of the folder of skills, and a kill at any moment leaves the skill as it was or as it was to be.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/base/paths.hpp"
#include "core/library/history.hpp"
#include "core/library/versions.hpp"

namespace galdr::library {

class Folder;

/// How things are with one skill.
struct Standing {
  enum class Place {
    absent,   ///< no folder of that name
    galdrs,   ///< its SKILL.md says so, or is a version that galdr keeps, edited or not
    damaged,  ///< it was installed, and what is left of it has no SKILL.md
    foreign,  ///< somebody else's: never touched
  };
  Place place = Place::absent;
  std::string version;      ///< that the folder holds; "" if it is edited or not galdr's
  std::string edited_from;  ///< the version that was changed by hand; "" if none was
  std::vector<Deed> deeds;
};

struct Change {
  std::string path;       ///< of the SKILL.md in force
  std::string version;    ///< in force from now on
  std::string kept_edit;  ///< what was changed by hand was kept as this version; "" if nothing was
  bool changed = true;    ///< false: it was in force already
};

struct Removal {
  std::string version;
  std::vector<std::string> links;  ///< that went, too
};

class Library {
 public:
  /// Throws Error{invalid} if the folder of skills is within the root.
  Library(const Root& root, std::string skills_root);

  std::string folder_of(const std::string& name) const { return skills_root_ + "/" + name; }
  /// Installed skills of galdr's, and those that it has notes of; sorted.
  std::vector<std::string> names() const;
  Standing look(const std::string& name) const;
  Versions versions(const std::string& name) const;
  /// The version that `text` names: a hash, or the beginning of one. Throws Error{not_found} if none or
  /// several are meant.
  std::string version_named(const std::string& name, const std::string& text) const;
  /// What `rollback` goes to: the version that came into force before the one that is. Throws
  /// Error{not_found} if there is none.
  std::string version_before(const std::string& name) const;

  // All throw Error{refused} if the skill is not galdr's, Error{io}; what was edited by hand is kept as a
  // version first.

  Change install(const std::string& name, const skill::Files& files, const std::string& by,
                 const std::string& model = "");
  /// Throws Error{not_found} if the skill is not installed.
  Change rollback(const std::string& name, const std::string& version);
  /// `link_dirs`: the folders in which agents may have links to it. Throws Error{not_found}.
  Removal remove(const std::string& name, const std::vector<std::string>& link_dirs);
  /// Puts a removed skill back as it was, or that version of it, and the links that went with it. Throws
  /// Error{not_found} if nothing was kept, Error{refused} if the name is taken.
  Change restore(const std::string& name, const std::string& version = "");

 private:
  std::string notes_of(const std::string& name) const { return notes_ + "/" + name; }
  History history(const std::string& name) const;
  std::optional<std::string> held_version(const std::string& name, const std::vector<Deed>& deeds) const;
  std::vector<std::string> brought(const std::string& name, const std::vector<Deed>& deeds) const;
  bool is_edited(const std::string& name, const std::vector<Deed>& deeds) const;
  void clear_damaged(Folder& folder, const std::string& name, Standing& standing);
  std::string take_in(const std::string& name, Standing& standing);
  void note(const std::string& name, const Deed& deed) const;
  std::string last_removed(const std::string& name) const;
  void put_links_back(const std::string& name, const Standing& standing) const;

  std::string notes_, skills_root_;
};

}  // namespace galdr::library
