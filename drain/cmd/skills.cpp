#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/library/folder.hpp"
#include "core/library/library.hpp"
#include "core/library/links.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/read.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/places.hpp"

namespace galdr::drain::cmd {
namespace {

using library::Library;
using library::Standing;

/// A skill as `galdr skills` tells it.
struct Row {
  std::string name, state;  ///< "installed", "edited", "removed", "gone", "foreign" or "draft"
  std::string path, description = {}, version = {};
  std::size_t versions = 0;
  std::optional<Nanos> changed = {};
  std::vector<Place> links = {};
};

std::string state_of(const Standing& standing) {
  switch (standing.place) {
    case Standing::Place::galdrs:
      return standing.version.empty() ? "edited" : "installed";
    case Standing::Place::foreign:
      return "foreign";
    case Standing::Place::absent:
      break;
  }
  return library::in_force(standing.deeds) ? "gone" : "removed";
}

std::string description_in(const std::string& folder) {
  const auto files = skill::read_folder(folder);
  return files ? skill::read_front_matter(files->skill_md).value("description") : "";
}

std::vector<Place> links_to(const std::string& skill) {
  std::vector<Place> out;
  for (const Place& place : user_places()) {
    if (place.dir == parent_dir(skill)) continue;
    if (library::link_state(place.dir, skill) == library::LinkState::whole) out.push_back(place);
  }
  return out;
}

Row row_of(const Library& library, const std::string& name) {
  const Standing standing = library.look(name);
  Row row{name, state_of(standing), library.folder_of(name), "", standing.version};
  row.versions = library::versions_in(standing.deeds).size();
  if (!standing.deeds.empty()) row.changed = standing.deeds.back().at;
  if (standing.place == Standing::Place::absent) return row;
  row.description = description_in(row.path);
  row.links = links_to(row.path);
  return row;
}

void add_drafts(const App& app, std::vector<Row>& rows) {
  for (const std::string& name : names_in(app.root.drafts())) {
    const std::string folder = app.root.drafts() + "/" + name;
    if (library::is_folder_name(name) && library::is_galdrs(folder))
      rows.push_back({name, "draft", folder, description_in(folder), ""});
  }
}

Json to_json(const Row& row) {
  Json links = Json::array();
  for (const Place& place : row.links)
    links.push_back({{"agent", place.agent}, {"path", place.dir + "/" + row.name}});
  return {{"name", row.name},
          {"state", row.state},
          {"path", row.path},
          {"description", row.description.empty() ? Json() : Json(row.description)},
          {"version", row.version.empty() ? Json() : Json(row.version)},
          {"versions", row.versions},
          {"changed_at", time_or_null(row.changed)},
          {"links", links}};
}

/// The skill that is installed, or was, else the draft of that name.
Row row_named(const App& app, const Library& library, const std::string& name) {
  std::vector<Row> drafts;
  if (library::is_folder_name(name) && library.look(name).place != Standing::Place::absent)
    return row_of(library, name);
  add_drafts(app, drafts);
  for (Row& draft : drafts)
    if (draft.name == name) return draft;
  if (!library::is_folder_name(name) || library.look(name).deeds.empty())
    throw Error(ErrorCode::not_found,
                "there is no skill and no draft called " + printable(name) + "; `galdr skills` lists all");
  return row_of(library, name);
}

/// The text of that version, or of what is there.
std::string manual_of(const Library& library, const Row& row, const std::string& version) {
  if (!version.empty())
    return library.versions(row.name).load(library.version_named(row.name, version)).skill_md;
  const auto files = skill::read_folder(row.path);
  if (!files)
    throw Error(ErrorCode::not_found, row.name + " is not installed any more; `galdr skill restore " +
                                          row.name + "` puts it back, `galdr skill history " + row.name +
                                          "` lists versions");
  return files->skill_md;
}

}  // namespace

int skill_show(const App& app, const std::string& name, const std::string& version) {
  const Library library(app.root, skills_root());
  const Row row = row_named(app, library, name);
  const std::string text = manual_of(library, row, version);
  if (!app.json) return print(printable(text, false)), kDone;
  Json out = to_json(row);
  out["skill_md"] = text;
  return print_json(out), kDone;
}

int skills(const App& app) {
  const Library library(app.root, skills_root());
  library::mend(skills_root());
  std::vector<Row> rows;
  for (const std::string& name : library.names()) rows.push_back(row_of(library, name));
  add_drafts(app, rows);
  Json all = Json::array();
  std::vector<std::vector<std::string>> table = {{"SKILL", "STATE", "VERSION", "WHAT IT DOES"}};
  for (const Row& row : rows) {
    all.push_back(to_json(row));
    table.push_back({printable(row.name), row.state, row.version.substr(0, 12),
                     shortened(printable(row.description), 70)});
  }
  if (app.json)
    print_json({{"skills", all}});
  else if (rows.empty())
    print(
        "No skills yet. `galdr distill @` makes a draft of what was recorded last, `galdr suggest` finds "
        "tasks.\n");
  else
    print_table(table);
  return kDone;
}

}  // namespace galdr::drain::cmd
