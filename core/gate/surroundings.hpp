/// What is there beside a skill: the others that its agents will list with it.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace galdr::gate {

/// A skill that stands where an agent looks.
struct Neighbour {
  std::string name;                      ///< as its front matter has it, else its folder's
  std::string where;                     ///< the folder it stands in, as a person would say it
  std::size_t description_bytes = 0;     ///< of its description
  std::vector<std::string> agents = {};  ///< who looks there; empty: all
};

struct Surroundings {
  std::vector<Neighbour> skills;  ///< without the skill itself
};

/// What an agent lists of all its skills together, in bytes; beyond, it leaves some out.
inline constexpr std::size_t kListingBudget = 8000;

}  // namespace galdr::gate
