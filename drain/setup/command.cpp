#include "drain/setup/command.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <climits>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "drain/setup/agents.hpp"

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

namespace galdr::drain::setup {
namespace {

constexpr std::string_view kHook = "galdr-hook";

struct Word {
  std::string text;
  std::size_t begin = 0;
};

/// Takes one word of /bin/sh off `command` from `at` on, quotes undone.
Word take_word(std::string_view command, std::size_t& at) {
  Word word{"", at};
  char quote = 0;
  for (; at < command.size(); ++at) {
    const char c = command[at];
    if (quote == 0 && std::string_view(" \t\n;&|<>()").find(c) != std::string_view::npos) break;
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == '\\' && quote != '\'' && at + 1 < command.size()) {
      word.text += command[++at];
    } else {
      word.text += c;
    }
  }
  return word;
}

/// The words of the first simple command, up to an operator.
std::vector<Word> first_words(std::string_view command) {
  std::vector<Word> words;
  for (std::size_t at = 0;;) {
    at = std::min(command.find_first_not_of(" \t", at), command.size());
    const std::size_t begin = at;
    Word word = take_word(command, at);
    if (at == begin) return words;
    words.push_back(std::move(word));
  }
}

bool is_assignment(const std::string& word) {
  const auto name = word.substr(0, word.find('='));
  if (name.size() == word.size() || name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0)
    return false;
  return std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

/// Index of the word that names the program; the number of words if there is none.
std::size_t program_index(const std::vector<Word>& words) {
  std::size_t i = 0;
  while (i < words.size() && is_assignment(words[i].text)) ++i;
  return i;
}

std::string own_program() {
  char path[PATH_MAX];
#ifdef __APPLE__
  uint32_t size = sizeof path;
  if (::_NSGetExecutablePath(path, &size) != 0)
    throw Error(ErrorCode::io, "cannot tell where galdr is installed");
  return path;
#else
  const ssize_t n = ::readlink("/proc/self/exe", path, sizeof path);
  if (n < 0) throw errno_error("cannot tell where galdr is installed: /proc/self/exe");
  return {path, static_cast<std::size_t>(n)};
#endif
}

bool same_file(const std::string& a, const std::string& b) {
  struct stat one {};
  struct stat other {};
  return ::stat(a.c_str(), &one) == 0 && ::stat(b.c_str(), &other) == 0 && one.st_dev == other.st_dev &&
         one.st_ino == other.st_ino;
}

}  // namespace

std::string shell_word(const std::string& text) {
  constexpr std::string_view kPlain = "_./+-:@%,=";
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return (c < 0x80 && std::isalnum(c) != 0) || kPlain.find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

void require_utf8(const std::string& program) {
  try {
    static_cast<void>(nlohmann::json(program).dump());
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::invalid,
                "the path of " + std::string(kHook) + " is not UTF-8, so no config file can hold it");
  }
}

std::string hook_command(const std::string& program, std::string_view agent, std::string_view event) {
  require_utf8(program);
  std::string command = shell_word(program) + " --agent " + shell_word(std::string(agent));
  if (!event.empty()) command += " --event " + shell_word(std::string(event));
  return command + " || exit 0";
}

bool runs_hook(std::string_view command, std::string_view agent) {
  const auto words = first_words(command);
  const auto at = program_index(words);
  if (at == words.size()) return false;
  const std::string& program = words[at].text;
  if (program.substr(program.rfind('/') + 1) != kHook) return false;
  for (std::size_t i = at + 1; i < words.size(); ++i) {
    if (words[i].text == "--agent=" + std::string(agent)) return true;
    if (words[i].text == "--agent" && i + 1 < words.size() && words[i + 1].text == agent) return true;
  }
  return false;
}

std::string updated_command(std::string_view command, const std::string& wanted) {
  const auto words = first_words(command);
  return std::string(command.substr(0, words.at(program_index(words)).begin)) + wanted;
}

std::string without_variable(std::string_view command, std::string_view name) {
  const auto words = first_words(command);
  const std::string set = std::string(name) + "=";
  std::string out(command);
  for (std::size_t i = program_index(words); i-- > 0;) {
    if (words[i].text.starts_with(set)) out.erase(words[i].begin, words[i + 1].begin - words[i].begin);
  }
  return out;
}

std::string hook_program() { return hook_program(own_program()); }

std::string hook_program(const std::string& galdr) {
  const std::string beside = parent_dir(galdr) + "/" + std::string(kHook);
  const auto on_path = programs_on_path(kHook);
  if (on_path.empty() || std::find(on_path.begin(), on_path.end(), beside) != on_path.end()) return beside;
  const bool there = ::access(beside.c_str(), F_OK) == 0;
  for (const std::string& other : on_path) {
    if (!there || same_file(beside, other)) return other;
  }
  return beside;
}

std::string program_fault(const std::string& program) {
  struct stat info {};
  if (::stat(program.c_str(), &info) != 0) return program + ": " + std::strerror(errno);
  if (!S_ISREG(info.st_mode) || ::access(program.c_str(), X_OK) != 0) return program + " cannot be run";
  return "";
}

}  // namespace galdr::drain::setup
