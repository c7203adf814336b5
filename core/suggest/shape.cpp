#include "core/suggest/shape.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "core/base/hash.hpp"
#include "core/distill/commands.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/noise.hpp"

namespace galdr::suggest {
namespace {

using distill::all_strings;
using distill::arguments_of;
using distill::Call;
using distill::does_nothing;
using distill::find_token;
using distill::is_check;
using distill::lower;
using distill::only_looks;
using distill::parse_shell;
using distill::program_of;
using distill::Role;
using distill::roles_of;
using distill::signature_of;
using distill::Simple;
using distill::split_lines;
using distill::Story;
using distill::string_field;
using distill::trim;

using Deeds = std::vector<Deed>;

constexpr double kOwn = 0.5, kWord = 1, kPlace = 3, kFolder = 6, kInstall = 6;
constexpr std::size_t kMostWords = 6, kMostDeeds = 12, kMostAsked = 30;
constexpr std::size_t kLongestWord = 48, kLongestPrompt = 600;
constexpr std::size_t kLongestCommand = 16 << 10;

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// What nearly every work with version control holds, whatever it is for.
bool is_everyday_git(const std::string& signature) {
  constexpr std::array<std::string_view, 12> kVerbs = {"status",   "add",   "commit", "push",
                                                       "pull",     "fetch", "switch", "branch",
                                                       "checkout", "stash", "merge",  "restore"};
  return signature == "git" || (signature.starts_with("git ") && one_of(signature.substr(4), kVerbs));
}

bool installs(const std::string& signature) {
  const std::size_t space = signature.rfind(' ');
  return one_of(std::string_view(signature).substr(space + 1),
                std::array<std::string_view, 4>{"install", "ci", "add", "update"});
}

double usual_of(const Simple& simple, const std::string& signature) {
  if (is_everyday_git(signature) || is_check(simple)) return kEveryday;
  return installs(signature) ? kInstall : kOwn;
}

bool is_made_up(std::string_view word) {
  const auto digits =
      std::count_if(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c); });
  return digits * 2 > static_cast<std::ptrdiff_t>(word.size());
}

// Words that may be the same in the next run: no messages, no numbers, no scripts.
bool may_stay(std::string_view word) {
  return word.size() >= 2 && word.size() <= kLongestWord && !is_made_up(word) &&
         std::none_of(word.begin(), word.end(), [](unsigned char c) { return std::isspace(c) || c < 0x20; });
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash + 1));
}

bool names(const std::string& signature, const std::string& word) {
  return find_token(signature, word) != std::string::npos;
}

Deed deed_of(const Simple& simple) {
  Deed deed;
  const std::string signature = signature_of(simple);
  const double usual = usual_of(simple, signature);
  deed.features.push_back({signature, usual});
  deed.action = fnv1a64(signature);
  for (const std::string& word : arguments_of(simple)) {
    deed.action = fnv1a64(word, fnv1a64(" ", deed.action));
    if (deed.features.size() > kMostWords || !may_stay(word) || names(signature, word)) continue;
    const double word_usual = usual > kMostUsualOwn ? kFolder : kWord;
    deed.features.push_back({signature + " " + word, word_usual});
    const std::string folder = word[0] == '-' ? "" : folder_of(word);
    if (!folder.empty()) deed.features.push_back({signature + " " + folder + "*", word_usual});
  }
  return deed;
}

// Paths below the working directory are told relative to it.
std::string without_cwd(std::string text, const std::string& cwd) {
  if (cwd.size() < 2) return text;
  const std::string prefix = cwd + "/";
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at))
    text.erase(at, prefix.size());
  return text;
}

bool is_scratch(std::string_view path) {
  return path.starts_with("/tmp/") || path.starts_with("/var/tmp/") || path.starts_with("/private/");
}

std::vector<std::string> patched_paths(const std::string& text) {
  std::vector<std::string> out;
  for (const std::string& line : split_lines(text))
    for (const std::string_view mark : {"*** Update File: ", "*** Add File: ", "*** Delete File: "})
      if (line.starts_with(mark)) out.push_back(trim(std::string_view(line).substr(mark.size())));
  return out;
}

std::vector<std::string> changed_paths(const event::Event& start) {
  const std::string path = string_field(
      start.input, {"file_path", "filePath", "absolute_path", "path", "notebook_path", "target_file"});
  std::vector<std::string> paths = path.empty() ? patched_paths(all_strings(start.input)) : std::vector{path};
  for (std::string& p : paths) p = without_cwd(std::move(p), start.cwd);
  return paths;
}

// "https://host/path": the host.
std::string host_of(const std::string& text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string::npos) return "";
  const std::string rest = text.substr(scheme + 3);
  return rest.substr(0, rest.find_first_of("/:?# \n\"'"));
}

// Does galdr's own idea of noise leave the call out?
bool is_aside(const event::Event& start, std::string_view tool_class) {
  Story story;
  Call& call = story.calls.emplace_back();
  call.tool = start.tool;
  call.tool_class = std::string(tool_class);
  call.status = event::Status::ok;
  return roles_of(story).front() != Role::step;
}

Deeds use_of_tool(const event::Event& start, std::string_view tool_class) {
  if (tool_class == "web") {
    const std::string host = host_of(all_strings(start.input, 2000));
    return host.empty() ? Deeds{} : Deeds{{{{"web " + host, kPlace}}, fnv1a64(host)}};
  }
  if (is_aside(start, tool_class)) return {};
  const std::string name = "use " + lower(start.tool);
  Deed deed{{{name, tool_class == "mcp" ? kOwn : kPlace}}, fnv1a64(start.input, fnv1a64(name))};
  for (const std::string& value : split_lines(all_strings(start.input, 2000)))
    if (deed.features.size() <= kMostWords && may_stay(value))
      deed.features.push_back({name + " " + value, kWord});
  return {deed};
}

bool is_script_runner(std::string_view program) {
  return one_of(program, std::array<std::string_view, 4>{"bash", "sh", "zsh", "dash"});
}

// `bash -lc "…"` runs what is in the quotes.
const std::string* script_of(const Simple& simple) {
  if (!is_script_runner(program_of(simple))) return nullptr;
  for (std::size_t i = program_at(simple) + 1; i + 1 < simple.words.size(); ++i)
    if (simple.words[i].starts_with("-") && simple.words[i].ends_with("c")) return &simple.words[i + 1];
  return nullptr;
}

// Words of the shell's own: what they do, if anything, is told by what they stand around.
bool is_of_shell(const Simple& simple) {
  constexpr std::array<std::string_view, 12> kWords = {"for",    "case", "select", "esac",   "[", "[[",
                                                       "export", "set",  "unset",  "source", ".", "function"};
  return one_of(program_of(simple), kWords);
}

bool does_something(const Simple& simple) {
  return !does_nothing(simple) && !only_looks(simple) && !is_of_shell(simple);
}

void add_deeds(Deeds& out, std::string_view command, int depth) {
  for (const Simple& simple : parse_shell(command.substr(0, kLongestCommand))) {
    if (out.size() >= kMostDeeds) return;
    const std::string* script = depth < 2 ? script_of(simple) : nullptr;
    if (script) {
      add_deeds(out, *script, depth + 1);
    } else {
      const bool writes = !simple.files.empty() && !is_scratch(simple.files.front());
      if (writes) out.push_back(change_of(simple.files.front()));
      if (does_something({simple.words, {}, simple.piped})) out.push_back(deed_of(simple));
    }
  }
}

// A shell's command is a text, or the words of one program.
std::string command_of(const event::Event& start) {
  const std::string text = string_field(start.input, {"command", "cmd", "script"});
  if (!text.empty()) return text;
  const std::vector<std::string> words = split_lines(all_strings(start.input, kLongestCommand));
  const bool runner = words.size() > 2 && is_script_runner(words[0].substr(words[0].rfind('/') + 1));
  std::string out;
  for (std::size_t i = runner ? 2 : 0; i < words.size(); ++i) out += words[i] + (runner ? "\n" : " ");
  return out;
}

}  // namespace

std::vector<Deed> shape_of_command(std::string_view command) {
  Deeds out;
  add_deeds(out, command, 0);
  return out;
}

Deed change_of(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  const std::string change(kChange), folder = folder_of(path);
  const std::string name(path.substr(folder.size()));
  const std::size_t dot = name.rfind('.');
  const std::string type = "*" + (dot == std::string::npos ? "" : name.substr(dot));
  const std::size_t part = name.find_first_of("_-.");
  Deed deed{{{change + std::string(path), kPlace}}, fnv1a64(path, fnv1a64(kChange))};
  if (part != std::string::npos && part > 0 && part < dot)
    deed.features.push_back({change + folder + name.substr(0, part) + type, kPlace});
  if (!folder.empty()) {
    deed.features.push_back({change + folder + type, kPlace});
    deed.features.push_back({change + folder.substr(0, folder.find('/') + 1) + "…" + type, kFolder});
  }
  deed.features.push_back({change + type, kEveryday});
  return deed;
}

std::vector<Deed> shape_of(const event::Event& start) {
  const std::string_view tool_class = event::tool_class(start);
  if (tool_class == "shell") return shape_of_command(without_cwd(command_of(start), start.cwd));
  if (tool_class != "edit" && tool_class != "write") return use_of_tool(start, tool_class);
  const std::vector<std::string> paths = changed_paths(start);
  if (paths.empty()) return tool_class == "edit" ? Deeds{} : use_of_tool(start, tool_class);
  Deeds out;
  for (const std::string& path : paths)
    if (out.size() < kMostDeeds && !is_scratch(path)) out.push_back(change_of(path));
  return out;
}

std::vector<Feature> words_asked(std::string_view prompt) {
  std::set<std::string> words;
  std::string word;
  for (const char c : lower(prompt.substr(0, kLongestPrompt)) + " ") {
    const auto u = static_cast<unsigned char>(c);
    if (std::isalpha(u) || u >= 0x80) {
      word += c;
      continue;
    }
    if (word.size() >= 3 && words.size() < kMostAsked) words.insert(word);
    word.clear();
  }
  std::vector<Feature> out;
  for (const std::string& w : words) out.push_back({"ask " + w, 2});
  return out;
}

}  // namespace galdr::suggest
