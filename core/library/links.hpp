/// Links from an agent's own folder of skills to where a skill is installed, for agents that do not look
/// there. A link counts only if the skill can be read through it.
#pragma once
#include <string>

namespace galdr::library {

enum class LinkState {
  none,    ///< nothing there
  whole,   ///< leads to the skill, whose SKILL.md reads the same through it
  broken,  ///< meant for the skill, but it cannot be read through it
  taken,   ///< something else has the name
};

/// What stands at `dir`/NAME, seen from the skill's folder `skill`, an absolute path that ends in NAME.
LinkState link_state(const std::string& dir, const std::string& skill);
/// Makes `dir`/NAME a link to the folder `skill`, in place of a broken one of its own, and reads through it.
/// False if it was there. Throws Error{refused} if the name is taken, Error{io} if it cannot be made or read.
bool make_link(const std::string& dir, const std::string& skill);
/// Is there a link to `skill`, whole or broken? Where `dir` itself leads to the skill's own folder, there is
/// none.
bool has_link(const std::string& dir, const std::string& skill);
/// Removes a link to `skill`, whole or broken; false if there is none.
bool remove_link(const std::string& dir, const std::string& skill);

}  // namespace galdr::library
