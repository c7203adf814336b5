#include "core/outbox/spill.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/ulid.hpp"

namespace galdr::outbox {
namespace {

constexpr std::string_view kMagic = "galdr-spill 1 ";
constexpr std::size_t kMaxSpill = std::size_t{1} << 30;

std::uint64_t checksum(std::string_view header, std::string_view envelope, std::string_view payload) {
  return fnv1a64(payload, fnv1a64(envelope, fnv1a64(header)));
}

using Header = FixedText<256>;

void fill_header(Header& header, const Record& r, const Envelope& envelope) {
  header.add(kMagic)
      .add(r.event_id)
      .add(" ")
      .number(envelope.view().size())
      .add(" ")
      .number(r.payload.size())
      .add(" ");
  header.number(checksum(header.view(), envelope.view(), r.payload), 16).add("\n");
}

int open_new(const char* path) {
  return ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

bool fill_file(int fd, const Header& header, const Envelope& envelope, const Record& r,
               Durability durability) {
  const bool written =
      write_all(fd, header.view()) && write_all(fd, envelope.view()) && write_all(fd, r.payload);
  return written && (durability == Durability::process || ::fsync(fd) == 0);
}

/// The words of the header line, split at single spaces.
std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at <= line.size();) {
    const auto space = std::min(line.find(' ', at), line.size());
    words.push_back(line.substr(at, space - at));
    at = space + 1;
  }
  return words;
}

template <typename Int>
bool to_number(std::string_view word, Int& out, int base = 10) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), out, base);
  return error == std::errc{} && end == word.data() + word.size();
}

bool fsync_dir(const char* dir) {
  const int fd = ::open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool done = ::fsync(fd) == 0;
  ::close(fd);
  return done;
}

}  // namespace

bool write_spill(const char* dir, const Record& record, Durability durability) noexcept {
  FixedText<4096> temporary, final_name;
  temporary.add(dir).add("/.tmp-").add(record.event_id);
  final_name.add(dir).add("/").add(record.event_id);
  Envelope envelope;
  fill_envelope(envelope, record);
  Header header;
  fill_header(header, record, envelope);
  if (!temporary.good() || !final_name.good() || !envelope.good() || !header.good()) return false;
  int fd = open_new(temporary.c_str());
  if (fd < 0 && errno == ENOENT && ::mkdir(dir, 0700) == 0) fd = open_new(temporary.c_str());
  if (fd < 0) return false;
  const bool whole = fill_file(fd, header, envelope, record, durability);
  ::close(fd);
  if (whole && ::rename(temporary.c_str(), final_name.c_str()) == 0)
    return durability == Durability::process || fsync_dir(dir);
  ::unlink(temporary.c_str());
  return false;
}

std::vector<std::string> list_spills(const std::string& dir, std::size_t most) {
  std::vector<std::string> spills;
  for (auto& name : names_in(dir)) {
    if (spills.size() == most) break;
    struct stat info {};
    if (is_ulid(name) && ::lstat((dir + "/" + name).c_str(), &info) == 0 && S_ISREG(info.st_mode))
      spills.push_back(std::move(name));
  }
  return spills;
}

void sweep_spills(const std::string& dir) {
  const Nanos old = realtime_now() - 60 * kSecond;
  for (const auto& name : names_in(dir)) {
    const std::string path = dir + "/" + name;
    struct stat info {};
    if (name.rfind(".tmp-", 0) != 0 || ::lstat(path.c_str(), &info) != 0) continue;
    if (info.st_mtim.tv_sec < old / kSecond) ::unlink(path.c_str());
  }
}

std::optional<Row> read_spill(const std::string& path) {
  const auto bytes = read_file(path, kMaxSpill);
  if (!bytes || bytes->compare(0, kMagic.size(), kMagic) != 0) return std::nullopt;
  const auto newline = bytes->find('\n');
  if (newline == std::string::npos || newline > 255) return std::nullopt;
  const std::string_view line(bytes->data(), newline);
  const auto words = words_of(line);
  std::size_t envelope = 0, length = 0;
  std::uint64_t sum = 0;
  const bool good = words.size() == 6 && to_number(words[3], envelope) && to_number(words[4], length) &&
                    to_number(words[5], sum, 16);
  const std::string_view body = std::string_view(*bytes).substr(newline + 1);
  if (!good || envelope > body.size() || body.size() - envelope != length) return std::nullopt;
  Row row;
  row.event_id = words[2];
  row.payload = body.substr(envelope);
  const auto before_sum = line.substr(0, line.size() - words[5].size());
  if (!open_envelope(body.substr(0, envelope), row) ||
      checksum(before_sum, body.substr(0, envelope), row.payload) != sum)
    return std::nullopt;
  return row;
}

}  // namespace galdr::outbox
