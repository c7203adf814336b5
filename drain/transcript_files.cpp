#include "drain/transcript_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/event/transcript.hpp"

namespace galdr::drain {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargest = std::size_t{1} << 30;

Nanos changed_at(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return 0;
  return static_cast<Nanos>(info.st_mtim.tv_sec) * kSecond + info.st_mtim.tv_nsec;
}

/// What the agent calls the folder of its transcripts, as "/projects"; "" if it has none.
std::string folder_name(std::string_view agent) {
  const auto folder = event::transcript_folder(agent);
  return folder ? folder->substr(folder->rfind('/')) : "";
}

/// The folder of transcripts that `path` holds, lies in or is.
std::string base_of(std::string_view agent, const std::string& path) {
  const std::string name = folder_name(agent);
  std::error_code error;
  if (name.empty()) return path;
  if (fs::is_directory(path + name, error)) return path + name;
  const auto at = (path + "/").rfind(name + "/");
  return at == std::string::npos ? path : path.substr(0, at + name.size());
}

}  // namespace

std::vector<TranscriptFile> find_transcripts(std::string_view agent, const std::string& named) {
  std::error_code error;
  std::string path = fs::absolute(named, error).lexically_normal().string();
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) throw Error(ErrorCode::not_found, named + " is not there");
  if (!fs::is_directory(status)) return {{path, changed_at(path)}};
  const std::string base = base_of(agent, path);
  if (base.size() > path.size()) path = base;
  std::vector<TranscriptFile> found;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator entry(path, options, error), end; entry != end;
       entry.increment(error)) {
    if (error) break;
    if (!entry->is_regular_file(error) || entry->is_symlink(error)) continue;
    const std::string file = entry->path().string();
    if (event::is_transcript(agent, entry->path().lexically_relative(base).string()))
      found.push_back({file, changed_at(file)});
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return found;
}

std::vector<TranscriptFile> own_transcripts(std::string_view agent) {
  const auto folder = event::transcript_folder(agent);
  std::error_code error;
  if (!folder || !fs::is_directory(*folder, error)) return {};
  return find_transcripts(agent, *folder);
}

std::string transcript_text(const std::string& path) {
  auto text = read_file(path, kLargest);
  if (!text) throw Error(ErrorCode::io, path + " is not there any more");
  return std::move(*text);
}

std::vector<std::string_view> agents_with_transcripts() {
  return {"claude-code", "codex", "gemini-cli", "copilot", "opencode"};
}

}  // namespace galdr::drain
