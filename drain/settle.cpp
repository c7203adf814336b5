#include "drain/settle.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/event/transcript.hpp"
#include "core/store/sql.hpp"

namespace galdr::drain {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{64} << 20;
constexpr std::int64_t kLongestHeader = std::int64_t{1} << 20;
constexpr std::size_t kMostSubagents = 1000;
constexpr Nanos kSilenceEvery = 60 * kSecond;

/// `path` without links in it, "" if it is not there.
std::string real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), std::free);
  return real ? real.get() : "";
}

bool lies_below(const std::string& dir, const std::string& folder) {
  const std::string real = real_path(dir), home = real_path(folder);
  return !home.empty() && (real + "/").starts_with(home + "/");
}

std::string read_range(int fd, std::int64_t from, std::int64_t to) {
  std::string text(static_cast<std::size_t>(std::max<std::int64_t>(to - from, 0)), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = ::pread(fd, text.data() + done, text.size() - done, from + static_cast<off_t>(done));
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  text.resize(done);
  return text;
}

TranscriptPart read_part(int fd, std::int64_t size, std::int64_t settled) {
  TranscriptPart part;
  part.size = size;
  const std::int64_t from = std::max(settled, size - kMostBytes);
  if (from <= 0) return part.text = read_range(fd, 0, size), part;
  std::string header = read_range(fd, 0, std::min(from, kLongestHeader));
  const std::size_t end = header.find('\n');
  header.resize(end == header.npos ? 0 : end + 1);
  part.skipped = from - static_cast<std::int64_t>(header.size());
  part.text = std::move(header) + read_range(fd, from, size);
  return part;
}

/// Where the transcript lies: an agent that does not say so keeps it in its folder.
std::string place_of(const std::string& path, const std::string& agent) {
  const auto folder = event::transcript_folder(agent);
  return path.starts_with('/') || !folder ? path : *folder + "/" + path;
}

}  // namespace

std::optional<TranscriptPart> read_transcript(const std::string& path, const std::string& folder,
                                              std::int64_t settled) {
  if (!path.starts_with('/') || path.find('\0') != path.npos) return std::nullopt;
  const std::string dir = real_path(parent_dir(path));
  if (dir.empty() || !lies_below(dir, folder)) return std::nullopt;
  const std::string file = dir + path.substr(path.rfind('/'));
  const Fd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) return std::nullopt;
  if (!S_ISREG(info.st_mode) || info.st_uid != ::geteuid()) return std::nullopt;
  return read_part(fd.get(), info.st_size, info.st_size < settled ? 0 : settled);
}

store::Work& Settling::work() {
  if (work_ && work_->has_moved()) work_.reset();
  if (work_) return *work_;
  try {
    return work_.emplace(root_);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::corrupt) throw;
  }
  for (const char* suffix : {"-wal", "-shm"}) ::unlink((root_.work() + suffix).c_str());
  ::rename(root_.work().c_str(), (root_.work() + ".damaged").c_str());
  return work_.emplace(root_);
}

/// Without it transcripts are looked at later or not at all; events are not held up for that.
void Settling::note(const store::Intake& intake, std::int64_t denied) {
  try {
    store::NamedTranscripts placed;
    for (const auto& [path, named] : intake.transcripts()) placed[place_of(path, named.agent)] = named;
    work().follow(placed);
    if (denied > 0) work().count("denied", denied);
  } catch (const std::exception&) {
    work_.reset();
  }
}

void Settling::look(store::Catalog& catalog, store::IntakeRules& rules) {
  for (const auto& transcript : work().due()) {
    look_at(transcript, catalog, rules);
    look_at_subagents(transcript, catalog, rules);
  }
  end_silent_sessions(catalog, rules);
}

void Settling::look_at(store::FollowedTranscript transcript, store::Catalog& catalog,
                       store::IntakeRules& rules) {
  if (transcript.looks_left > 0) --transcript.looks_left;
  const auto folder = event::transcript_folder(transcript.agent);
  const auto size = file_size(transcript.path);
  const bool is_new = size && *size != transcript.size;
  const auto part = folder && is_new ? read_transcript(transcript.path, *folder, transcript.settled)
                                     : std::optional<TranscriptPart>();
  if (part) {
    const auto from = part->skipped > 0 ? part->text.find('\n') + 1 : 0;
    auto told =
        event::read_transcript(transcript.agent, {transcript.path, transcript.session_id, part->text, from},
                               rules.redact, rules.keep);
    std::erase_if(told.events, [&](const event::Event& event) {  // it has no say in others' sessions
      return event.session_id != transcript.session_id;
    });
    store::Immediate transaction(catalog.db());
    store::Intake intake(catalog, root_, rules);
    intake.take_told(std::move(told.events), true);
    intake.write();
    transaction.commit();
    transcript.settled = static_cast<std::int64_t>(told.settled) + (told.settled > from ? part->skipped : 0);
    if (transcript.path.ends_with(".json")) transcript.settled = 0;  // one document, written anew as it grows
    transcript.size = part->size;
  }
  work().put(transcript);
}

void Settling::look_at_subagents(const store::FollowedTranscript& of, store::Catalog& catalog,
                                 store::IntakeRules& rules) {
  const std::string folder = event::subagents_folder(of.agent, of.path, of.session_id);
  if (folder.empty()) return;
  auto names = names_in(folder);
  if (names.size() > kMostSubagents) names.resize(kMostSubagents);
  for (const auto& name : names) {
    if (!name.ends_with(".jsonl")) continue;
    const std::string path = folder + "/" + name;
    const auto known = work().transcript(path);
    if (known && file_size(path) == known->size) continue;
    look_at(known.value_or(store::FollowedTranscript{path, of.agent, of.session_id, 0, -1, 0}), catalog,
            rules);
  }
}

void Settling::end_silent_sessions(store::Catalog& catalog, store::IntakeRules& rules) {
  const Nanos now = realtime_now();
  if (silent_after_ == 0 || now < silence_checked_ + kSilenceEvery) return;
  silence_checked_ = now;
  const auto silent = store::Sessions(catalog.db()).silent_since(now - silent_after_);
  if (silent.empty()) return;
  store::Immediate transaction(catalog.db());
  store::Intake intake(catalog, root_, rules);
  for (const auto& session : silent) intake.end_silent(session);
  note(intake, 0);
  intake.write();
  transaction.commit();
}

}  // namespace galdr::drain
