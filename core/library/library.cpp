#include "core/library/library.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "core/base/error.hpp"
#include "core/base/fault.hpp"
#include "core/base/files.hpp"
#include "core/base/ulid.hpp"
#include "core/distill/text.hpp"
#include "core/library/folder.hpp"
#include "core/library/links.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/read.hpp"

namespace galdr::library {
namespace {

using Place = Standing::Place;

bool exists(const std::string& path) {
  struct stat info {};
  return lstat(path.c_str(), &info) == 0;
}

skill::Files files_in(const std::string& folder) {
  return skill::read_folder(folder).value_or(skill::Files{});
}

/// Does the folder hold the version's files, whatever else it holds?
bool holds(const skill::Files& folder, const skill::Files& version) {
  if (folder.skill_md != version.skill_md) return false;
  return std::all_of(version.others.begin(), version.others.end(), [&](const skill::File& file) {
    return std::any_of(folder.others.begin(), folder.others.end(), [&](const skill::File& there) {
      return there.path == file.path && there.text == file.text && there.executable == file.executable;
    });
  });
}

std::vector<std::string> known_paths(const Versions& versions, const std::string& version) {
  const auto files = versions.find(version);
  return files ? paths_of(*files) : std::vector<std::string>{};
}

/// Does the folder hold one of `paths` that the version does not have?
bool adds(const skill::Files& folder, const skill::Files& version, const std::vector<std::string>& paths) {
  const std::vector<std::string> own = paths_of(version), there = paths_of(folder);
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return std::find(own.begin(), own.end(), path) == own.end() &&
           std::find(there.begin(), there.end(), path) != there.end();
  });
}

/// The lines of a SKILL.md that say something, without its front matter.
std::vector<std::string> telling_lines(const std::string& text) {
  std::vector<std::string> lines = distill::split_lines(text);
  const auto front = static_cast<std::ptrdiff_t>(std::max(skill::read_front_matter(text).body_line, 1)) - 1;
  lines.erase(lines.begin(), lines.begin() + std::min(front, std::ssize(lines)));
  std::erase_if(lines, [](const std::string& line) { return distill::trim(line).empty(); });
  return lines;
}

/// Do most lines of the version's SKILL.md stand in that one? Then it is the version, edited, and not another
/// skill that took its place.
bool is_edit_of(const std::string& text, const std::string& version) {
  const std::vector<std::string> lines = telling_lines(text), known = telling_lines(version);
  const std::set<std::string> there(lines.begin(), lines.end());
  const auto kept =
      std::count_if(known.begin(), known.end(), [&](const auto& line) { return there.contains(line); });
  return kept * 2 > std::ssize(known);
}

/// Is a file of the version there in a form that cannot be kept, such as a link?
bool lacks(const skill::Files& folder, const std::vector<std::string>& paths) {
  return std::any_of(folder.untaken.begin(), folder.untaken.end(), [&](const skill::Untaken& one) {
    return one.path == "SKILL.md" || std::find(paths.begin(), paths.end(), one.path) != paths.end();
  });
}

/// The versions that a roll-back can go down, the one in force last.
std::vector<std::string> stack_of(const std::vector<Deed>& deeds) {
  std::vector<std::string> out;
  for (const Deed& deed : deeds) {
    const auto below = std::find(out.rbegin(), out.rend(), deed.version);
    if (deed.did == "rollback" && below != out.rend())
      out.erase(below.base(), out.end());
    else if (deed.did != "remove" && (out.empty() || out.back() != deed.version))
      out.push_back(deed.version);
  }
  return out;
}

void require_name(const std::string& name) {
  if (!is_folder_name(name)) throw Error(ErrorCode::invalid, "not a skill's name: " + name);
}

void require_galdrs(const Standing& standing, const std::string& folder) {
  if (standing.place == Place::absent)
    throw Error(ErrorCode::not_found, folder + " is not there; `galdr skills` lists those that are");
  if (standing.place == Place::foreign)
    throw Error(ErrorCode::refused, folder + " was not made by galdr, which leaves it alone");
  if (standing.place == Place::damaged)
    throw Error(ErrorCode::refused, folder + " has no SKILL.md any more; `galdr skill restore` puts it back");
}

}  // namespace

Library::Library(const Root& root, std::string skills_root)
    : notes_(root.skills()), skills_root_(std::move(skills_root)) {
  if ((skills_root_ + "/").starts_with(root.dir + "/"))
    throw Error(ErrorCode::invalid,
                "skills cannot be installed in " + skills_root_ + ", within galdr's own " + root.dir);
}

History Library::history(const std::string& name) const { return History(notes_of(name) + "/history.jsonl"); }

Versions Library::versions(const std::string& name) const { return Versions(notes_of(name) + "/versions"); }

std::vector<std::string> Library::names() const {
  std::vector<std::string> out;
  for (const std::string& name : names_in(notes_)) {
    if (is_folder_name(name) && !history(name).read().empty()) out.push_back(name);
  }
  for (const std::string& name : names_in(skills_root_)) {
    if (is_folder_name(name) && is_galdrs(folder_of(name))) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// The version whose files the skill's folder holds: that which should be in force, or the newest other.
std::optional<std::string> Library::held_version(const std::string& name,
                                                 const std::vector<Deed>& deeds) const {
  std::vector<std::string> candidates = versions_in(deeds);
  for (const std::string& kept : versions(name).all()) {
    if (std::find(candidates.begin(), candidates.end(), kept) == candidates.end())
      candidates.insert(candidates.begin(), kept);
  }
  std::reverse(candidates.begin(), candidates.end());
  if (const auto expected = in_force(deeds)) candidates.insert(candidates.begin(), *expected);
  const skill::Files files = files_in(folder_of(name));
  const auto expected_paths = known_paths(versions(name), in_force(deeds).value_or(""));
  for (const std::string& version : candidates) {
    const auto kept = versions(name).find(version);
    if (kept && holds(files, *kept) && !adds(files, *kept, expected_paths)) return version;
  }
  return std::nullopt;
}

bool Library::is_edited(const std::string& name, const std::vector<Deed>& deeds) const {
  const auto expected = in_force(deeds);
  const auto kept = expected ? versions(name).find(*expected) : std::nullopt;
  return kept && is_edit_of(files_in(folder_of(name)).skill_md, kept->skill_md);
}

Standing Library::look(const std::string& name) const {
  Standing out;
  out.deeds = history(name).read();
  const std::string folder = folder_of(name);
  if (!exists(folder)) return out;
  out.place = Place::foreign;
  struct stat info {};
  if (lstat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return out;
  if (!is_regular(folder + "/SKILL.md")) {
    if (in_force(out.deeds)) out.place = Place::damaged;
    return out;
  }
  const auto held = held_version(name, out.deeds);
  if (!held && !is_galdrs(folder) && !is_edited(name, out.deeds)) return out;
  out.place = Place::galdrs;
  out.version = held.value_or("");
  if (!held) out.edited_from = in_force(out.deeds).value_or("");
  return out;
}

std::string Library::version_named(const std::string& name, const std::string& text) const {
  std::vector<std::string> found;
  for (const std::string& version : versions(name).all()) {
    if (!text.empty() && version.starts_with(text)) found.push_back(version);
  }
  if (found.size() == 1) return found.front();
  throw Error(ErrorCode::not_found, (found.empty() ? "no version of " : "several versions of ") + name +
                                        " begin with " + text + "; `galdr skill history " + name +
                                        "` lists them");
}

std::string Library::version_before(const std::string& name) const {
  const Standing standing = look(name);
  if (standing.version.empty() && !standing.edited_from.empty())
    return standing.edited_from;  // takes the edit back
  const std::vector<std::string> stack = stack_of(standing.deeds);
  if (stack.size() < 2)
    throw Error(ErrorCode::not_found, "there is no version of " + name + " before this one");
  return stack[stack.size() - 2];
}

/// Every file that galdr ever brought to the skill.
std::vector<std::string> Library::brought(const std::string& name, const std::vector<Deed>& deeds) const {
  std::set<std::string> out;
  for (const Deed& deed : deeds) {
    if (deed.did != "install") continue;
    for (std::string& path : known_paths(versions(name), deed.version)) out.insert(std::move(path));
  }
  return {out.begin(), out.end()};
}

void Library::note(const std::string& name, const Deed& deed) const {
  history(name).append(deed);
  fault_point("skill-noted");
}

/// Moves what is left of a damaged skill out of the way, to where removed ones are.
void Library::clear_damaged(Folder& folder, const std::string& name, Standing& standing) {
  if (standing.place != Place::damaged) return;
  folder.move_out(name, notes_of(name) + "/removed/" + std::string(new_ulid(realtime_now()).view()));
  standing.place = Place::absent;
}

/// Brings the notes up to what the folder holds; returns the version that an edit was kept as, "" if there is
/// none.
std::string Library::take_in(const std::string& name, Standing& standing) {
  if (standing.place != Place::galdrs) return "";
  const bool edited = standing.version.empty();
  if (edited) {
    const skill::Files files = files_in(folder_of(name));
    if (lacks(files, known_paths(versions(name), standing.edited_from)))
      throw Error(ErrorCode::refused,
                  folder_of(name) + " was changed by hand and holds what cannot be kept; `galdr validate " +
                      name + "` says what");
    standing.version = versions(name).keep(files);
  }
  if (in_force(standing.deeds) != standing.version) {
    standing.deeds.push_back({realtime_now(), edited ? "edit" : "found", standing.version});
    note(name, standing.deeds.back());
  }
  return edited ? standing.version : "";
}

Change Library::install(const std::string& name, const skill::Files& files, const std::string& by,
                        const std::string& model) {
  require_name(name);
  Folder folder(skills_root_);
  Standing standing = look(name);
  if (standing.place == Place::foreign) require_galdrs(standing, folder_of(name));
  clear_damaged(folder, name, standing);
  Change change{folder_of(name) + "/SKILL.md", "", take_in(name, standing)};
  change.version = versions(name).keep(files, model);
  fault_point("skill-version-kept");
  change.changed = standing.version != change.version;
  if (!change.changed) return change;
  folder.put(name, files, brought(name, standing.deeds), standing.place == Place::galdrs);
  note(name, {realtime_now(), "install", change.version, by});
  return change;
}

Change Library::rollback(const std::string& name, const std::string& version) {
  require_name(name);
  Folder folder(skills_root_);
  Standing standing = look(name);
  require_galdrs(standing, folder_of(name));
  const skill::Files files = versions(name).load(version);
  Change change{folder_of(name) + "/SKILL.md", version, take_in(name, standing)};
  change.changed = standing.version != version;
  if (!change.changed) return change;
  std::vector<std::string> replaced = brought(name, standing.deeds);
  versions(name).keep(files_in(folder_of(name)));  // with what is somebody's own and may be replaced
  for (const std::string& path : paths_of(files)) replaced.push_back(path);
  folder.put(name, files, replaced, true);
  note(name, {realtime_now(), "rollback", version});
  return change;
}

Removal Library::remove(const std::string& name, const std::vector<std::string>& link_dirs) {
  require_name(name);
  Folder folder(skills_root_);
  Standing standing = look(name);
  if (standing.place == Place::damaged)
    standing.version = in_force(standing.deeds).value_or("");
  else
    require_galdrs(standing, folder_of(name));
  take_in(name, standing);
  Deed deed{realtime_now(), "remove", standing.version, "", {}};
  for (const std::string& dir : link_dirs) {
    if (has_link(dir, folder_of(name))) deed.links.push_back(dir);
  }
  note(name, deed);
  try {
    folder.move_out(name, notes_of(name) + "/removed/" + std::string(new_ulid(deed.at).view()));
  } catch (const Error&) {
    note(name, {realtime_now(), "found", deed.version});
    throw;
  }
  for (const std::string& dir : deed.links) remove_link(dir, folder_of(name));  // a lost one would be missed
  fault_point("skill-links-removed");
  return {deed.version, deed.links};
}

std::string Library::last_removed(const std::string& name) const {
  const std::string dir = notes_of(name) + "/removed";
  std::string last;
  for (const std::string& one : names_in(dir)) {
    if (one[0] != '.') last = dir + "/" + one;
  }
  return last;
}

void Library::put_links_back(const std::string& name, const Standing& standing) const {
  const auto removal = std::find_if(standing.deeds.rbegin(), standing.deeds.rend(),
                                    [](const Deed& deed) { return deed.did == "remove"; });
  if (removal == standing.deeds.rend()) return;
  for (const std::string& dir : removal->links) {
    if (link_state(dir, folder_of(name)) != LinkState::taken) make_link(dir, folder_of(name));
  }
}

Change Library::restore(const std::string& name, const std::string& version) {
  require_name(name);
  Folder folder(skills_root_);
  Standing standing = look(name);
  clear_damaged(folder, name, standing);
  const bool unfinished =
      standing.place == Place::galdrs && !standing.deeds.empty() && !in_force(standing.deeds);
  if (unfinished) {  // a kill came between
    note(name, {realtime_now(), "restore", standing.version});
    put_links_back(name, standing);
    return {folder_of(name) + "/SKILL.md", standing.version, ""};
  }
  if (standing.place != Place::absent)
    throw Error(ErrorCode::refused, folder_of(name) + " is there: nothing is to be restored");
  if (standing.deeds.empty())
    throw Error(ErrorCode::not_found, "galdr never installed a skill called " + name);
  const std::string wanted = version.empty() ? standing.deeds.back().version : version;
  const skill::Files files = versions(name).load(wanted);
  const std::string removed = in_force(standing.deeds) ? "" : last_removed(name);
  if (!removed.empty() && holds(files_in(removed), files))
    folder.move_in(removed, name);  // with what is somebody's own in it
  else
    folder.put(name, files);
  note(name, {realtime_now(), "restore", wanted});
  put_links_back(name, standing);
  return {folder_of(name) + "/SKILL.md", wanted, ""};
}

}  // namespace galdr::library
