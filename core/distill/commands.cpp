#include "core/distill/commands.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "core/distill/text.hpp"

namespace galdr::distill {
namespace {

using Words = std::vector<std::string>;

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
                     [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

bool is_wrapper(std::string_view word) {
  return one_of(word, {"sudo", "env", "time", "nohup", "command", "exec",  "nice",  "timeout", "stdbuf",
                       "then", "do",  "else", "elif",  "if",      "while", "until", "!",       "{",
                       "}",    "fi",  "done", "npx",   "bunx",    "uvx",   "pipx"});
}

bool is_flag(std::string_view word) { return !word.empty() && word[0] == '-'; }

bool has_flag(const Words& args, std::string_view start) {
  return std::any_of(args.begin(), args.end(), [&](const std::string& a) { return a.rfind(start, 0) == 0; });
}

// The words that are neither flags nor what a short flag takes (-n shop): a verb and what follows it.
Words plain(const Words& args) {
  Words out;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const bool taken = i > 0 && args[i - 1].size() == 2 && is_flag(args[i - 1]) && i + 1 < args.size();
    if (!is_flag(args[i]) && !(taken && out.empty())) out.push_back(args[i]);
  }
  return out;
}

// A subcommand is a bare word: no path, no assignment, no message.
bool is_verb(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_' || c == ':';
  }) && std::isalpha(static_cast<unsigned char>(word[0]));
}

bool git_looks(const Words& args) {
  const Words words = plain(args);
  if (words.empty()) return true;
  if (one_of(words[0], {"branch", "tag", "remote"})) return words.size() == 1;
  if (words[0] == "stash") return words.size() > 1 && words[1] == "list";
  return one_of(words[0], {"status", "log", "diff", "show", "rev-parse", "describe", "blame", "ls-files",
                           "ls-remote", "shortlog", "reflog", "grep", "cat-file"});
}

bool names_check(std::string_view word) {
  const std::string low = lower(word);
  const auto kNames = {"test",   "check",  "lint",      "verif", "valid", "build",
                       "status", "health", "smoketest", "spec",  "vet",   "audit"};
  return std::any_of(kNames.begin(), kNames.end(), [&](const char* name) { return contains(low, name); });
}

bool flag_checks(std::string_view word) {
  return is_flag(word) && one_of(word, {"--version", "--check", "--dry-run", "--test", "--lint", "--verify"});
}

bool is_interpreter(std::string_view program) {
  return one_of(program, {"python", "python3", "node", "ruby", "perl", "php", "java", "deno", "bun"});
}

}  // namespace

std::size_t program_at(const Simple& simple) {
  bool wrapped = false;
  for (std::size_t i = 0; i < simple.words.size(); ++i) {
    const std::string& word = simple.words[i];
    const bool option_of_wrapper =
        wrapped && (is_flag(word) || std::isdigit(static_cast<unsigned char>(word[0])));
    if (is_wrapper(word))
      wrapped = true;
    else if (!word.empty() && !is_assignment(word) && !option_of_wrapper)
      return i;
  }
  return simple.words.size();
}

std::string program_of(const Simple& simple) {
  const std::size_t at = program_at(simple);
  if (at == simple.words.size()) return "";
  const std::string& word = simple.words[at];
  return word.substr(word.rfind('/') + 1);
}

std::vector<std::string> arguments_of(const Simple& simple) {
  const std::size_t at = std::min(program_at(simple) + 1, simple.words.size());
  return {simple.words.begin() + static_cast<std::ptrdiff_t>(at), simple.words.end()};
}

std::vector<std::string> plain_arguments(const Simple& simple) { return plain(arguments_of(simple)); }

std::string signature_of(const Simple& simple) {
  std::string out = program_of(simple);
  const Words args = arguments_of(simple);
  if (args.empty()) return out;
  if (args[0] == "-m" && args.size() > 1) return out + " -m " + args[1];
  const Words words = plain(args);
  if (is_interpreter(out) && !words.empty()) return out + " " + words[0];
  if (words.empty() || !is_verb(words[0])) return out;
  out += " " + words[0];
  const bool nested = one_of(words[0], {"run", "exec", "rollout", "config", "compose", "pr", "release"});
  if (nested && words.size() > 1 && is_verb(words[1])) out += " " + words[1];
  return out;
}

bool only_looks(const Simple& simple) {
  if (!simple.files.empty()) return false;
  const std::string program = program_of(simple);
  const Words args = arguments_of(simple);
  if (program == "git") return git_looks(args);
  if (program == "sed") return !has_flag(args, "-i") && !has_flag(args, "--in-place");
  if (program == "find") return !has_flag(args, "-exec") && !has_flag(args, "-delete");
  return one_of(program,
                {"ls",       "cat",      "head",    "tail",   "less", "more",  "tree",    "stat", "file",
                 "wc",       "grep",     "egrep",   "rg",     "ag",   "which", "whereis", "type", "printenv",
                 "whoami",   "hostname", "date",    "uname",  "df",   "du",    "ps",      "id",   "history",
                 "jq",       "awk",      "sort",    "uniq",   "cut",  "tr",    "nl",      "diff", "cmp",
                 "realpath", "basename", "dirname", "column", "fd",   "bat"});
}

bool does_nothing(const Simple& simple) {
  const std::string program = program_of(simple);
  return simple.files.empty() &&
         one_of(program, {"", "cd", "pwd", "sleep", "wait", "true", ":", "clear", "echo", "printf", "pushd",
                          "popd", "galdr", "for", "case", "esac"});
}

bool is_check(const Simple& simple) {
  const std::string program = program_of(simple);
  const Words args = arguments_of(simple);
  if (program.empty() || does_nothing(simple)) return false;
  if (program == "git") return !args.empty() && (args[0] == "status" || has_flag(args, "--check"));
  if (names_check(program) || std::any_of(args.begin(), args.end(), flag_checks)) return true;
  const auto end = args.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(args.size(), 6));
  std::size_t verbs = 0;
  return std::any_of(args.begin(), end, [&](const std::string& a) {
    if (contains(a, "://")) return names_check(a);
    return is_verb(a) && ++verbs <= 3 && names_check(a);
  });
}

bool asks(const Simple& simple) {
  const Words words = plain(arguments_of(simple));
  return !words.empty() && simple.files.empty() &&
         std::any_of(words.begin(),
                     words.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(words.size(), 2)),
                     [](const std::string& w) {
                       return one_of(w, {"view", "show", "get", "list", "ls", "describe", "info", "watch",
                                         "inspect", "history", "log", "logs"});
                     });
}

}  // namespace galdr::distill
