/// What the user does not want recorded: tools, paths, projects. Decided in the drain, before anything is
/// written.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/event/event.hpp"
#include "core/privacy/path_patterns.hpp"

namespace galdr::store {

/// Denies an event whose call is of a denied tool or names a denied path, and every event of a project that
/// is denied as a whole: its folder is a denied path, or its .galdrignore says `*`. Not thread-safe: it
/// remembers the .galdrignore files that it read, for as long as a batch lasts.
class Policy {
 public:
  /// `tools`: names, with `*` and `?`. `paths`: patterns as in .galdrignore, told from "/" or "~/"; one
  /// without a slash is a name that is denied anywhere.
  Policy(std::vector<std::string> tools, const std::vector<std::string>& paths);

  bool denies(const event::Event& event);
  /// Reads .galdrignore files anew.
  void begin_batch() { ignore_files_.clear(); }

 private:
  const privacy::PathPatterns& ignored_in(const std::string& folder);
  bool watches_paths(const std::string& cwd);
  bool denies_path(const std::string& path, const std::string& cwd);
  bool denies_project(const std::string& cwd);
  bool denies_tool(const std::string& tool) const;

  std::vector<std::string> tools_;
  privacy::PathPatterns paths_;
  std::map<std::string, privacy::PathPatterns> ignore_files_;  ///< by their folder; empty where there is none
};

}  // namespace galdr::store
