#include "core/base/paths.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>

namespace galdr {
namespace {

/// `path` from the root folder of the file system, without trailing slashes.
std::string absolute(std::string path) {
  char here[PATH_MAX];
  if (path.front() != '/' && ::getcwd(here, sizeof here) != nullptr) path = std::string(here) + "/" + path;
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace

std::optional<std::string> env(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

std::optional<Root> find_root() {
  if (auto root = env("GALDR_ROOT")) return Root{absolute(std::move(*root))};
  if (auto home = env("HOME")) return Root{absolute(std::move(*home)) + "/.galdr"};
  return std::nullopt;
}

bool is_own_dir(const std::string& dir) {
  struct stat info {};
  return ::stat(dir.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == ::geteuid();
}

}  // namespace galdr
