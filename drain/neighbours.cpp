#include "drain/neighbours.hpp"

#include <filesystem>
#include <optional>
#include <set>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/skill/front_matter.hpp"
#include "drain/places.hpp"

namespace galdr::drain {
namespace {

constexpr std::size_t kLongest = std::size_t{256} << 10;

std::string real_path(const std::string& path) {
  std::error_code error;
  const auto real = std::filesystem::weakly_canonical(path, error);
  return error ? path : real.string();
}

/// Nothing of what is no file, cannot be read, or is too long: other people keep things there, too.
std::optional<std::string> manual_in(const std::string& folder) {
  try {
    return read_file(folder + "/SKILL.md", kLongest);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

Neighbours::Neighbours() : root_(skills_root()) {
  std::error_code ignored;
  std::vector<Place> places = user_places();
  for (Place& place : project_places(std::filesystem::current_path(ignored).string()))
    places.push_back(place);
  places.insert(places.begin(), {"", root_});
  std::set<std::string> seen;
  for (const Place& place : places)
    if (seen.insert(place.dir).second) add(place.dir, readers_of(place));
}

void Neighbours::add(const std::string& dir, const std::vector<std::string>& agents) {
  for (const std::string& name : names_in(dir)) {
    const auto text = name.starts_with(".") ? std::nullopt : manual_in(dir + "/" + name);
    if (!text) continue;
    const auto front = skill::read_front_matter(*text);
    const std::string told = front.value("name").empty() ? name : front.value("name");
    skills_.push_back(
        {real_path(dir + "/" + name), {told, dir + "/" + name, front.value("description").size(), agents}});
  }
}

gate::Surroundings Neighbours::around(const std::string& name, const std::string& folder) const {
  const std::set<std::string> own = {real_path(root_ + "/" + name), folder.empty() ? "" : real_path(folder)};
  gate::Surroundings out;
  for (const Skill& skill : skills_)
    if (!own.contains(skill.real)) out.skills.push_back(skill.told);
  return out;
}

}  // namespace galdr::drain
