#include "core/distill/noise.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/distill/commands.hpp"

namespace galdr::distill {
namespace {

using Calls = std::vector<Call>;

// Tools by which agents keep their own house: plans, lists, background jobs, questions.
bool is_bookkeeping(const Call& call) {
  if (call.tool_class == "agent") return true;
  const std::string name = lower(call.tool);
  constexpr std::array<std::string_view, 15> kParts = {
      "todo",     "update_plan", "taskcreate", "taskupdate",    "tasklist",
      "taskget",  "taskoutput",  "taskstop",   "bashoutput",    "killshell",
      "killbash", "askuser",     "toolsearch", "report_intent", "complete_task"};
  return name.empty() || name == "skill" ||
         std::any_of(kParts.begin(), kParts.end(), [&](std::string_view p) { return contains(name, p); });
}

bool explores_by_shell(const Call& call) {
  const std::vector<Simple> deeds = deeds_of(call);
  return std::all_of(deeds.begin(), deeds.end(), [](const Simple& s) { return only_looks(s); });
}

bool explores(const Call& call) {
  if (call.is_shell()) return explores_by_shell(call);
  return call.tool_class == "read" || call.tool_class == "search" || call.tool_class == "web";
}

// A listing tells names that later steps hold anyway; only what it prints beyond names can be needed.
bool only_lists(const Call& call) {
  if (!call.is_shell()) return call.tool_class == "search";
  const std::vector<Simple> deeds = deeds_of(call);
  return deeds.empty() || std::any_of(deeds.begin(), deeds.end(), [](const Simple& s) {
           const std::string program = program_of(s);
           return program == "ls" || program == "find" || program == "tree" || program == "grep" ||
                  program == "rg" || program == "fd";
         });
}

// Words that look made, not written: an id, a version, a port, a name with a number in it.
std::vector<std::string> made_words(const std::string& text) {
  std::vector<std::string> out;
  std::string word;
  bool digit = false;
  for (const char c : text + " ") {
    const auto u = static_cast<unsigned char>(c);
    if (std::isalnum(u) || c == '.' || c == '-' || c == '_') {
      word += c;
      digit = digit || std::isdigit(u);
      continue;
    }
    if (digit && word.size() >= 5) out.push_back(word);
    word.clear();
    digit = false;
  }
  return out;
}

bool known_before(const Story& story, std::size_t at, const std::string& word) {
  const auto holds = [&](const std::string& text) { return contains(text, word); };
  return std::any_of(story.prompts.begin(), story.prompts.end(), holds) ||
         std::any_of(story.calls.begin(), story.calls.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                     [&](const Call& c) { return holds(c.input); });
}

bool made_before(const Calls& calls, std::size_t at) {
  return std::any_of(calls.begin(), calls.begin() + static_cast<std::ptrdiff_t>(at),
                     [&](const Call& c) { return c.changes_file() && c.path == calls[at].path; });
}

// Somebody changed the file after this look at it, and nobody before.
bool read_for_change(const Calls& calls, std::size_t at) {
  const Call& read = calls[at];
  if (read.tool_class != "read" || read.path.empty() || made_before(calls, at)) return false;
  return std::any_of(calls.begin() + static_cast<std::ptrdiff_t>(at), calls.end(),
                     [&](const Call& c) { return c.ok() && c.changes_file() && c.path == read.path; });
}

// Its output told a later step something that nobody knew before.
bool told_something(const Story& story, std::size_t at) {
  const Call& look = story.calls[at];
  if (only_lists(look)) return false;
  for (std::size_t later = at + 1; later < story.calls.size(); ++later) {
    const Call& call = story.calls[later];
    if (!call.ok() || explores(call) || is_bookkeeping(call)) continue;
    for (const std::string& word : made_words(call.command)) {
      if (find_token(look.output, word) != std::string::npos && !known_before(story, at, word)) return true;
    }
  }
  return false;
}

// The first path below a temporary folder in `text`, as far as its first name.
std::string scratch_path(const std::string& text) {
  for (const std::string_view root : {"/tmp/", "/var/tmp/", "/private/tmp/"}) {
    const std::size_t at = find_token(text, root);
    if (at == std::string::npos) continue;
    const std::size_t end = text.find_first_of(" \t\n\"';&|)", at);
    return text.substr(at, end == std::string::npos ? end : end - at);
  }
  return "";
}

bool writes_scratch(const Call& call) {
  if (call.changes_file()) return !scratch_path(call.path).empty();
  const std::vector<Simple> deeds = deeds_of(call);
  return !deeds.empty() && std::all_of(deeds.begin(), deeds.end(), [](const Simple& s) {
    const bool into_scratch = std::any_of(s.files.begin(), s.files.end(),
                                          [](const std::string& f) { return !scratch_path(f).empty(); });
    const bool removes = program_of(s) == "rm" || program_of(s) == "mkdir";
    return into_scratch || (removes && !scratch_path(listed(arguments_of(s))).empty());
  });
}

bool unused_scratch(const Calls& calls, std::size_t at) {
  if (!writes_scratch(calls[at])) return false;
  const std::string path = scratch_path(calls[at].changes_file() ? calls[at].path : calls[at].command);
  return std::none_of(calls.begin() + static_cast<std::ptrdiff_t>(at) + 1, calls.end(), [&](const Call& c) {
    return c.ok() && !explores(c) && !writes_scratch(c) && contains(c.input, path);
  });
}

// Where one is, what there is, what somebody keeps beside the work: no other run can make a step of it.
bool is_glance(const Call& call) {
  if (!scratch_path(call.path + " " + call.command).empty()) return true;
  if (!call.is_shell()) return false;
  const std::vector<Simple> deeds = deeds_of(call);
  return std::all_of(deeds.begin(), deeds.end(), [](const Simple& s) {
    const std::vector<std::string> words = arguments_of(s);
    const bool bare =
        std::all_of(words.begin(), words.end(), [](const auto& w) { return w.starts_with('-'); });
    return bare && (program_of(s) == "ls" || program_of(s) == "tree");
  });
}

Role role_of(const Story& story, std::size_t at) {
  const Call& call = story.calls[at];
  if (is_bookkeeping(call)) return Role::aside;
  if (call.failed()) return explores(call) || call.changes_file() ? Role::aside : Role::failed;
  if (!call.ok() || unused_scratch(story.calls, at)) return Role::aside;
  if (!explores(call)) return Role::step;
  if (read_for_change(story.calls, at) || told_something(story, at)) return Role::step;
  return is_glance(call) ? Role::aside : Role::look;
}

}  // namespace

std::vector<Role> roles_of(const Story& story) {
  std::vector<Role> out;
  for (std::size_t i = 0; i < story.calls.size(); ++i) out.push_back(role_of(story, i));
  return out;
}

}  // namespace galdr::distill
