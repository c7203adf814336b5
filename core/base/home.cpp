#include "core/base/home.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace galdr {
namespace {

/// A variable's value; an empty one counts as unset.
std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

/// Adds `path` from the root folder of the file system, without trailing slashes.
void add_absolute(std::string_view path, PathText& out) {
  char here[4096];
  if (path.front() != '/' && ::getcwd(here, sizeof here) != nullptr) out.add(here).add("/");
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  out.add(path);
}

}  // namespace

PathText path_in(std::string_view dir, std::string_view name) {
  PathText path;
  path.add(dir).add(name);
  return path;
}

bool find_home(PathText& dir) {
  const auto root = variable("GALDR_ROOT"), home = variable("HOME");
  if (root.empty() && home.empty()) return false;
  add_absolute(root.empty() ? home : root, dir);
  if (root.empty()) dir.add("/.galdr");
  return dir.good();
}

bool is_own_dir(const char* dir) {
  struct stat info {};
  return ::stat(dir, &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == ::geteuid();
}

}  // namespace galdr
