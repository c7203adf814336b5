#include "drain/transcripts.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>

#include "core/base/files.hpp"
#include "core/event/transcript.hpp"

namespace galdr::drain {
namespace {

constexpr std::size_t kMostBytes = std::size_t{8} << 20;
constexpr std::size_t kMostCalls = 1000;
constexpr int kMostLooks = 5;

/// `path` without links in it, "" if it is not there.
std::string real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), std::free);
  return real ? real.get() : "";
}

bool lies_below(const std::string& dir, const std::string& folder) {
  const std::string real = real_path(dir), home = real_path(folder);
  return !home.empty() && (real + "/").starts_with(home + "/");
}

std::string read_tail(int fd, std::size_t size) {
  std::string text(std::min(size, kMostBytes), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const auto from = static_cast<off_t>(size - text.size() + done);
    const ssize_t n = ::pread(fd, text.data() + done, text.size() - done, from);
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  text.resize(done);
  return text;
}

const std::string& read_once(const store::ClosedCall& call, std::map<std::string, std::string>& texts) {
  const auto folder = event::transcript_folder(call.end.agent);
  const auto [found, is_new] = texts.try_emplace(call.transcript);
  if (is_new && folder) found->second = read_transcript(call.transcript, *folder).value_or("");
  return found->second;
}

}  // namespace

std::optional<std::string> read_transcript(const std::string& path, const std::string& folder) {
  if (!path.starts_with('/') || path.find('\0') != path.npos) return std::nullopt;
  const std::string dir = real_path(parent_dir(path));
  if (dir.empty() || !lies_below(dir, folder)) return std::nullopt;
  const std::string file = dir + path.substr(path.rfind('/'));
  const Fd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) return std::nullopt;
  if (!S_ISREG(info.st_mode) || info.st_uid != ::geteuid()) return std::nullopt;
  return read_tail(fd.get(), static_cast<std::size_t>(info.st_size));
}

void UnsettledCalls::add(std::vector<store::ClosedCall> calls) {
  for (auto& call : calls) calls_.push_back({std::move(call)});
  while (calls_.size() > kMostCalls) calls_.pop_front();
}

std::vector<event::Event> UnsettledCalls::look(const event::Redactor& redact) {
  std::vector<event::Event> told;
  std::map<std::string, std::string> texts;
  std::erase_if(calls_, [&](Waiting& waiting) {
    const std::string& text = read_once(waiting.call, texts);
    auto end = event::end_in_transcript(waiting.call.end, text, redact);
    if (end) told.push_back(std::move(*end));
    return end || ++waiting.looks == kMostLooks;
  });
  return told;
}

}  // namespace galdr::drain
