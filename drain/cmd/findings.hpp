/// What the gate says, on its way to people, and what it needs to know of the other skills here.
#pragma once
#include <string>
#include <vector>

#include "core/gate/gate.hpp"

namespace galdr::drain::cmd {

/// Does one of them keep a skill from being installed? `strict`: warnings do, too.
bool blocks(const std::vector<gate::Finding>& findings, bool strict);
/// Errors and warnings on stderr, a line each, the first thirty of them.
void tell(const std::vector<gate::Finding>& findings);

/// Says which agents on this machine do not look where the skill was installed, and what to do.
void hint_links(const std::string& name);

}  // namespace galdr::drain::cmd
