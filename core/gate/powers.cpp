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
  for (const std::string_view word : {"$(", "`", "~/.", "/etc/", ".env", ".ssh", ".aws", "secret", "token",
                                      "credential", "printenv", "history"})
    if (contains(command, word)) return false;
  const auto parts = distill::parse_shell(command);
  return !parts.empty() && std::all_of(parts.begin(), parts.end(), [](const distill::Simple& part) {
    const std::string program = distill::program_of(part);
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

void check_live_forms(Paper& paper, int body_line) {
  for (const Line& line : paper.lines()) {
    const std::string_view live = skill::live_form(line.text);
    if (live.empty() || live == "an HTML comment") continue;  // comments are read by check_persuasion()
    const std::string message = "an agent runs or replaces it on load: " + std::string(live);
    if (paper.ours())
      paper.error("security", "live-form", message, line.number);
    else if (runs(live) && paper.kind() == Paper::Kind::manual && line.number >= body_line)
      paper.judge(!is_shown(line.text, live) && !(live == "!`command`" && runs_only_harmless(line.text)),
                  "security", "live-form", message, line.number);
  }
}

bool grants_all(const std::string& tool) {
  return tool == "*" || tool == "\"*\"" || tool == "'*'" || tool == "all" || tool == "[*]" ||
         tool == "[\"*\"]";
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
    else if (contains(tool, "Bash(*") || tool == "Bash(:*)")
      paper.warning("security", "grants-shell", "allowed-tools lets it run every command unasked",
                    tools->line);
  }
}

}  // namespace

void check_powers(Paper& paper, const skill::FrontMatter& front) {
  check_live_forms(paper, front.body_line);
  check_grants(paper, front);
  for (const auto& entry : front.entries) {
    if (entry.key != "hooks" && entry.key != "mcpServers" && entry.key != "mcp-servers") continue;
    paper.error("security", "hooks", "brings " + entry.key + ", which an agent runs by itself", entry.line);
  }
}

}  // namespace galdr::gate
