/// The skills that agents list beside one: of this user, and of the project that this process stands in.
#pragma once
#include <string>
#include <vector>

#include "core/gate/surroundings.hpp"

namespace galdr::drain {

/// Read once; what is no skill or cannot be read is left out.
class Neighbours {
 public:
  Neighbours();
  /// Those around the skill NAME that stands in `folder`, or is to be installed from there: without itself,
  /// what is installed under its name, and links to either. `folder` may be "".
  gate::Surroundings around(const std::string& name, const std::string& folder) const;

 private:
  struct Skill {
    std::string real;  ///< its folder, links resolved
    gate::Neighbour told;
  };
  void add(const std::string& dir, const std::vector<std::string>& agents);

  std::string root_;
  std::vector<Skill> skills_;
};

}  // namespace galdr::drain
