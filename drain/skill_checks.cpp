#include "core/base/error.hpp"
#include "core/library/library.hpp"
#include "core/library/links.hpp"
#include "drain/checks.hpp"
#include "drain/places.hpp"

namespace galdr::drain {
namespace {

using library::Standing;

/// The agents whose link to the skill cannot be read through.
std::string broken_links(const std::string& skill) {
  std::string out;
  for (const Place& place : user_places()) {
    if (library::link_state(place.dir, skill) == library::LinkState::broken)
      out += (out.empty() ? "" : ", ") + place.dir;
  }
  return out;
}

}  // namespace

Check check_skills(const Root& root) {
  try {
    const library::Library library(root, skills_root());
    std::size_t count = 0;
    for (const std::string& name : library.names()) {
      const Standing standing = library.look(name);
      const std::string broken = broken_links(library.folder_of(name));
      if (!broken.empty() && standing.place == Standing::Place::galdrs)
        return {"skills", "warning", name + " cannot be read through the link in " + broken,
                "galdr skill link " + name};
      if (!broken.empty())
        return {"skills", "warning", "a link in " + broken + " leads to " + name + ", which is not installed",
                "galdr skill restore " + name + ", or remove the link"};
      if (standing.place == Standing::Place::absent && library::in_force(standing.deeds))
        return {"skills", "warning", name + " was installed and its folder is gone",
                "galdr skill restore " + name + ", or leave it so"};
      if (standing.place == Standing::Place::damaged)
        return {"skills", "warning", name + " was installed and has no SKILL.md any more",
                "galdr skill restore " + name};
      count += standing.place == Standing::Place::galdrs;
    }
    return {"skills", "ok", std::to_string(count) + " installed", ""};
  } catch (const Error& e) {
    return {"skills", "warning", e.what(), "galdr skills"};
  }
}

}  // namespace galdr::drain
