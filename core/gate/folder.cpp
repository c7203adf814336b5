#include "core/gate/folder.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "core/distill/text.hpp"
#include "core/distill/visible.hpp"

namespace galdr::gate {
namespace {

using distill::contains;
using Why = skill::Untaken::Why;
using skill::File;

struct Report {
  std::vector<Finding> findings;
  void add(bool grave, const char* axis, const char* code, const std::string& message,
           const std::string& file) {
    if (findings.size() < 200)
      findings.push_back({grave ? "error" : "warning", axis, code, message, 0, file});
  }
};

bool climbs(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.back() == '/' || contains(path, "//") ||
      contains(path, "\\"))
    return true;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    if (part == "." || part == "..") return true;
    at = end + 1;
  }
  return false;
}

bool hides(std::string_view path) {
  return distill::visible(path) != path || contains(path, "\n") || contains(path, "\t") || path.size() > 512;
}

bool is_program(std::string_view bytes) {
  constexpr std::array<std::string_view, 6> kHeads = {
      "\x7F"
      "ELF",
      "MZ\x90",
      "\xCF\xFA\xED\xFE",
      "\xCE\xFA\xED\xFE",
      "\xFE\xED\xFA\xCF",
      "\xFE\xED\xFA\xCE"};
  return std::any_of(kHeads.begin(), kHeads.end(), [&](auto head) { return bytes.starts_with(head); });
}

// In the skill's own folder; what is below another may be a template.
bool is_settings(std::string_view path) {
  constexpr std::array<std::string_view, 22> kOwn = {
      ".claude/settings", ".claude/hooks", ".claude/commands", ".claude/agents", ".mcp.json",
      ".vscode/",         ".cursor/",      ".codex/",          ".gemini/",       ".idea/",
      ".envrc",           ".husky/",       ".devcontainer",    ".zed/",          ".bashrc",
      ".zshrc",           ".profile",      ".npmrc",           ".pip/",          ".ssh/",
      ".githooks/",       ".git/"};
  const std::size_t slash = path.rfind('/');
  const std::string_view name = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
  return name.ends_with(".pth") || name == "sitecustomize.py" || name == "usercustomize.py" ||
         std::any_of(kOwn.begin(), kOwn.end(), [&](auto own) { return path.starts_with(own); });
}

bool holds(std::string_view bytes, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return contains(bytes, word); });
}

// A pickle is a program; one that calls the system is told by the names in it.
bool is_hostile_pickle(const File& file) {
  const std::string_view bytes = std::string_view(file.text).substr(0, 1 << 20);
  const bool binary = bytes.starts_with("\x80") && bytes.size() > 2 && bytes[1] >= 2 && bytes[1] <= 5;
  if (!binary && !file.path.ends_with(".pkl") && !file.path.ends_with(".pickle") &&
      !file.path.ends_with(".joblib"))
    return false;
  return holds(bytes, {"posix", "subprocess", "cos\n", "cnt\n", "builtins", "__builtin__", "runpy", "pty"}) &&
         holds(bytes,
               {"system", "popen", "Popen", "eval", "exec", "spawn", "run_path", "check_output", "getattr"});
}

void check_path(Report& report, const File& file) {
  if (climbs(file.path))
    report.add(true, "security", "path", "a path that leads out of the skill's folder", file.path);
  else if (hides(file.path))
    report.add(true, "security", "file-name", "a name that holds what does not show",
               distill::visible(file.path));
  if (is_settings(file.path))
    return report.add(true, "security", "agent-settings",
                      "a file that agents and tools take settings from, which no skill needs", file.path);
  const std::string name = file.path.substr(file.path.rfind('/') + 1);
  for (const std::string_view own :
       {".claude/settings", ".mcp.json", ".vscode/", ".cursor/", ".envrc", ".pth", "sitecustomize.py"})
    if (contains(file.path, own))
      report.add(false, "security", "agent-settings", "agents and tools take settings from such a file",
                 file.path);
  for (const std::string_view read : {"CLAUDE.md", "AGENTS.md", "GEMINI.md"})
    if (name == read)
      report.add(false, "security", "agent-settings", "agents read such a file by themselves", file.path);
}

void check_bytes(Report& report, const File& file) {
  const bool script = file.path.starts_with("scripts/") || file.path.starts_with("bin/");
  if (is_program(file.text))
    report.add(true, "security", "program", "a compiled program, which nobody can read", file.path);
  else if (is_hostile_pickle(file))
    report.add(true, "security", "obfuscated", "a pickle that runs a program when it is loaded", file.path);
  else if (!is_text(file.text))
    report.findings.push_back(
        {"info", "security", "binary", "is no text: the gate has not read it", 0, file.path});
  else if (file.executable && !script && !file.text.starts_with("#!"))
    report.findings.push_back({"info", "security", "executable", "may be run as a program", 0, file.path});
}

void check_clashes(Report& report, const std::vector<File>& files) {
  std::map<std::string, std::string> seen{{"skill.md", "SKILL.md"}};
  for (const File& file : files) {
    const auto [at, fresh] = seen.emplace(distill::lower(file.path), file.path);
    if (!fresh)
      report.add(true, "practicality", "case-clash",
                 "differs in case alone from " + at->second + ", so one replaces the other on many machines",
                 file.path);
  }
}

void check_untaken(Report& report, const skill::Untaken& one) {
  switch (one.why) {
    case Why::link:
      return report.add(true, "security", "link", "a link: what it leads to is not the skill's",
                        distill::visible(one.path));
    case Why::special:
      return report.add(true, "security", "special-file", "is no file: a pipe, socket or device",
                        distill::visible(one.path));
    case Why::privileged:
      return report.add(true, "security", "privileged", "runs with its owner's rights (setuid)",
                        distill::visible(one.path));
    case Why::unreadable:
      return report.add(true, "practicality", "unreadable", "cannot be read", distill::visible(one.path));
    case Why::too_large:
      return report.add(true, "practicality", "too-large", "is too large, or all files together are",
                        distill::visible(one.path));
    case Why::too_many:
      return report.add(true, "practicality", "too-many", "the folder holds too many files",
                        distill::visible(one.path));
    case Why::too_deep:
      return report.add(true, "practicality", "too-deep", "folders are too deep", distill::visible(one.path));
    case Why::repository:
      return report.add(false, "practicality", "repository", "is version control's, and not taken",
                        distill::visible(one.path));
  }
}

}  // namespace

bool is_text(std::string_view bytes) {
  return bytes.substr(0, 64 << 10).find('\0') == std::string_view::npos && !bytes.starts_with("%PDF");
}

std::vector<Finding> check_folder(const skill::Files& files) {
  Report report;
  for (const skill::Untaken& one : files.untaken) check_untaken(report, one);
  for (const File& file : files.others) {
    check_path(report, file);
    check_bytes(report, file);
  }
  check_clashes(report, files.others);
  return std::move(report.findings);
}

}  // namespace galdr::gate
