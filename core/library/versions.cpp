#include "core/library/versions.hpp"

#include <algorithm>

#include "core/base/digest.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/library/folder.hpp"
#include "core/skill/read.hpp"

namespace galdr::library {
namespace {

constexpr std::size_t kHashSize = 64;

std::string line_of(const std::string& path, bool executable, const std::string& text) {
  return path + '\0' + (executable ? "x" : "-") + '\0' + sha256_hex(text) + '\n';
}

}  // namespace

bool is_hash(const std::string& text) {
  return text.size() == kHashSize && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string content_hash(const skill::Files& files) {
  std::vector<std::string> lines = {line_of("SKILL.md", false, files.skill_md)};
  for (const skill::File& file : files.others)
    lines.push_back(line_of(file.path, file.executable, file.text));
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const std::string& line : lines) all += line;
  return sha256_hex(all);
}

std::vector<std::string> paths_of(const skill::Files& files) {
  std::vector<std::string> out = {"SKILL.md"};
  for (const skill::File& file : files.others) out.push_back(file.path);
  std::sort(out.begin(), out.end());
  return out;
}

std::string Versions::keep(const skill::Files& files, const std::string& model) const {
  const std::string hash = content_hash(files);
  if (!find(hash)) {
    Folder folder(dir_);
    if (file_size(path_of(hash))) folder.drop(hash);  // damaged
    folder.put(hash, files);
  }
  if (!model.empty()) write_file_atomic(path_of(hash) + ".json", model);
  return hash;
}

std::optional<skill::Files> Versions::find(const std::string& hash) const {
  if (!is_hash(hash)) return std::nullopt;
  auto files = skill::read_folder(path_of(hash));
  return files && content_hash(*files) == hash ? std::move(files) : std::nullopt;
}

skill::Files Versions::load(const std::string& hash) const {
  if (auto files = find(hash)) return std::move(*files);
  if (!is_hash(hash) || !file_size(path_of(hash)))
    throw Error(ErrorCode::not_found, "there is no version " + hash.substr(0, 12));
  throw Error(ErrorCode::corrupt,
              path_of(hash) + " is not as it was kept, and cannot be put back: name another version");
}

std::string Versions::model(const std::string& hash) const {
  return is_hash(hash) ? read_file(path_of(hash) + ".json").value_or("") : "";
}

std::vector<std::string> Versions::all() const {
  std::vector<std::string> out = names_in(dir_);
  std::erase_if(out, [&](const std::string& name) { return !is_hash(name); });
  return out;
}

}  // namespace galdr::library
