#include "core/store/policy.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/files.hpp"
#include "core/base/paths.hpp"
#include "core/store/called_paths.hpp"

namespace galdr::store {
namespace {

constexpr std::size_t kLargest = std::size_t{64} << 10;

/// Lines of a plain file, not through a link: a payload named its folder.
std::vector<std::string> lines_of(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return {};
  std::string text(kLargest, '\0');
  const ssize_t n = ::read(fd.get(), text.data(), text.size());
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// The folder above; "" above "/".
std::string above(const std::string& folder) { return folder.substr(0, folder.rfind('/')); }

}  // namespace

Policy::Policy(std::vector<std::string> tools, const std::vector<std::string>& paths)
    : tools_(std::move(tools)), paths_(paths, "", env("HOME").value_or("")) {}

const privacy::PathPatterns& Policy::ignored_in(const std::string& folder) {
  const auto found = ignore_files_.find(folder);
  if (found != ignore_files_.end()) return found->second;
  privacy::PathPatterns patterns(lines_of(folder + "/.galdrignore"), folder, env("HOME").value_or(""));
  return ignore_files_.emplace(folder, std::move(patterns)).first->second;
}

bool Policy::denies_project(const std::string& cwd) {
  if (!cwd.starts_with('/')) return false;
  if (paths_.cover(cwd)) return true;
  for (std::string folder = absolute_path(cwd, "/"); !folder.empty(); folder = above(folder))
    if (ignored_in(folder).cover_all() || ignored_in(folder).cover(cwd)) return true;
  return false;
}

bool Policy::watches_paths(const std::string& cwd) {
  if (!paths_.empty()) return true;
  for (std::string folder = absolute_path(cwd, "/"); !folder.empty(); folder = above(folder))
    if (!ignored_in(folder).empty()) return true;
  return false;
}

bool Policy::denies_path(const std::string& path, const std::string& cwd) {
  if (paths_.cover(path)) return true;
  for (std::string folder = absolute_path(cwd, "/"); !folder.empty(); folder = above(folder))
    if (!ignored_in(folder).empty() && ignored_in(folder).cover(path)) return true;
  return false;
}

bool Policy::denies_tool(const std::string& tool) const {
  return std::any_of(tools_.begin(), tools_.end(),
                     [&](const std::string& pattern) { return privacy::matches_name(pattern, tool); });
}

bool Policy::denies(const event::Event& event) {
  if (denies_project(event.cwd)) return true;
  if (event.tool.empty()) return false;
  if (denies_tool(event.tool)) return true;
  if (!event.cwd.starts_with('/') || !watches_paths(event.cwd)) return false;
  const auto paths = called_paths(event);
  return std::any_of(paths.begin(), paths.end(),
                     [&](const std::string& path) { return denies_path(path, event.cwd); });
}

}  // namespace galdr::store
