/// Patterns of paths, by the rules of gitignore (git-scm.com/docs/gitignore): `#` comments, `!` takes back, a
/// slash anchors, `*` stays within a name, `**` does not, and what covers a folder covers all below it.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace galdr::privacy {

/// Linear in the path's length. Movable, not copyable.
class PathPatterns {
 public:
  /// `base`: the absolute folder that the patterns are told from; "" for "/". A pattern that begins with "~/"
  /// is below `home`. Lines that cannot be compiled are left out.
  PathPatterns(const std::vector<std::string>& lines, const std::string& base, const std::string& home);
  ~PathPatterns();
  PathPatterns(PathPatterns&&) noexcept;
  PathPatterns& operator=(PathPatterns&&) noexcept;

  bool empty() const { return patterns_.empty(); }
  /// Is the path, absolute and without "." and "..", covered?
  bool cover(std::string_view path) const;
  /// Does a pattern cover everything in the base folder?
  bool cover_all() const { return cover_all_; }

 private:
  struct Pattern {
    std::unique_ptr<re2::RE2> path;
    bool takes_back = false;
  };
  std::vector<Pattern> patterns_;
  bool cover_all_ = false;
};

/// Does `name` match the pattern, of which `*` and `?` are the only special characters?
bool matches_name(std::string_view pattern, std::string_view name);

}  // namespace galdr::privacy
