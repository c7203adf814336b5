#include "drain/cmd/findings.hpp"

#include <algorithm>

#include "core/library/links.hpp"
#include "drain/app.hpp"
#include "drain/places.hpp"

namespace galdr::drain::cmd {

bool blocks(const std::vector<gate::Finding>& findings, bool strict) {
  return std::any_of(findings.begin(), findings.end(), [&](const gate::Finding& finding) {
    return finding.severity == "error" || (strict && finding.severity == "warning");
  });
}

void tell(const std::vector<gate::Finding>& findings) {
  constexpr std::size_t kMost = 30;
  std::size_t told = 0;
  for (const auto& f : findings) {
    if (f.severity == "info" || ++told > kMost) continue;
    const std::string where = f.line > 0             ? " in line " + std::to_string(f.line) + " of " + f.file
                              : f.file == "SKILL.md" ? ""
                                                     : " in " + f.file;
    warn(f.severity + where + ": " + f.message + " [" + f.code + "]");
  }
  if (told > kMost) warn(std::to_string(told - kMost) + " more of these; --json lists them all");
}

void hint_links(const std::string& name) {
  const std::string skill = skills_root() + "/" + name;
  std::string agents;
  for (const Place& place : user_places()) {
    if (place.agent.empty() || !is_agent_found(place.agent) || reads_skills_root(place.agent)) continue;
    if (library::link_state(place.dir, skill) == library::LinkState::none)
      agents += (agents.empty() ? "" : ", ") + place.agent;
  }
  if (!agents.empty()) warn(agents + " does not look there; `galdr skill link " + name + "` makes a link");
}

}  // namespace galdr::drain::cmd
