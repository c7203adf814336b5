/// Where skills are: the folder that galdr installs into, and those that agents look in.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace galdr::drain {

/// GALDR_SKILLS_ROOT, else ~/.agents/skills; absolute. Throws Error{invalid} where neither it nor HOME is
/// set.
std::string skills_root();

/// A folder of skills.
struct Place {
  std::string agent;  ///< as in `galdr-hook --agent`; "" for one that several agents read
  std::string dir;    ///< absolute
  bool in_project = false;
};

/// The agents' own folders for this user, whether they are there or not. Agents whose folder cannot be told
/// are left out.
std::vector<Place> user_places();
/// Those of the project that `cwd`, absolute, is in: of it and each folder above it, up to the home folder or
/// where a repository begins.
std::vector<Place> project_places(const std::string& cwd);

/// The agents that look there; empty where all may.
std::vector<std::string> readers_of(const Place& place);
/// Does this agent look in the folder that galdr installs into?
bool reads_skills_root(std::string_view agent);
/// Is the agent on this machine?
bool is_agent_found(std::string_view agent);
/// "claude-code, codex": those that have a folder of their own.
std::string place_agents();

}  // namespace galdr::drain
