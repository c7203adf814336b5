#include "core/store/called_paths.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <set>
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
         name.ends_with("directory") || name.ends_with("folder") || name.ends_with("uri") || name == "cwd" ||
         name == "workdir" || name == "source" || name == "destination" || name == "target";
}

bool is_command_member(std::string_view key) {
  constexpr std::array kNames{"command",      "cmd",   "script", "commandLine",
                              "command_line", "input", "patch",  "patchText"};
  return std::find(kNames.begin(), kNames.end(), key) != kNames.end();
}

/// `$HOME` and `${HOME}` as the "~" that a word may begin with.
std::string with_tilde(std::string_view command) {
  std::string text(command);
  for (const std::string_view home : {"${HOME}", "$HOME"})
    for (std::size_t at = text.find(home); at != text.npos; at = text.find(home, at + 1))
      text.replace(at, home.size(), "~");
  return text;
}

class Collector {
 public:
  explicit Collector(const std::string& cwd) : cwd_(cwd) {}

  void add_path(std::string path) {
    if (path.starts_with("file://")) path.erase(0, 7);
    if (path.empty() || path.size() > kLongestPath || path.find('\n') != path.npos) return;
    if (seen_.insert(path).second) paths_.insert(absolute_path(path, cwd_));
  }

  /// Every word that could be a path; what follows a '=' or a ':' could be one too.
  void add_words(std::string_view command) {
    constexpr std::string_view kBetween = " \t\r\n;&|<>()'\"`,=:{}";
    for (std::size_t at = 0; at < command.size();) {
      const std::size_t begin = std::min(command.find_first_not_of(kBetween, at), command.size());
      at = std::min(command.find_first_of(kBetween, begin), command.size());
      if (at > begin && command[begin] != '-') add_path(std::string(command.substr(begin, at - begin)));
    }
  }

  /// Words with spaces in them: what stands in quotes, and what a backslash holds together.
  void add_quoted(std::string_view command) {
    std::string word;
    char quote = 0;
    const auto end = [&] {
      if (word.find(' ') != word.npos) add_path(word);
      word.clear();
    };
    for (std::size_t at = 0; at < command.size(); ++at) {
      const char c = command[at];
      if (quote == 0 && std::string_view(" \t\r\n;&|<>()=").find(c) != std::string_view::npos) {
        end();
      } else if (c == quote || (quote == 0 && (c == '\'' || c == '"'))) {
        quote = c == quote ? '\0' : c;
      } else {
        if (c == '\\' && quote != '\'' && at + 1 < command.size()) ++at;
        word += command[at];
      }
    }
    end();
  }

  /// A patch names its files in lines like "*** Update File: a path".
  void add_patched(std::string_view patch) {
    for (std::size_t at = patch.find("*** "); at != patch.npos; at = patch.find("*** ", at + 1)) {
      std::string_view line = patch.substr(at, patch.find('\n', at) - at);
      const std::size_t path = line.find(": ");
      if (path != line.npos) add_path(std::string(line.substr(path + 2)));
    }
  }

  void add_command(std::string_view text) {
    const std::string command = with_tilde(text.substr(0, kMostBytes));
    add_words(command);
    add_quoted(command);
    add_patched(command);
    add_path(command);  // a tool whose only input is a path
  }

  void add_member(std::string_view key, std::string_view json, int depth) {
    if (depth > kDeepest) return;
    for (const auto& field : event::json_fields(json)) add_member(field.key, field.value, depth + 1);
    for (const auto element : event::json_elements(json)) add_member(key, element, depth + 1);
    auto text = event::json_string(json);
    if (!text) return;
    if (is_command_member(key)) return add_command(*text);
    if (text->starts_with('/') || text->starts_with("~/")) return add_path(std::move(*text));
    if (is_path_member(key)) add_path(std::move(*text));
  }

  std::vector<std::string> take() { return {paths_.begin(), paths_.end()}; }

 private:
  std::string cwd_;
  std::set<std::string> seen_, paths_;
};

}  // namespace

std::string absolute_path(const std::string& path, const std::string& cwd) {
  const char* home = path.starts_with("~/") ? std::getenv("HOME") : nullptr;
  const std::filesystem::path full = home != nullptr ? std::filesystem::path(home) / path.substr(2)
                                                     : std::filesystem::path("/") / cwd / path;
  std::string normal = full.lexically_normal().string();
  if (normal.size() > 1 && normal.back() == '/') normal.pop_back();
  return normal;
}

std::vector<std::string> called_paths(const event::Event& event, const std::string& cwd) {
  Collector collector(cwd);
  collector.add_member("input", event.input, 0);
  return collector.take();
}

}  // namespace galdr::store
