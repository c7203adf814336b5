#include <algorithm>
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
#include "drain/cmd/outcomes.hpp"
#include "drain/cmd/output.hpp"
#include "drain/places.hpp"

namespace galdr::drain::cmd {
namespace {

using library::Library;
using library::Standing;

/// A skill as `galdr skills` tells it.
struct Row {
  std::string name, state;  ///< "installed", "edited", "damaged", "removed", "gone", "foreign" or "draft"
  std::string path, description = {}, version = {};
  std::size_t versions = 0;
  std::optional<Nanos> changed = {};
  std::vector<Place> links = {};
  std::optional<outcome::Report> report = {};  ///< how it fared
};

std::string state_of(const Standing& standing) {
  switch (standing.place) {
    case Standing::Place::galdrs:
      return standing.version.empty() ? "edited" : "installed";
    case Standing::Place::damaged:
      return "damaged";
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

/// Fills in how each fared.
void add_reports(const App& app, std::vector<Row>& rows) {
  Reading reading(app);
  for (outcome::Report& report : outcome::reports(reading.catalog(), known_skills(app))) {
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const Row& r) { return r.name == report.name && r.state != "draft"; });
    if (row != rows.end()) row->report = std::move(report);
  }
}

Json to_json(const Row& row) {
  Json links = Json::array();
  for (const Place& place : row.links)
    links.push_back({{"agent", place.agent}, {"path", place.dir + "/" + row.name}});
  Json out{{"name", row.name},
           {"state", row.state},
           {"path", row.path},
           {"description", row.description.empty() ? Json() : Json(row.description)},
           {"version", row.version.empty() ? Json() : Json(row.version)},
           {"versions", row.versions},
           {"changed_at", time_or_null(row.changed)},
           {"links", links}};
  if (!row.report) return out;
  out.update(Json::parse(outcome::to_json(row.report->summary)));
  const auto& uses = row.report->uses;
  out["last_use"] = uses.empty() ? Json() : Json::parse(outcome::to_json(uses.back()));
  return out;
}

/// How the last use went, and where uses differ from the skill.
void say_how_it_fared(const Row& row, Output& out) {
  const outcome::Use& last = row.report->uses.back();
  out.line("\n" + printable(row.name) + ": " + told(row.report->summary));
  const std::string steps = steps_told(last);
  out.line("  last by " + printable(last.agent) + ", " + format_utc(last.ts).substr(0, 16) + ", session " +
           shortened(printable(last.session_id), 12) + ": " + std::string(outcome::name_of(last.result)) +
           (steps.empty() ? "" : "; steps " + steps));
  for (const std::string& line : told(row.report->summary.drift)) out.line("  " + line);
}

void say(const std::vector<Row>& rows) {
  std::vector<std::vector<std::string>> table = {
      {"SKILL", "STATE", "USES", "CLEAN", "VERSION", "WHAT IT DOES"}};
  for (const Row& row : rows) {
    const auto count = [&](int outcome::Summary::*of) {
      return row.report && row.report->summary.uses > 0 ? std::to_string(row.report->summary.*of) : "-";
    };
    table.push_back({printable(row.name), row.state, count(&outcome::Summary::uses),
                     count(&outcome::Summary::clean), row.version.empty() ? "-" : row.version.substr(0, 12),
                     shortened(printable(row.description), 70)});
  }
  print_table(table);
  Output out;
  for (const Row& row : rows)
    if (row.report && !row.report->uses.empty()) say_how_it_fared(row, out);
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
  std::vector<Row> row = {row_named(app, library, name)};
  const std::string text = manual_of(library, row[0], version);
  if (!app.json) return print(printable(text, false)), kDone;
  add_reports(app, row);
  Json out = to_json(row[0]);
  out["skill_md"] = text;
  return print_json(out), kDone;
}

int skills(const App& app) {
  const Library library(app.root, skills_root());
  library::mend(skills_root());
  std::vector<Row> rows;
  for (const std::string& name : library.names()) {
    try {
      rows.push_back(row_of(library, name));
    } catch (const Error& e) {
      warn(printable(name) + " is left out: " + e.what());
    }
  }
  add_drafts(app, rows);
  add_reports(app, rows);
  Json all = Json::array();
  for (const Row& row : rows) all.push_back(to_json(row));
  if (app.json)
    print_json({{"skills", all}});
  else if (rows.empty())
    print(
        "No skills yet. `galdr distill @` makes a draft of what was recorded last, `galdr suggest` finds "
        "tasks.\n");
  else
    say(rows);
  return kDone;
}

}  // namespace galdr::drain::cmd
