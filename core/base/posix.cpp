#include "core/base/posix.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/fixed_text.hpp"

namespace galdr {

bool write_all(int fd, std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool make_dirs(std::string_view dir) noexcept {
  PathText path;
  if (dir.empty() || !path.add(dir).good()) {
    errno = dir.empty() ? ENOENT : ENAMETOOLONG;
    return false;
  }
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return true;
  const auto slash = dir.find_last_of('/');
  if (errno != ENOENT || slash == std::string_view::npos || slash == 0) return false;
  if (!make_dirs(dir.substr(0, slash))) return false;
  return ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST;
}

}  // namespace galdr
