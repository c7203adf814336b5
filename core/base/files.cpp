#include "core/base/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "core/base/error.hpp"

namespace galdr {
namespace {

std::string read_all(int fd, const std::string& path, std::size_t cap) {
  std::string bytes;
  for (;;) {
    const std::size_t had = bytes.size();
    bytes.resize(had + 65536);
    const ssize_t n = ::read(fd, bytes.data() + had, 65536);
    bytes.resize(had + static_cast<std::size_t>(n > 0 ? n : 0));
    if (n == 0) return bytes;
    if (n < 0 && errno != EINTR) throw errno_error("cannot read " + path);
    if (bytes.size() > cap)
      throw Error(ErrorCode::invalid, path + " is larger than " + std::to_string(cap) + " bytes");
  }
}

/// Where a write to `path` must really go: a link is followed, so that it stays one.
std::string resolve_link(const std::string& path) {
  char* real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return path;
  std::string out(real);
  std::free(real);
  return out;
}

void replace_file(const std::string& target, std::string_view bytes, unsigned mode) {
  const std::string temporary = target + ".tmp-" + std::to_string(::getpid());
  Fd fd = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode);
  if (!write_all(fd.get(), bytes) || ::fchmod(fd.get(), mode) != 0 || ::fsync(fd.get()) != 0 ||
      ::rename(temporary.c_str(), target.c_str()) != 0) {
    const Error error = errno_error("cannot write " + target);
    ::unlink(temporary.c_str());
    throw error;
  }
  sync_dir(parent_dir(target));
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.release();
  }
  return *this;
}

int Fd::release() { return std::exchange(fd_, -1); }

void Fd::reset() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Fd open_file(const std::string& path, int flags, unsigned mode) {
  Fd fd(::open(path.c_str(), flags | O_CLOEXEC, mode));
  if (!fd) throw errno_error("cannot open " + path);
  return fd;
}

std::optional<std::string> read_file(const std::string& path, std::size_t cap) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (!fd) throw errno_error("cannot open " + path);
  struct stat info {};
  if (::fstat(fd.get(), &info) == 0 && !S_ISREG(info.st_mode))
    throw Error(ErrorCode::invalid, path + " is no regular file");
  return read_all(fd.get(), path, cap);
}

void write_file_atomic(const std::string& path, std::string_view bytes) { replace_file(path, bytes, 0600); }

void write_file_through_link(const std::string& path, std::string_view bytes) {
  const std::string target = resolve_link(path);
  struct stat info {};
  const bool exists = ::stat(target.c_str(), &info) == 0;
  replace_file(target, bytes, exists ? info.st_mode & 07777u : 0600);
}

void make_private_dirs(const std::string& dir) {
  if (!make_dirs(dir)) throw errno_error("cannot make " + dir);
}

void sync_dir(const std::string& dir) {
  const Fd fd = open_file(dir, O_RDONLY | O_DIRECTORY);
  if (::fsync(fd.get()) != 0 && errno != EINVAL) throw errno_error("cannot sync " + dir);
}

std::vector<std::string> names_in(const std::string& dir) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(dir.c_str()), ::closedir);
  while (folder) {
    const dirent* entry = ::readdir(folder.get());
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::int64_t> file_size(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return info.st_size;
}

std::string parent_dir(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace galdr
