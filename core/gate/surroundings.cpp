#include "core/gate/surroundings.hpp"

#include <map>

#include "core/distill/text.hpp"
#include "core/distill/visible.hpp"
#include "core/gate/checks.hpp"

namespace galdr::gate {
namespace {

// What stands around a name and a description in a listing.
constexpr std::size_t kFrame = 8;

std::map<std::string, std::size_t> listed_by_agent(const Surroundings& around) {
  std::size_t all = 0;
  std::map<std::string, std::size_t> out;
  for (const Neighbour& one : around.skills) {
    const std::size_t size = one.name.size() + one.description_bytes + kFrame;
    if (one.agents.empty()) all += size;
    for (const std::string& agent : one.agents) out[agent] += size;
  }
  if (out.empty() && all > 0) out[""] = 0;
  for (auto& [agent, size] : out) size += all;
  return out;
}

void check_names(Paper& paper, const std::string& name, int line, const Surroundings& around) {
  const std::string low = distill::lower(name);
  for (const Neighbour& one : around.skills) {
    if (one.name == name)
      paper.error("optimisation", "name-clash", "a skill of this name is in " + one.where, line);
    else if (distill::lower(one.name) == low)
      paper.error("optimisation", "name-clash", "a skill whose name differs in case alone is in " + one.where,
                  line);
  }
}

}  // namespace

void check_surroundings(Paper& paper, const skill::FrontMatter& front, const Surroundings& around) {
  const auto* name = front.find("name");
  const auto* description = front.find("description");
  if (name == nullptr) return;
  check_names(paper, name->value, name->line, around);
  const std::size_t own = name->value.size() + (description ? description->value.size() : 0) + kFrame;
  for (const auto& [agent, size] : listed_by_agent(around)) {
    if (size + own <= kListingBudget) continue;
    paper.warning("optimisation", "listing-budget",
                  (agent.empty() ? std::string("agents have") : agent + " has") + " room for about " +
                      std::to_string(kListingBudget) +
                      " bytes of descriptions, and with this skill's they are " + std::to_string(size + own),
                  description ? description->line : 0);
  }
}

}  // namespace galdr::gate
