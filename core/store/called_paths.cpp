#include "core/store/called_paths.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "core/event/json_text.hpp"

namespace galdr::store {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 10;  ///< of a command that are looked through
constexpr std::size_t kLongestPath = 4096;
constexpr int kDeepest = 4;

bool is_path_member(std::string_view key) {
  std::string name;
  for (const char c : key)
    if (c != '_' && c != '-') name += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return name.ends_with("path") || name.ends_with("paths") || name.ends_with("file") ||
         name.ends_with("files") || name.ends_with("filename") || name.ends_with("dir") ||
         name.ends_with("directory") || name == "cwd" || name == "uri" || name == "workdir";
}

bool is_command_member(std::string_view key) {
  constexpr std::array kNames{"command", "cmd", "script", "commandLine", "command_line", "input", "patch"};
  return std::find(kNames.begin(), kNames.end(), key) != kNames.end();
}

class Collector {
 public:
  explicit Collector(const event::Event& event) : cwd_(event.cwd) {}

  void add_path(std::string path) {
    if (path.starts_with("file://")) path.erase(0, 7);
    if (path.empty() || path.size() > kLongestPath || path.find('\n') != path.npos) return;
    paths_.push_back(absolute_path(path, cwd_));
  }

  /// Every word that could be a path; what follows a '=' or a ':' could be one too.
  void add_words(std::string_view command) {
    command = command.substr(0, kMostBytes);
    constexpr std::string_view kBetween = " \t\r\n;&|<>()'\"`,=:{}";
    for (std::size_t at = 0; at < command.size();) {
      const std::size_t begin = std::min(command.find_first_not_of(kBetween, at), command.size());
      at = std::min(command.find_first_of(kBetween, begin), command.size());
      if (at > begin && command[begin] != '-') add_path(std::string(command.substr(begin, at - begin)));
    }
  }

  void add_member(std::string_view key, std::string_view json, int depth) {
    if (depth > kDeepest) return;
    for (const auto& field : event::json_fields(json)) add_member(field.key, field.value, depth + 1);
    for (const auto element : event::json_elements(json)) add_member(key, element, depth + 1);
    auto text = event::json_string(json);
    if (!text) return;
    if (is_command_member(key)) return add_words(*text);
    if (is_path_member(key)) add_path(std::move(*text));
  }

  std::vector<std::string> take() { return std::move(paths_); }

 private:
  std::string cwd_;
  std::vector<std::string> paths_;
};

}  // namespace

std::string absolute_path(const std::string& path, const std::string& cwd) {
  const char* home = path.starts_with("~/") ? std::getenv("HOME") : nullptr;
  const std::filesystem::path full =
      home != nullptr ? std::filesystem::path(home) / path.substr(2) : std::filesystem::path(cwd) / path;
  std::string normal = full.lexically_normal().string();
  if (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

std::vector<std::string> called_paths(const event::Event& event) {
  Collector collector(event);
  collector.add_member("input", event.input, 0);
  return collector.take();
}

}  // namespace galdr::store
