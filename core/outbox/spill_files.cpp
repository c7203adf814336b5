#include "core/outbox/spill_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "core/base/files.hpp"
#include "core/base/ulid.hpp"
#include "core/outbox/spill.hpp"

namespace galdr::outbox {
namespace {

constexpr std::size_t kMaxSpill = std::size_t{1} << 30;

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

/// Removes the files in `dir` whose names begin so and that are older than a minute.
void sweep(const std::string& dir, std::string_view beginning) {
  const Nanos old = realtime_now() - 60 * kSecond;
  for (const auto& name : names_in(dir)) {
    const std::string path = dir + "/" + name;
    struct stat info {};
    if (!name.starts_with(beginning) || ::lstat(path.c_str(), &info) != 0) continue;
    if (info.st_mtim.tv_sec < old / kSecond) ::unlink(path.c_str());
  }
}

}  // namespace

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

void sweep_unfinished(const Root& root) {
  sweep(root.spill(), ".tmp-");
  sweep(root.dir, "outbox.db.new-");
}

std::optional<Row> read_spill(const std::string& path) {
  const auto bytes = read_file(path, kMaxSpill);
  if (!bytes || bytes->compare(0, kSpillMagic.size(), kSpillMagic) != 0) return std::nullopt;
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
      spill_checksum(before_sum, body.substr(0, envelope), row.payload) != sum)
    return std::nullopt;
  return row;
}

}  // namespace galdr::outbox
