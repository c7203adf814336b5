/// What the user does not want recorded: tools, paths, projects. Decided in the drain, before anything is
/// written.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/event/event.hpp"
#include "core/privacy/path_patterns.hpp"

namespace galdr::store {

/// Denies an event whose call is of a denied tool or names a denied path, and every event of a project that
/// is denied as a whole: its folder is a denied path, or its .galdrignore says `*`. Not thread-safe: it
/// remembers the .galdrignore files that it read, and the folders that it looked at, for as long as a batch
/// lasts.
class Policy {
 public:
  /// `tools`: names, with `*` and `?`. `paths`: patterns as in .galdrignore, told from "/" or "~/"; one
  /// without a slash is a name that is denied anywhere.
  Policy(std::vector<std::string> tools, const std::vector<std::string>& paths);

  /// `cwd`: where the event does not name its folder itself; "" if that is not known either.
  bool denies(const event::Event& event, const std::string& cwd = {});
  /// Is there anything that a call in `cwd` could be denied by?
  bool watches(const std::string& cwd);
  /// Reads .galdrignore files anew.
  void begin_batch();

 private:
  using Patterns = std::shared_ptr<const privacy::PathPatterns>;
  /// What holds in a folder.
  struct Place {
    bool denied = false;             ///< as a whole
    std::vector<Patterns> ignoring;  ///< those of the .galdrignore files in it and above
  };
  std::string folder_of(const std::string& cwd);
  const Place& place_of(const std::string& cwd);
  Patterns ignored_in(const std::string& folder);
  bool denies_tool(const std::string& tool) const;

  std::vector<std::string> tools_;
  privacy::PathPatterns paths_;
  std::map<std::string, Patterns> ignore_files_;  ///< by their folder; only those that there are
  std::map<std::string, Place> places_;           ///< by their normal path
  std::string last_cwd_, last_folder_;
};

}  // namespace galdr::store
