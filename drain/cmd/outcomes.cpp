#include "drain/cmd/outcomes.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/digest.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/library/folder.hpp"
#include "core/library/library.hpp"
#include "drain/places.hpp"

namespace galdr::drain::cmd {
namespace {

constexpr std::size_t kLargestSkill = std::size_t{4} << 20;

/// Every version that was in force, from when it was.
std::vector<outcome::Version> versions_of(const library::Library& library, const std::string& name,
                                          const std::vector<library::Deed>& deeds) {
  std::vector<outcome::Version> out;
  const library::Versions versions = library.versions(name);
  for (const library::Deed& deed : deeds) {
    const auto files = deed.did == "remove" ? std::nullopt : versions.find(deed.version);
    if (!files) continue;
    const std::string model = versions.model(deed.version);
    out.push_back({deed.version, deed.at, model.empty() ? files->skill_md : model});
  }
  return out;
}

/// The skill as galdr knows it; what is there now, where it has no notes of it.
std::optional<outcome::Known> known_skill(const library::Library& library, const std::string& name) {
  const library::Standing standing = library.look(name);
  outcome::Known out{name, versions_of(library, name, standing.deeds), {parent_dir(library.folder_of(name))}};
  auto text =
      out.versions.empty() ? read_file(library.folder_of(name) + "/SKILL.md", kLargestSkill) : std::nullopt;
  if (text) out.versions.push_back({sha256_hex(*text).substr(0, 12), 0, std::move(*text)});
  if (out.versions.empty()) return std::nullopt;
  return out;
}

std::string count(int n, const std::string& word) {
  return n == 0 ? "" : ", " + std::to_string(n) + " " + word;
}

}  // namespace

std::vector<outcome::Known> known_skills(const App& app) {
  std::vector<outcome::Known> out;
  const library::Library library(app.root, skills_root());
  std::vector<std::string> names = library.names();
  for (const std::string& name : names_in(skills_root())) {
    if (library::is_folder_name(name)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (const std::string& name : names) {
    try {
      if (auto known = known_skill(library, name)) out.push_back(std::move(*known));
    } catch (const Error& e) {
      warn(printable(name) + " is left out: " + e.what());
    }
  }
  return out;
}

outcome::Report report_of(const App& app, store::Catalog& catalog, const std::string& skill) {
  auto found = outcome::reports(catalog, known_skills(app), skill);
  if (found.empty())
    throw Error(ErrorCode::not_found, "there is no skill " + printable(skill) + " in " + skills_root());
  return std::move(found.front());
}

const outcome::Use& use_in(const outcome::Report& report, const std::string& session) {
  const auto found = std::find_if(report.uses.rbegin(), report.uses.rend(), [&](const outcome::Use& use) {
    return session.empty() || session == "@" || use.session_id.starts_with(session);
  });
  if (found == report.uses.rend())
    throw Error(ErrorCode::not_found, "no use of " + printable(report.name) + " is recorded" +
                                          (session.empty() ? "" : " in session " + printable(session)));
  return *found;
}

std::string told(const outcome::Summary& s) {
  if (s.uses == 0) return "not used yet";
  return std::to_string(s.uses) + (s.uses == 1 ? " use" : " uses") + count(s.clean, "clean") +
         count(s.drifted, "drifted") + count(s.failed, "failed") + count(s.ignored, "not followed") +
         count(s.unknown, "unknown");
}

std::string steps_told(const outcome::Use& use) {
  std::map<outcome::State, std::string> steps;
  for (const outcome::StepOutcome& step : use.followed.steps)
    steps[step.state] += (steps[step.state].empty() ? " " : ", ") + std::to_string(step.n);
  std::string out;
  for (const auto& [state, numbers] : steps) {
    if (state == outcome::State::unseen) continue;
    out += (out.empty() ? "" : "; ") + std::string(outcome::name_of(state)) + numbers;
  }
  return out;
}

std::vector<std::string> told(const std::vector<outcome::Drift>& drift) {
  std::vector<std::string> out;
  for (const outcome::Drift& d : drift) {
    const std::string step = d.step > 0 ? "step " + std::to_string(d.step) + ", " : "";
    const std::string kind = d.kind == "extra" ? "done besides" : d.kind == "failure" ? "failed" : d.kind;
    out.push_back(step + shortened(printable(d.what), 80) + ": " + kind + " in " + std::to_string(d.in) +
                  " of " + std::to_string(d.of) + (d.of == 1 ? " use" : " uses") +
                  (d.example.empty() ? "" : " (" + shortened(printable(d.example), 120) + ")"));
  }
  return out;
}

}  // namespace galdr::drain::cmd
