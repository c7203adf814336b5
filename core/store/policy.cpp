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
constexpr std::size_t kLongestPath = 4096;  ///< no system opens a longer one

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

bool is_folder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

}  // namespace

Policy::Policy(std::vector<std::string> tools, const std::vector<std::string>& paths)
    : tools_(std::move(tools)), paths_(paths, "", env("HOME").value_or("")) {}

/// A folder that can be looked for; "" if `cwd` is none. As a rule it is that of the event before.
std::string Policy::folder_of(const std::string& cwd) {
  if (!cwd.starts_with('/') || cwd.size() > kLongestPath) return "";
  if (cwd != last_cwd_) last_folder_ = absolute_path(cwd, "/"), last_cwd_ = cwd;
  return last_folder_;
}

void Policy::begin_batch() {
  ignore_files_.clear();
  places_.clear();
}

Policy::Patterns Policy::ignored_in(const std::string& folder) {
  if (const auto found = ignore_files_.find(folder); found != ignore_files_.end()) return found->second;
  const auto lines = lines_of(folder + "/.galdrignore");
  if (lines.empty()) return nullptr;
  auto patterns = std::make_shared<privacy::PathPatterns>(lines, folder, env("HOME").value_or(""));
  return ignore_files_[folder] = std::move(patterns);
}

/// From the top down, as far as there are folders: a payload may name any path.
const Policy::Place& Policy::place_of(const std::string& cwd) {
  const auto [entry, is_new] = places_.try_emplace(cwd);
  Place& place = entry->second;
  if (!is_new || cwd.empty()) return place;
  place.denied = paths_.cover(cwd);
  for (std::size_t at = cwd.find('/', 1); cwd.size() > 1; at = cwd.find('/', at + 1)) {
    const std::string folder = cwd.substr(0, at);
    if (!is_folder(folder)) break;
    if (auto patterns = ignored_in(folder); patterns && !patterns->empty()) {
      place.denied = place.denied || patterns->cover_all() || patterns->cover(cwd);
      place.ignoring.push_back(std::move(patterns));
    }
    if (at == cwd.npos) break;
  }
  return place;
}

bool Policy::watches(const std::string& cwd) {
  return !tools_.empty() || !paths_.empty() || !place_of(folder_of(cwd)).ignoring.empty();
}

bool Policy::denies_tool(const std::string& tool) const {
  return std::any_of(tools_.begin(), tools_.end(),
                     [&](const std::string& pattern) { return privacy::matches_name(pattern, tool); });
}

bool Policy::denies(const event::Event& event, const std::string& cwd) {
  const std::string own = folder_of(event.cwd);
  const Place& place = place_of(own.empty() ? folder_of(cwd) : own);
  if (place.denied) return true;
  if (event.tool.empty()) return false;
  if (denies_tool(event.tool)) return true;
  if (paths_.empty() && place.ignoring.empty()) return false;
  const auto paths = called_paths(event, own.empty() ? folder_of(cwd) : own);
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return paths_.cover(path) || std::any_of(place.ignoring.begin(), place.ignoring.end(),
                                             [&](const auto& patterns) { return patterns->cover(path); });
  });
}

}  // namespace galdr::store
