#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/library/drafts.hpp"
#include "core/library/folder.hpp"
#include "core/library/library.hpp"
#include "core/library/links.hpp"
#include "core/skill/read.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/findings.hpp"
#include "drain/cmd/json.hpp"
#include "drain/neighbours.hpp"
#include "drain/places.hpp"

namespace galdr::drain::cmd {
namespace {

using library::Library;
using library::Standing;

std::string brief(const std::string& version) { return version.substr(0, 12); }

Library library_of(const App& app) { return Library(app.root, skills_root()); }

std::vector<std::string> dirs_of(const std::vector<Place>& places) {
  std::vector<std::string> out;
  for (const Place& place : places) out.push_back(place.dir);
  return out;
}

/// What the gate says of files that are about to be installed; false if it refuses them.
bool passes(const skill::Files& files, const std::string& name, bool strict) {
  const gate::Surroundings around = Neighbours().around(name, "");
  const auto findings = gate::check(files, name, &around);
  tell(findings);
  return !blocks(findings, strict);
}

int refuse(const App& app, const std::string& name, const std::string& why) {
  if (app.json) print_json({{"name", name}, {"refused", why}});
  warn(why);
  return kRefused;
}

int tell_change(const App& app, const std::string& name, const library::Change& change,
                const std::string& what) {
  if (app.json) {
    Json kept = change.kept_edit.empty() ? Json() : Json(change.kept_edit);
    print_json({{"name", name},
                {"version", change.version},
                {"path", change.path},
                {"changed", change.changed},
                {"kept_edit", kept}});
    return kDone;
  }
  if (!change.kept_edit.empty())
    print("what was changed by hand is kept as version " + brief(change.kept_edit) + "\n");
  print(change.changed ? what + " " + printable(change.path) + ", version " + brief(change.version) + "\n"
                       : name + " is at version " + brief(change.version) + " already\n");
  return kDone;
}

std::string version_or(const Library& library, const std::string& name, const std::string& version,
                       const std::string& fallback) {
  return version.empty() ? fallback : library.version_named(name, version);
}

/// What `skill install` is to take: an absolute path, links resolved; its last name is the skill's.
std::string source_of(const App& app, const std::string& name) {
  namespace fs = std::filesystem;
  const bool is_path = name.find('/') != std::string::npos || name == "." || name == "..";
  fs::path folder = fs::weakly_canonical(is_path ? name : app.root.drafts() + "/" + name);
  if (folder.filename() == "SKILL.md") folder = folder.parent_path();
  if (folder.filename().empty()) folder = folder.parent_path();
  if (!fs::is_directory(folder))
    throw Error(
        ErrorCode::not_found,
        is_path ? printable(name) + " is no folder"
                : "there is no draft called " + printable(name) + " in " + app.root.drafts() +
                      (fs::is_directory(name) ? "; ./" + printable(name) + " means the folder here" : ""));
  if (!library::is_folder_name(folder.filename()))
    throw Error(ErrorCode::refused, printable(folder.filename().string()) + " cannot be a skill's name");
  return folder;
}

/// Throws Error{usage} if it cannot be a skill's.
void require_name(const std::string& name) {
  if (!library::is_folder_name(name))
    throw Error(ErrorCode::usage, "'" + printable(name) + "' cannot be a skill's name");
}

}  // namespace

int skill_install(const App& app, const std::string& source, bool strict) {
  const std::string folder = source_of(app, source);
  const std::string name = std::filesystem::path(folder).filename();
  Library library = library_of(app);
  const auto files = skill::read_folder(folder);
  if (!files) throw Error(ErrorCode::not_found, printable(folder) + " holds no SKILL.md");
  if (!passes(*files, name, strict))
    return refuse(app, name, "not installed: what is said above must be mended first");
  const std::string drafts = app.root.drafts();
  const bool is_draft = folder == std::filesystem::weakly_canonical(drafts + "/" + name);
  const auto change = library.install(name, *files, is_draft ? "draft" : "folder",
                                      is_draft ? library::draft_model(drafts, name, *files) : "");
  if (is_draft) library::drop_draft(drafts, name);
  const int status = tell_change(app, name, change, "installed");
  if (!app.json) hint_links(name);
  return status;
}

int skill_rollback(const App& app, const std::string& name, const std::string& version) {
  require_name(name);
  Library library = library_of(app);
  if (library.look(name).place != Standing::Place::galdrs) library.rollback(name, "");  // says why not
  const std::string target =
      version.empty() ? library.version_before(name) : library.version_named(name, version);
  if (!passes(library.versions(name).load(target), name, false))
    return refuse(app, name, "not rolled back: the gate refuses version " + brief(target));
  return tell_change(app, name, library.rollback(name, target), "rolled back");
}

int skill_remove(const App& app, const std::string& name) {
  require_name(name);
  const std::string draft = app.root.drafts() + "/" + name;
  if (library_of(app).look(name).place == Standing::Place::absent && std::filesystem::exists(draft))
    throw Error(ErrorCode::not_found,
                printable(name) + " is a draft, not installed: remove the folder " + draft);
  const library::Removal removal = library_of(app).remove(name, dirs_of(user_places()));
  if (app.json) {
    print_json({{"name", name}, {"version", removal.version}, {"links", removal.links}});
    return kDone;
  }
  print("removed " + name + (removal.links.empty() ? "" : ", and the links to it") +
        "; `galdr skill restore " + name + "` puts it back\n");
  return kDone;
}

int skill_restore(const App& app, const std::string& name, const std::string& version) {
  require_name(name);
  Library library = library_of(app);
  const Standing standing = library.look(name);
  const bool gone = standing.place == Standing::Place::absent || standing.place == Standing::Place::damaged;
  if (gone && !standing.deeds.empty()) {
    const std::string target = version_or(library, name, version, standing.deeds.back().version);
    if (!passes(library.versions(name).load(target), name, false))
      return refuse(app, name, "not restored: the gate refuses version " + brief(target));
  }
  const std::string target = version_or(library, name, version, "");
  return tell_change(app, name, library.restore(name, target), "restored");
}

namespace {

struct Link {
  Place place;
  std::string state, problem = {};
};

Place place_of(const std::string& agent) {
  if (!env("HOME")) throw Error(ErrorCode::invalid, "HOME is not set, so agents' folders cannot be told");
  for (const Place& place : user_places()) {
    if (place.agent == agent && !agent.empty()) return place;
  }
  throw Error(ErrorCode::usage, "galdr does not know where " + printable(agent) +
                                    " looks for skills; it knows " + place_agents());
}

/// Those named, or every agent of this machine that does not look where galdr installs.
std::vector<Place> places_for(const std::vector<std::string>& agents) {
  std::vector<Place> out;
  for (const std::string& agent : agents) out.push_back(place_of(agent));
  if (!agents.empty()) return out;
  for (const Place& place : user_places()) {
    if (!place.agent.empty() && is_agent_found(place.agent)) out.push_back(place);
  }
  return out;
}

Link link_one(const Place& place, const std::string& skill, bool undo) {
  if (undo) return {place, library::remove_link(place.dir, skill) ? "removed" : "none"};
  if (reads_skills_root(place.agent) && library::link_state(place.dir, skill) == library::LinkState::none)
    return {place, "not_needed"};
  try {
    return {place, library::make_link(place.dir, skill) ? "linked" : "there"};
  } catch (const Error& e) {
    return {place, e.code() == ErrorCode::refused ? "taken" : "failed", e.what()};
  }
}

std::string told(const Link& link, const std::string& name) {
  const std::string at = link.place.dir + "/" + name;
  if (link.state == "linked") return at + ", read through";
  if (link.state == "there") return at + ", was there, read through";
  if (link.state == "not_needed") return "looks in " + skills_root() + " itself";
  if (link.state == "removed") return at + " removed";
  if (link.state == "none") return "has no link";
  return link.problem;
}

int tell_links(const App& app, const std::string& name, const std::vector<Link>& links) {
  bool failed = false, taken = false;
  Json all = Json::array();
  std::vector<std::vector<std::string>> table;
  for (const Link& link : links) {
    failed |= link.state == "failed";
    taken |= link.state == "taken";
    all.push_back({{"agent", link.place.agent},
                   {"path", link.place.dir + "/" + name},
                   {"state", link.state},
                   {"problem", link.problem.empty() ? Json() : Json(link.problem)}});
    table.push_back({link.place.agent, told(link, name)});
  }
  if (app.json)
    print_json({{"name", name}, {"links", all}});
  else if (links.empty())
    print("no agent was found on this machine; name one of " + place_agents() + "\n");
  else
    print_table(table);
  return failed ? kFailed : taken ? kRefused : kDone;
}

}  // namespace

int skill_link(const App& app, const std::string& name, const std::vector<std::string>& agents, bool undo) {
  require_name(name);
  const Library library = library_of(app);
  if (!undo && library.look(name).place != Standing::Place::galdrs)
    throw Error(ErrorCode::not_found, printable(name) + " is no skill of galdr's in " + skills_root() +
                                          "; `galdr skills` lists those that are");
  std::vector<Link> links;
  for (const Place& place : places_for(agents))
    links.push_back(link_one(place, library.folder_of(name), undo));
  return tell_links(app, name, links);
}

int skill_history(const App& app, const std::string& name) {
  require_name(name);
  const Standing standing = library_of(app).look(name);
  if (standing.deeds.empty())
    throw Error(ErrorCode::not_found, "galdr has no history of a skill called " + printable(name));
  Json all = Json::array();
  std::vector<std::vector<std::string>> table = {{"WHEN", "WHAT", "VERSION", ""}};
  for (const library::Deed& deed : standing.deeds) {
    const bool now = deed.version == standing.version && &deed == &standing.deeds.back();
    all.push_back({{"at", format_utc(deed.at)},
                   {"did", deed.did},
                   {"version", deed.version},
                   {"by", deed.by.empty() ? Json() : Json(deed.by)}});
    table.push_back({format_utc(deed.at).substr(0, 19),
                     printable(deed.did + (deed.by.empty() ? "" : " (" + deed.by + ")")), brief(deed.version),
                     now ? "in force" : ""});
  }
  if (app.json)
    print_json({{"name", name},
                {"version", standing.version.empty() ? Json() : Json(standing.version)},
                {"edited", standing.place == Standing::Place::galdrs && standing.version.empty()},
                {"history", all}});
  else
    print_table(table);
  return kDone;
}

}  // namespace galdr::drain::cmd
