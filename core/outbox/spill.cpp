#include "core/outbox/spill.hpp"

#include <dirent.h>
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

/// Text in a fixed buffer: what does not fit marks it bad. Needs no allocation.
template <std::size_t N>
class FixedText {
 public:
  void add(std::string_view piece) {
    if (piece.size() >= N - size_) {
      good_ = false;
      return;
    }
    std::memcpy(text_ + size_, piece.data(), piece.size());
    size_ += piece.size();
    text_[size_] = '\0';
  }
  template <typename Int>
  void number(Int value, int base = 10) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, base).ptr;
    add({digits, static_cast<std::size_t>(end - digits)});
  }
  bool good() const { return good_; }
  const char* c_str() const { return text_; }
  std::string_view view() const { return {text_, size_}; }

 private:
  char text_[N] = {};
  std::size_t size_ = 0;
  bool good_ = true;
};

std::uint64_t checksum(std::string_view header, std::string_view env, std::string_view payload) {
  return fnv1a64(payload, fnv1a64(env, fnv1a64(header)));
}

using Header = FixedText<512>;

void fill_header(Header& header, const Record& r) {
  header.add(kMagic);
  header.add(r.event_id);
  header.add(" "), header.number(r.ts);
  header.add(" "), header.number(r.boot_ns);
  header.add(" "), header.add(r.agent);
  header.add(" "), header.add(r.event.empty() ? "-" : r.event);
  header.add(r.cut ? " 1 " : " 0 "), header.number(r.bytes);
  header.add(" "), header.number(r.env.size());
  header.add(" "), header.number(r.payload.size());
  header.add(" ");
  header.number(checksum(header.view(), r.env, r.payload), 16);
  header.add("\n");
}

int open_new(const char* path) {
  return ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

bool fill_file(int fd, const Header& header, const Record& r, Durability durability) {
  const bool written = write_all(fd, header.view()) && write_all(fd, r.env) && write_all(fd, r.payload);
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
  temporary.add(dir), temporary.add("/.tmp-"), temporary.add(record.event_id);
  final_name.add(dir), final_name.add("/"), final_name.add(record.event_id);
  Header header;
  fill_header(header, record);
  if (!temporary.good() || !final_name.good() || !header.good()) return false;
  int fd = open_new(temporary.c_str());
  if (fd < 0 && errno == ENOENT && ::mkdir(dir, 0700) == 0) fd = open_new(temporary.c_str());
  if (fd < 0) return false;
  const bool whole = fill_file(fd, header, record, durability);
  ::close(fd);
  if (whole && ::rename(temporary.c_str(), final_name.c_str()) == 0)
    return durability == Durability::process || fsync_dir(dir);
  ::unlink(temporary.c_str());
  return false;
}

std::vector<std::string> list_spills(const std::string& dir, std::size_t most) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(dir.c_str()), ::closedir);
  while (folder) {
    const dirent* entry = ::readdir(folder.get());
    if (entry == nullptr) break;
    if (is_ulid(entry->d_name)) names.emplace_back(entry->d_name);
  }
  const std::size_t kept = std::min(most, names.size());
  std::partial_sort(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(kept), names.end());
  names.resize(kept);
  return names;
}

std::optional<Spilled> read_spill(const std::string& path) {
  const auto bytes = read_file(path, kMaxSpill);
  if (!bytes || bytes->compare(0, kMagic.size(), kMagic) != 0) return std::nullopt;
  const auto newline = bytes->find('\n');
  if (newline == std::string::npos || newline > 511) return std::nullopt;
  const std::string_view line(bytes->data(), newline);
  const auto words = words_of(line);
  if (words.size() != 12) return std::nullopt;
  Spilled s{
      std::string(words[2]), std::string(words[5]), words[6] == "-" ? "" : std::string(words[6]), {}, {}};
  std::size_t env = 0, length = 0;
  std::uint64_t sum = 0;
  const bool good = to_number(words[3], s.ts) && to_number(words[4], s.boot_ns) &&
                    to_number(words[8], s.bytes) && to_number(words[9], env) &&
                    to_number(words[10], length) && to_number(words[11], sum, 16);
  const std::string_view body = std::string_view(*bytes).substr(newline + 1);
  if (!good || env > body.size() || body.size() - env != length) return std::nullopt;
  s.cut = words[7] == "1";
  s.env = body.substr(0, env);
  s.payload = body.substr(env);
  if (checksum(line.substr(0, line.size() - words[11].size()), s.env, s.payload) != sum) return std::nullopt;
  return s;
}

}  // namespace galdr::outbox
