#include "core/skill/read.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/files.hpp"

namespace galdr::skill {
namespace {

using Why = Untaken::Why;

constexpr std::string_view kManual = "SKILL.md";

// What version control keeps beside a skill is no part of it.
bool is_repository(std::string_view name) { return name == ".git" || name == ".hg" || name == ".svn"; }

/// Walks a folder by descriptors, so that nobody can put a link in the way.
class Walk {
 public:
  std::optional<Files> read(const Fd& top) {
    entry(top.get(), std::string(kManual), std::string(kManual), 0);  // first: no bound may keep it out
    folder(top.get(), "", 0);
    std::sort(out_.others.begin(), out_.others.end(),
              [](const File& a, const File& b) { return a.path < b.path; });
    return found_ ? std::optional(std::move(out_)) : std::nullopt;
  }

 private:
  void leave(const std::string& path, Why why) {
    found_ = found_ || path == kManual;
    if (out_.untaken.size() < kMostFiles) out_.untaken.push_back({path, why});
  }

  void folder(int fd, const std::string& prefix, std::size_t depth) {
    for (const std::string& name : names(fd)) {
      const std::string path = prefix + name;
      if (path == kManual) continue;
      if (++seen_ > 2 * kMostFiles) return leave(path, Why::too_many);
      entry(fd, name, path, depth);
    }
  }

  void entry(int fd, const std::string& name, const std::string& path, std::size_t depth) {
    struct stat info {};
    if (fstatat(fd, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) leave(path, Why::unreadable);
    } else if (is_repository(name)) {
      leave(path, Why::repository);
    } else if (S_ISLNK(info.st_mode)) {
      leave(path, Why::link);
    } else if (S_ISDIR(info.st_mode)) {
      below(fd, name, path, depth);
    } else if (!S_ISREG(info.st_mode)) {
      leave(path, Why::special);
    } else {
      file(fd, name, path);
    }
  }

  void below(int fd, const std::string& name, const std::string& path, std::size_t depth) {
    if (depth + 1 >= kMostFolders) return leave(path, Why::too_deep);
    const Fd inner(openat(fd, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!inner) return leave(path, Why::unreadable);
    folder(inner.get(), path + "/", depth + 1);
  }

  void file(int fd, const std::string& name, const std::string& path) {
    const Fd opened(openat(fd, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info {};
    if (!opened || fstat(opened.get(), &info) != 0) return leave(path, Why::unreadable);
    if (!S_ISREG(info.st_mode)) return leave(path, Why::special);
    if ((info.st_mode & (S_ISUID | S_ISGID)) != 0) return leave(path, Why::privileged);
    if (out_.others.size() >= kMostFiles) return leave(path, Why::too_many);
    std::string bytes;
    if (const auto why = contents(opened.get(), bytes)) return leave(path, *why);
    total_ += bytes.size();
    if (path == kManual) {
      found_ = true;
      out_.skill_md = std::move(bytes);
    } else {
      out_.others.push_back({path, std::move(bytes), (info.st_mode & S_IXUSR) != 0});
    }
  }

  // Nothing if all of it is in `bytes`.
  std::optional<Why> contents(int fd, std::string& bytes) const {
    constexpr std::size_t kPiece = 64 << 10;
    for (;;) {
      const std::size_t had = bytes.size();
      if (had > kMostFileBytes || total_ + had > kMostBytes) return Why::too_large;
      bytes.resize(had + kPiece);
      const ssize_t n = ::read(fd, bytes.data() + had, kPiece);
      bytes.resize(had + static_cast<std::size_t>(n > 0 ? n : 0));
      if (n == 0) return std::nullopt;
      if (n < 0 && errno != EINTR) return Why::unreadable;
    }
  }

  std::vector<std::string> names(int fd) const {
    std::vector<std::string> out;
    const int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(own < 0 ? nullptr : fdopendir(own), closedir);
    while (const dirent* entry = dir ? readdir(dir.get()) : nullptr) {
      const std::string name = entry->d_name;
      if (name == "." || name == "..") continue;
      out.push_back(name);
      if (out.size() > 2 * kMostFiles) break;
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  Files out_;
  bool found_ = false;
  std::size_t seen_ = 0, total_ = 0;
};

}  // namespace

std::optional<Files> read_folder(const std::string& folder) {
  const Fd top(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!top && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (!top) throw errno_error("cannot open " + folder);
  return Walk().read(top);
}

}  // namespace galdr::skill
