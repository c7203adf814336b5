#include "core/outbox/spill_attempts.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/outbox/spill_files.hpp"

namespace galdr::outbox {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;

std::string path_in(const std::string& dir) { return dir + "/.attempts"; }

/// What cannot be read counts for nothing: the files are taken all the same.
std::string read_counts(const std::string& dir) {
  try {
    return read_file(path_in(dir), kMostBytes).value_or("");
  } catch (const Error&) {
    return "";
  }
}

}  // namespace

SpillAttempts::SpillAttempts(std::string dir, std::size_t most, bool beside_rows) : dir_(std::move(dir)) {
  std::istringstream lines(read_counts(dir_));
  std::string name;
  for (std::int64_t times = 0; lines >> name >> times;)
    if (::access((dir_ + "/" + name).c_str(), F_OK) == 0) before_[name] = times;
  if (beside_rows && !before_.empty()) return;
  names_ = list_spills(dir_, most);
  names_.erase(std::remove_if(names_.begin(), names_.end(),
                              [&](const auto& n) { return ::access((dir_ + "/" + n).c_str(), R_OK) != 0; }),
               names_.end());
  if (!before_.empty() && names_.size() > 1) names_.resize(1);
  if (names_.empty()) return;
  Counts now = before_;
  for (const auto& n : names_) now[n] += 1;
  store(now);
}

SpillAttempts::~SpillAttempts() {
  if (!names_.empty()) store(before_);
}

std::int64_t SpillAttempts::before(const std::string& name) const {
  const auto found = before_.find(name);
  return found == before_.end() ? 0 : found->second;
}

void SpillAttempts::finish() {
  for (const auto& name : names_) before_.erase(name);
}

/// Neither synced nor atomic: it is there for who comes after a kill, not after a power cut.
void SpillAttempts::store(const Counts& counts) const noexcept {
  const std::string path = path_in(dir_);
  if (counts.empty()) {
    ::unlink(path.c_str());
    return;
  }
  std::string text;
  for (const auto& [name, times] : counts) text += name + " " + std::to_string(times) + "\n";
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (fd) write_all(fd.get(), text);
}

}  // namespace galdr::outbox
