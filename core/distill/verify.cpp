#include "core/distill/verify.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "core/distill/commands.hpp"
#include "core/distill/tokens.hpp"

namespace galdr::distill {
namespace {

constexpr std::size_t kMaxChecks = 5;
constexpr std::size_t kShortLine = 80;

std::size_t last_change(const std::vector<Call>& calls) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (calls[i].changes_file() && calls[i].ok()) out = i;
  }
  return out;
}

// The last call of the run asks how things are: its answer is what the run ended on.
bool is_last_look(const Story& story, std::size_t at) {
  const std::vector<Simple> deeds = deeds_of(story.calls[at]);
  if (deeds.empty() ||
      !std::all_of(deeds.begin(), deeds.end(), [](const Simple& s) { return asks(s) || only_looks(s); }))
    return false;
  return std::all_of(story.calls.begin() + static_cast<std::ptrdiff_t>(at) + 1, story.calls.end(),
                     [](const Call& c) { return deeds_of(c).empty(); });
}

bool counts(const std::string& line) {
  const std::string low = lower(line);
  const bool good = contains(low, "pass") || contains(low, "ok") || contains(low, "success") ||
                    contains(low, "0 error") || contains(low, "clean");
  return good && line.size() <= 80 &&
         std::none_of(line.begin(), line.end(), [](unsigned char c) { return c < ' '; });
}

// What the check printed: all of it where that is one short line, else the last short line that says all is
// well.
std::string answer_told(const Call& call) {
  const std::vector<std::string> lines = split_lines(trim(call.output));
  if (lines.size() == 1 && !lines[0].empty() && lines[0].size() <= 60)
    return " and prints " + code_span(lines[0]);
  const auto found =
      std::find_if(lines.rbegin(), lines.rend(), [](const std::string& l) { return counts(trim(l)); });
  return found == lines.rend() ? "" : " (recorded: " + code_span(trim(*found)) + ")";
}

bool is_ubiquitous(const std::string& program) {
  constexpr std::array<std::string_view, 43> kEverywhere = {
      "echo", "cd",   "export", "set",  "test",  "[",    "[[",   "source", ".",     "read",  "for",
      "done", "fi",   "case",   "esac", "mkdir", "cp",   "mv",   "rm",     "cat",   "ls",    "touch",
      "sed",  "grep", "awk",    "head", "tail",  "sort", "tee",  "xargs",  "chmod", "ln",    "find",
      "sh",   "bash", "wc",     "cut",  "tr",    "eval", "exit", "unset",  "kill",  "printf"};
  return std::find(kEverywhere.begin(), kEverywhere.end(), program) != kEverywhere.end();
}

bool is_program_name(const std::string& name) {
  return !name.empty() && std::isalpha(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isalnum(c) || c == '.' || c == '_' || c == '+' || c == '-';
         });
}

void add_once(std::vector<std::string>& all, const std::string& item) {
  if (std::find(all.begin(), all.end(), item) == all.end()) all.push_back(item);
}

std::vector<std::string> programs_in(const std::vector<Draft>& drafts) {
  std::vector<std::string> out;
  for (const Draft& draft : drafts) {
    for (const Simple& simple : deeds_of(draft.call)) {
      const std::string program = program_of(simple);
      if (is_program_name(program) && !is_ubiquitous(program)) add_once(out, code_span(program));
    }
  }
  return out;
}

/// "echo" of "mcp__echo__add".
std::vector<std::string> servers_in(const std::vector<Draft>& drafts) {
  constexpr std::string_view kMark = "mcp__";
  std::vector<std::string> out;
  for (const Draft& draft : drafts) {
    const std::string& tool = draft.call.tool;
    const std::size_t end = tool.find("__", kMark.size());
    if (tool.starts_with(kMark) && end != std::string::npos)
      add_once(out, code_span(tool.substr(kMark.size(), end - kMark.size())));
  }
  return out;
}

std::vector<std::string> files_in(const std::vector<Draft>& drafts) {
  std::vector<std::string> out, made;
  for (const Draft& draft : drafts) {
    const Call& call = draft.call;
    const bool made_here = std::find(made.begin(), made.end(), call.path) != made.end();
    if (call.tool_class == "write")
      made.push_back(call.path);
    else if (!call.path.empty() && (call.changes_file() || call.tool_class == "read") && !made_here)
      add_once(out, code_span(call.path));
  }
  return out;
}

bool asks_version(const Simple& simple) {
  const std::vector<std::string> words = arguments_of(simple);
  return words.size() == 1 &&
         (words[0] == "--version" || words[0] == "-V" || words[0] == "-v" || words[0] == "version");
}

// The markers that stand where a step's text held a secret.
std::vector<std::string> secrets_in(const std::vector<Draft>& drafts) {
  constexpr std::string_view kMarker = "[REDACTED:";
  std::vector<std::string> out;
  for (const Draft& draft : drafts) {
    const std::string& text = draft.call.command;
    for (std::size_t at = text.find(kMarker); at != std::string::npos; at = text.find(kMarker, at + 1)) {
      const std::size_t end = text.find(']', at);
      if (end != std::string::npos) add_once(out, code_span(text.substr(at, end + 1 - at)));
    }
  }
  return out;
}

}  // namespace

std::string told(const Check& check) {
  return code_span(clip(check.command, 300)) + " " + check.outcome + check.answer + ".";
}

std::vector<Check> checks_of(const Story& story) {
  std::vector<const Call*> checks;
  for (std::size_t i = last_change(story.calls); i < story.calls.size(); ++i) {
    const Call& call = story.calls[i];
    if (!call.ok() || !call.is_shell() || !(is_check(call) || is_last_look(story, i))) continue;
    std::erase_if(checks, [&](const Call* c) { return same_action(*c, call); });
    checks.push_back(&call);
  }
  if (checks.size() > kMaxChecks) checks.erase(checks.begin(), checks.end() - kMaxChecks);
  std::vector<Check> out;
  for (const Call* call : checks)
    out.push_back(
        {call->command, call->status == event::Status::ok ? "exits 0" : "runs through", answer_told(*call)});
  return out;
}

std::map<std::string, std::string> versions_in(const Story& story) {
  std::map<std::string, std::string> out;
  for (const Call& call : story.calls) {
    const std::vector<Simple> deeds = deeds_of(call);
    if (deeds.size() != 1 || !call.ok() || !asks_version(deeds[0])) continue;
    for (const Token& token : tokens_of(std::string_view(call.output).substr(0, kShortLine)))
      if (is_version(token.text)) out.try_emplace(program_of(deeds[0]), token.text);
  }
  return out;
}

std::string versions_told(const std::map<std::string, std::string>& versions,
                          const std::vector<Draft>& drafts) {
  const std::vector<std::string> used = programs_in(drafts);
  std::vector<std::string> out;
  for (const auto& [program, version] : versions)
    if (std::find(used.begin(), used.end(), code_span(program)) != used.end())
      out.push_back(code_span(program) + " " + version);
  return out.empty() ? "" : "Seen to work with " + listed(out) + ".";
}

std::string last_line_of(const Call& call) {
  const std::vector<std::string> lines = split_lines(trim(call.output));
  const std::string line = lines.empty() ? "" : trim(lines.back());
  const bool says =
      std::any_of(line.begin(), line.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  return says && line.size() <= kShortLine ? line : "";
}

std::vector<std::string> preconditions_of(const std::vector<Draft>& drafts) {
  std::vector<std::string> out;
  const std::vector<std::string> programs = programs_in(drafts), files = files_in(drafts);
  const std::vector<std::string> secrets = secrets_in(drafts);
  if (!secrets.empty()) out.push_back("Your own secret in place of " + listed(secrets) + ".");
  const std::vector<std::string> servers = servers_in(drafts);
  if (!servers.empty()) out.push_back("The tools of the MCP server " + listed(servers) + ".");
  if (!programs.empty()) out.push_back("Programs on the path: " + listed(programs) + ".");
  if (!files.empty()) out.push_back("Files that are already there: " + listed(files) + ".");
  return out;
}

}  // namespace galdr::distill
