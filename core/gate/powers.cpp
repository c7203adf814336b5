#include <algorithm>
#include <sstream>

#include "core/distill/commands.hpp"
#include "core/distill/text.hpp"
#include "core/gate/checks.hpp"
#include "core/skill/neutral.hpp"

namespace galdr::gate {
namespace {

using distill::contains;

// What `!`cmd`` runs on load: only what looks at a project, and at nothing private, is let pass.
bool is_harmless(std::string_view command) {
  for (const std::string_view word :
       {"$(", "`", "~/.", "/etc/", ".env", ".ssh", ".aws", "secret", "token", "credential", "printenv",
        "history", "ARGUMENTS\"", "_KEY", "TOKEN", "SECRET", "PASSWORD"})
    if (contains(command, word)) return false;
  const auto parts = distill::parse_shell(command);
  return !parts.empty() && std::all_of(parts.begin(), parts.end(), [](const distill::Simple& part) {
    const std::string program = distill::program_of(part);
    if (part.words.empty() || contains(" env set export declare compgen ", " " + part.words[0] + " "))
      return false;
    return distill::only_looks(part) || distill::does_nothing(part) ||
           (program == "gh" && distill::asks(part));
  });
}

// The commands that run when `line` is loaded.
bool runs_only_harmless(std::string_view line) {
  for (std::size_t at = line.find("!`"); at != std::string_view::npos; at = line.find("!`", at + 2)) {
    const std::size_t end = line.find('`', at + 2);
    if (end == std::string_view::npos || !is_harmless(line.substr(at + 2, end - at - 2))) return false;
    at = end - 1;
  }
  return true;
}

bool runs(std::string_view form) { return form == "!`command`" || form == "a fence that runs"; }

// The form on its own, in double backticks: shown, not loaded.
bool is_shown(std::string_view line, std::string_view form) {
  return form == "!`command`" && (contains(line, "`` !`") || contains(line, "```") || contains(line, "`!`"));
}

// Does it read what is private, or talk to another machine?
bool reaches_out(std::string_view line) {
  for (const std::string_view word :
       {"curl ", "wget ", "nc ", "printenv", "!`env", ".ssh", ".aws", ".env", "/etc/", "| sh", "| bash",
        "|sh", "|bash", "base64", "rm -", "secret", "token"})
    if (contains(line, word)) return true;
  return false;
}

void check_live_forms(Paper& paper, int body_line) {
  for (const Line& line : paper.lines()) {
    if (!paper.ours() && line.text.find_first_of("!$") == std::string_view::npos) continue;
    const std::string_view live = skill::live_form(line.text);
    if (live.empty() || live == "an HTML comment") continue;  // comments are read by check_persuasion()
    const std::string message = "an agent runs or replaces it on load: " + std::string(live);
    if (paper.ours())
      paper.error("security", "live-form", message, line.number);
    else if (runs(live) && paper.kind() == Paper::Kind::manual)
      paper.judge(!is_shown(line.text, live) &&
                      !(live == "!`command`" && line.number >= body_line && runs_only_harmless(line.text)),
                  "security", "live-form", message, line.number);
    else if (runs(live) && paper.kind() == Paper::Kind::markdown && !is_shown(line.text, live))
      paper.judge(reaches_out(line.text), "security", "live-form", message, line.number);
    else if (live == "$ARGUMENTS" && line.number < body_line && contains(line.text, "description:"))
      paper.error("security", "live-form", message, line.number);
  }
}

bool grants_all(const std::string& tool) {
  return tool == "*" || tool == "\"*\"" || tool == "'*'" || tool == "all" || tool == "[*]" ||
         tool == "[\"*\"]";
}

// "Bash(*)", "Bash(:*)", "Shell(sudo:*)", "Bash(bash:*)": a pattern that lets every command through.
bool grants_shell(std::string tool) {
  std::erase_if(tool, [](char c) { return contains("\"'[]", {&c, 1}); });
  const std::string low = distill::lower(tool);
  const std::size_t open = low.find('(');
  if (open == std::string::npos ||
      (!low.starts_with("bash") && !low.starts_with("shell") && !low.starts_with("run")))
    return false;
  std::string inner = low.substr(open + 1, low.find(')') - open - 1);
  while (!inner.empty() && contains("*: ", inner.substr(inner.size() - 1))) inner.pop_back();
  return inner.empty() || inner == "sudo" || inner == "bash" || inner == "sh" || inner == "zsh" ||
         inner == "eval" || inner == "bash -c" || inner == "sh -c";
}

// Keys by which an agent asks its user no more.
bool frees(const skill::FrontMatter::Entry& entry) {
  std::string key = distill::lower(entry.key), value = distill::lower(entry.value);
  for (std::string* text : {&key, &value}) std::erase_if(*text, [](char c) { return c == '-' || c == '_'; });
  const bool mode = contains(key, "permissionmode") || contains(key, "defaultmode") ||
                    contains(key, "approval") || contains(key, "sandbox");
  const bool all = contains(value, "bypass") || contains(value, "dontask") || contains(value, "never") ||
                   contains(value, "yolo") || contains(value, "fullaccess") || contains(value, "fullauto") ||
                   (contains(key, "sandbox") && (value == "false" || value == "none" || value == "off"));
  return (mode && all) || ((contains(key, "dangerous") || contains(key, "autoapprove") ||
                            contains(key, "skippermission") || contains(key, "yolo")) &&
                           value != "false" && value != "no");
}

void check_grants(Paper& paper, const skill::FrontMatter& front) {
  const auto* tools = front.find("allowed-tools");
  if (tools == nullptr) return;
  std::string words = tools->value;
  std::replace(words.begin(), words.end(), ',', ' ');
  std::istringstream each(words);
  for (std::string tool; each >> tool;) {
    if (tool == "-") continue;
    if (grants_all(tool))
      paper.error("security", "grants-everything", "allowed-tools lets it do everything unasked",
                  tools->line);
    else if (grants_shell(tool))
      paper.error("security", "grants-shell", "allowed-tools lets it run every command unasked", tools->line);
  }
}

}  // namespace

void check_powers(Paper& paper, const skill::FrontMatter& front) {
  check_live_forms(paper, front.body_line);
  check_grants(paper, front);
  for (const auto& entry : front.entries) {
    if (frees(entry))
      paper.error("security", "grants-everything", entry.key + " lets it do everything unasked", entry.line);
    if (entry.key != "hooks" && entry.key != "mcpServers" && entry.key != "mcp-servers") continue;
    paper.error("security", "hooks", "brings " + entry.key + ", which an agent runs by itself", entry.line);
  }
}

}  // namespace galdr::gate
