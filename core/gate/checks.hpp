/// The gate's checks of one file each. Pure, and linear in its length.
#pragma once
#include <set>
#include <string>

#include "core/gate/paper.hpp"
#include "core/gate/surroundings.hpp"
#include "core/skill/front_matter.hpp"

namespace galdr::gate {

/// SKILL.md: the format, the description, what it links, what is missing. `folder`: "" if it is not known.
void check_manual(Paper& paper, const skill::FrontMatter& front, const std::string& folder,
                  const std::set<std::string>& paths);
/// What an agent acts on before anybody agreed: hooks, grants, forms that run on load.
void check_powers(Paper& paper, const skill::FrontMatter& front);

/// Secrets, homes, mail addresses.
void check_private(Paper& paper);
/// What does not show.
void check_invisible(Paper& paper);
/// Commands that nobody should run, and where they stand.
void check_commands(Paper& paper);
/// Text that talks an agent into something: over its rules, behind its user's back.
void check_persuasion(Paper& paper, const skill::FrontMatter& front);

/// Names that are taken, and the room that agents have to list skills.
void check_surroundings(Paper& paper, const skill::FrontMatter& front, const Surroundings& around);

}  // namespace galdr::gate
