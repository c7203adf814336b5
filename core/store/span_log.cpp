#include "core/store/span_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "core/base/digest.hpp"
#include "core/base/error.hpp"
#include "core/base/fault.hpp"
#include "core/store/sync.hpp"

namespace galdr::store {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;
constexpr std::size_t kMostQueued = std::size_t{256} << 10;  ///< bytes for one file
constexpr std::size_t kMostOpen = 128;  ///< of a batch's files: some systems let a process have 256

/// Letters, digits and hyphens of `text`, in lower case: file systems that fold case must not fold sessions.
std::string safe_prefix(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text.substr(0, most)) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    out += upper ? static_cast<char>(c - 'A' + 'a') : kept ? c : '_';
  }
  return out;
}

bool is_number(const std::string& name, std::size_t digits) {
  return name.size() == digits && name.find_first_not_of("0123456789") == std::string::npos;
}

/// "2026/11", … : the folders that hold span files.
std::vector<std::string> months_in(const std::string& dir) {
  std::vector<std::string> months;
  for (const auto& year : names_in(dir)) {
    if (!is_number(year, 4)) continue;
    for (const auto& month : names_in(dir + "/" + year))
      if (is_number(month, 2)) months.push_back(year + "/" + month);
  }
  return months;
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && std::string_view(text).substr(text.size() - end.size()) == end;
}

}  // namespace

std::string span_file_name(std::string_view agent, std::string_view session_id) {
  const std::string both = std::string(agent) + '\0' + std::string(session_id);
  return safe_prefix(agent, 16) + "-" + safe_prefix(session_id, 24) + "-" + sha256_hex(both).substr(0, 16) +
         ".jsonl";
}

std::string SpanLog::locate(std::string_view agent, std::string_view session_id, Nanos ts) const {
  const std::string name = span_file_name(agent, session_id);
  for (const auto& month : months_in(dir_))
    if (::access(path(month + "/" + name).c_str(), F_OK) == 0) return month + "/" + name;
  const std::string day = format_utc(ts);
  return day.substr(0, 4) + "/" + day.substr(5, 2) + "/" + name;
}

std::vector<SpanFile> SpanLog::files() const {
  std::vector<SpanFile> all;
  for (const auto& month : months_in(dir_)) {
    const Fd folder(::open(path(month).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (const auto& name : names_in(path(month))) {
      struct stat info {};
      if (ends_with(name, ".jsonl") &&
          ::fstatat(folder.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode))
        all.push_back({month + "/" + name, info.st_size});
    }
  }
  return all;
}

std::int64_t SpanLog::size(const std::string& file) const { return file_size(path(file)).value_or(0); }

std::int64_t SpanLog::read(const std::string& file, std::int64_t from,
                           const std::function<void(std::string_view, std::int64_t)>& use) const {
  const Fd fd(::open(path(file).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd && errno == ENOENT) return 0;
  if (!fd) throw errno_error("cannot open " + path(file));
  std::string buffer;
  std::int64_t at = from;  // file offset of buffer[0]
  for (;;) {
    const std::size_t had = buffer.size();
    buffer.resize(had + kChunk);
    const ssize_t n = ::pread(fd.get(), buffer.data() + had, kChunk, at + static_cast<std::int64_t>(had));
    if (n < 0) throw errno_error("cannot read " + path(file));
    buffer.resize(had + static_cast<std::size_t>(n));
    if (n == 0) return at;
    std::size_t begin = 0;
    for (std::size_t newline = buffer.find('\n', had); newline != std::string::npos;
         newline = buffer.find('\n', begin)) {
      use(std::string_view(buffer).substr(begin, newline - begin), at + static_cast<std::int64_t>(begin));
      begin = newline + 1;
    }
    buffer.erase(0, begin);
    at += static_cast<std::int64_t>(begin);
  }
}

std::string SpanLog::read_at(const std::string& file, std::int64_t offset, std::int64_t length) const {
  const Fd fd = open_file(path(file), O_RDONLY | O_NOFOLLOW);
  std::string bytes(static_cast<std::size_t>(length), '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    const ssize_t n =
        ::pread(fd.get(), bytes.data() + got, bytes.size() - got, offset + static_cast<std::int64_t>(got));
    if (n < 0) throw errno_error("cannot read " + path(file));
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  bytes.resize(got);
  return bytes;
}

void SpanLog::cut(const std::string& file, std::int64_t bytes) const {
  if (::truncate(path(file).c_str(), bytes) != 0)
    throw errno_error("cannot cut the torn end of " + path(file));
}

std::int64_t SpanBatch::add(const std::string& file, std::int64_t end_of_file, std::string_view line) {
  const auto [found, is_new] = pending_.try_emplace(file);
  Pending& pending = found->second;
  if (is_new) pending.end_of_file = end_of_file;
  const auto offset = pending.end_of_file + pending.bytes;
  const auto length = static_cast<std::int64_t>(line.size()) + 1;
  pending.lines.append(line).push_back('\n');
  pending.bytes += length;
  bytes_ += length;
  if (pending.lines.size() >= kMostQueued) append(file, pending);
  return offset;
}

Fd SpanBatch::append(const std::string& file, Pending& pending) {
  const std::string path = log_.path(file);
  const bool is_new = pending.end_of_file == 0;
  if (is_new) make_private_dirs(parent_dir(path));
  Fd fd = open_file(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW);
  pending.begun = true;
  const std::string_view lines = pending.lines;
  fault_point("append");
  const bool written = write_all(fd.get(), lines.substr(0, lines.size() / 2)) &&
                       (fault_point("append_torn"), true) &&
                       write_all(fd.get(), lines.substr(lines.size() / 2));
  if (!written) throw errno_error("cannot write " + path);
  pending.lines.clear();
  if (is_new)
    for (std::string dir = parent_dir(path); dir.size() >= log_.dir().size(); dir = parent_dir(dir))
      new_in_.insert(dir);
  return fd;
}

/// Appends to the files from `from` on, as many as may be open at once, and syncs them. Where it stopped.
SpanBatch::Files::iterator SpanBatch::write_some(Files::iterator from) {
  std::vector<Fd> open;
  for (; from != pending_.end() && open.size() < kMostOpen; ++from)
    open.push_back(append(from->first, from->second));
  if (const int error = sync_all(open); error != 0) {
    errno = error;
    throw errno_error("cannot sync the span files in " + log_.dir());
  }
  return from;
}

void SpanBatch::write() {
  try {
    for (auto at = pending_.begin(); at != pending_.end();) at = write_some(at);
    for (const auto& dir : new_in_) sync_dir(dir);
  } catch (...) {
    undo();
    throw;
  }
  pending_.clear();  // nothing to be undone any more
}

void SpanBatch::undo() noexcept {
  for (const auto& [file, pending] : pending_) {
    if (!pending.begun) continue;
    const Fd fd(::open(log_.path(file).c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (fd) [[maybe_unused]]
      const int cut = ::ftruncate(fd.get(), pending.end_of_file);
  }
}

}  // namespace galdr::store
