/// A folder of skills, changed by one process at a time: each skill in it is whole, or as it was.
///
/// A change is made ready under a name that no agent reads and put in place by one rename. What a crash
/// leaves under such names is cleared by the next change.
#pragma once
#include <string>
#include <vector>

#include "core/base/files.hpp"
#include "core/skill/skill.hpp"

namespace galdr::library {

/// Holds the folder's lock while it lives, where the file system has locks.
class Folder {
 public:
  /// Makes `dir` if it is not there, and waits for its lock. Throws Error: io, or busy after 10 s.
  explicit Folder(std::string dir);

  const std::string& dir() const { return dir_; }
  std::string path_of(const std::string& name) const { return dir_ + "/" + name; }

  /// Makes NAME hold these files, or leaves it as it was; returns the path of its SKILL.md. What stood there
  /// is replaced where it is galdr's: SKILL.md, the references that say so, and the paths in `replaced`;
  /// files that are somebody's own stay. Throws Error{refused} if NAME is not galdr's (its front matter says
  /// metadata.generator, or `ours` is set) or a file would take the place of somebody's own, Error{invalid},
  /// Error{io}.
  std::string put(const std::string& name, const skill::Files& files,
                  const std::vector<std::string>& replaced = {}, bool ours = false);
  /// Moves the folder NAME, whatever it holds, to `to`, which is not there yet. Throws Error{io}.
  void move_out(const std::string& name, const std::string& to);
  /// Moves the folder `from` to NAME, which is not there yet. Throws Error{io}.
  void move_in(const std::string& from, const std::string& name);

  /// Removes the folder NAME with whatever it holds. Throws Error{io}.
  void drop(const std::string& name);

 private:
  bool is_there(const std::string& name, bool ours) const;
  void mend() const;

  std::string dir_;
  Fd lock_;
  bool locked_ = false;
};

/// Can it be a skill's folder in a folder of skills?
bool is_folder_name(const std::string& name);
/// Is there a regular file, no link?
bool is_regular(const std::string& path);
/// Is there a folder, no link, whose SKILL.md says that galdr made it?
bool is_galdrs(const std::string& folder);

/// Clears what a crash left in `dir`, if anything is there. Throws Error{io}.
void mend(const std::string& dir);
/// Makes `dir`/NAME hold these files, as Folder::put.
std::string write(const std::string& dir, const std::string& name, const skill::Files& files);

}  // namespace galdr::library
