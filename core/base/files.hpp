/// File descriptors and whole files. Everything made here is private: folders 0700, files 0600.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/posix.hpp"

namespace galdr {

/// Owns a file descriptor; closes it once. Move-only.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd() { reset(); }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release();
  void reset();

 private:
  int fd_ = -1;
};

/// open(2) with O_CLOEXEC; throws Error{io} that names `path`.
Fd open_file(const std::string& path, int flags, unsigned mode = 0600);

/// A file's bytes, at most `cap` of them. Nothing if it does not exist; throws Error{io} if it cannot be
/// read, Error{invalid} if it is larger than `cap` or no regular file.
std::optional<std::string> read_file(const std::string& path, std::size_t cap = std::size_t{64} << 20);
/// Replaces `path`, a file of galdr's own, by a synced file of these bytes, 0600, or leaves it as it was. A
/// link is replaced, never followed. Throws Error{io}.
void write_file_atomic(const std::string& path, std::string_view bytes);
/// The same for a file that is the user's or another program's: written through a link, its mode kept.
void write_file_through_link(const std::string& path, std::string_view bytes);

/// Makes `dir` and its missing parents, 0700. Throws Error{io}.
void make_private_dirs(const std::string& dir);
/// fsync of a folder, so that a name in it survives a power cut. Throws Error{io}.
void sync_dir(const std::string& dir);
/// The names in a folder but "." and "..", sorted. Empty if it cannot be read.
std::vector<std::string> names_in(const std::string& dir);
/// Size of a file in bytes, nothing if there is none.
std::optional<std::int64_t> file_size(const std::string& path);
/// "/a/b" of "/a/b/c"; "." of a bare name.
std::string parent_dir(const std::string& path);

}  // namespace galdr
