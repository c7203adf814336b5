#include "core/gate/danger.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "core/distill/commands.hpp"
#include "core/distill/text.hpp"

namespace galdr::gate {
namespace {

using distill::contains;
using distill::Simple;

using Words = std::vector<std::string>;

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool any(const Words& words, bool (*holds)(const std::string&)) {
  return std::any_of(words.begin(), words.end(), holds);
}

// A short flag such as -rf holds `letter`, or the long one is there.
bool has_flag(const Words& args, char letter, std::string_view name) {
  return std::any_of(args.begin(), args.end(), [&](const std::string& a) {
    const bool brief = a.size() > 1 && a[0] == '-' && a[1] != '-';
    return a == name || (brief && a.find(letter) != std::string::npos);
  });
}

bool is_everything(const std::string& path) {
  constexpr std::array<std::string_view, 16> kAll = {
      "/",       "/*",       "~",         "~/",    "~/*",  "$HOME", "$HOME/", "$HOME/*",
      "${HOME}", "${HOME}/", "${HOME}/*", "/home", "/usr", "/etc",  "/var",   "/home/*"};
  return one_of(path, kAll);
}

bool is_device(const std::string& path) {
  for (const std::string_view disk :
       {"/dev/sd", "/dev/nvme", "/dev/hd", "/dev/vd", "/dev/disk", "/dev/mmcblk", "/dev/xvd"}) {
    if (path.rfind(disk, 0) == 0) return true;
  }
  return false;
}

bool writes_device(const std::string& word) {
  return word.rfind("of=/dev/", 0) == 0 && word != "of=/dev/null";
}
bool is_root(const std::string& word) { return word == "/" || word == "/*"; }
bool is_open_mode(const std::string& word) { return word == "777" || word == "0777" || word == "a+rwx"; }

bool is_shell(const std::string& program) {
  constexpr std::array<std::string_view, 11> kShells = {"sh",     "bash",    "zsh",  "dash", "ksh", "fish",
                                                        "python", "python3", "perl", "node", "ruby"};
  return one_of(program, kShells);
}

bool is_download(const Simple& s) {
  return distill::program_of(s) == "curl" || distill::program_of(s) == "wget";
}

// A shell that is told to run what a download prints: bash -c "$(curl …)", eval "$(wget …)", bash <(curl …).
bool runs_download(const std::string& program, const Words& args) {
  if (!is_shell(program) && program != "eval" && program != "source") return false;
  return any(args, [](const std::string& a) {
    return contains(a, "$(curl") || contains(a, "$(wget") || contains(a, "`curl");
  });
}

std::string danger_of(const Simple& simple) {
  const std::string program = distill::program_of(simple);
  const Words args = distill::arguments_of(simple);
  const bool recursive = has_flag(args, 'r', "--recursive") || has_flag(args, 'R', "--recursive");
  if (program == "rm" && recursive && any(args, is_everything))
    return "removes everything below a root or home folder";
  if (program == "dd" && any(args, writes_device)) return "writes to a device";
  if (program.rfind("mkfs", 0) == 0) return "makes a file system";
  if (any(simple.files, is_device)) return "writes to a disk";
  if (program == "chmod" && recursive && any(args, is_open_mode) && any(args, is_root))
    return "opens every file to everybody";
  if (runs_download(program, args)) return "runs what it downloads";
  return "";
}

bool pipes_download(const std::vector<Simple>& commands) {
  bool downloaded = false;
  for (const Simple& simple : commands) {
    downloaded = is_download(simple) || (downloaded && simple.piped);
    if (downloaded && simple.piped && is_shell(distill::program_of(simple))) return true;
  }
  return false;
}

bool is_fork_bomb(std::string_view line) {
  std::string packed;
  for (const char c : line) {
    if (c != ' ' && c != '\t') packed += c;
  }
  return contains(packed, ":(){:|:&};:") || contains(packed, "(){:|:&}");
}

}  // namespace

std::string danger_in(std::string_view line) {
  if (is_fork_bomb(line)) return "is a fork bomb";
  const std::vector<Simple> commands = distill::parse_shell(line);
  if (pipes_download(commands)) return "runs what it downloads";
  if (contains(line, "bash <(curl") || contains(line, "sh <(curl")) return "runs what it downloads";
  for (const Simple& simple : commands) {
    const std::string danger = danger_of(simple);
    if (!danger.empty()) return danger;
  }
  return "";
}

}  // namespace galdr::gate
