#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/gate/gate.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/read.hpp"
#include "drain/cmd/authors.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/neighbours.hpp"
#include "drain/places.hpp"

namespace galdr::drain::cmd {
namespace {

/// A skill to be judged.
struct Candidate {
  std::string name;    ///< of its folder; "" of a single file
  std::string folder;  ///< "" of a single file
  std::string file;    ///< of a single file: its path, "-" for stdin
};

struct Judged {
  Candidate candidate;
  std::vector<gate::Finding> findings;

  std::size_t count(const std::string& severity) const {
    return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(),
                                                  [&](const auto& f) { return f.severity == severity; }));
  }
};

bool is_folder(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool is_there(const std::string& path) {
  struct stat info {};
  return lstat(path.c_str(), &info) == 0;
}

std::string last_of(std::string path) {
  std::error_code error;
  path = std::filesystem::absolute(path, error).lexically_normal().string();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path.substr(path.rfind('/') + 1);
}

Candidate folder_at(const std::string& path) { return {last_of(path), path, ""}; }

/// Is that SKILL.md in the folder of its skill, and not copied somewhere?
bool is_at_home(const std::string& path) {
  const auto text = read_file(path, skill::kMostFileBytes);
  return text && skill::read_front_matter(*text).value("name") == last_of(parent_dir(path));
}

// A SKILL.md stands for its skill's folder; any other file is judged alone.
Candidate file_at(const std::string& path) {
  if (path != "-" && last_of(path) == "SKILL.md" && is_at_home(path)) return folder_at(parent_dir(path));
  return {"", "", path};
}

std::vector<Candidate> all_in(const std::string& dir) {
  std::vector<Candidate> out;
  for (const std::string& name : names_in(dir)) {
    const std::string folder = dir + "/" + name;
    if (!name.starts_with(".") && is_there(folder + "/SKILL.md")) out.push_back({name, folder, ""});
  }
  return out;
}

std::optional<Candidate> named(const App& app, const std::string& name) {
  if (name.find('/') != std::string::npos || name == "." || name == "..") return std::nullopt;
  for (const std::string& dir : {skills_root(), app.root.drafts()})
    if (!dir.empty() && is_there(dir + "/" + name + "/SKILL.md"))
      return Candidate{name, dir + "/" + name, ""};
  return std::nullopt;
}

std::vector<Candidate> candidates_of(const App& app, const Validate& options) {
  if (options.name.empty() + options.file.empty() + !options.all != 2)
    throw Error(ErrorCode::usage, "say which: a NAME or PATH, --file F or --all");
  if (!options.file.empty()) return {file_at(options.file)};
  if (options.all) {
    std::vector<Candidate> out = all_in(skills_root());
    const auto drafts = all_in(app.root.drafts());
    out.insert(out.end(), drafts.begin(), drafts.end());
    return out;
  }
  if (const auto known = named(app, options.name)) return {*known};
  if (is_folder(options.name)) return {folder_at(options.name)};
  if (is_there(options.name)) return {file_at(options.name)};
  throw Error(ErrorCode::not_found, "no skill, draft, folder or file is called " + printable(options.name));
}

skill::Files files_of(const Candidate& candidate) {
  if (!candidate.folder.empty()) {
    auto files = skill::read_folder(candidate.folder);
    if (!files) throw Error(ErrorCode::not_found, "there is no SKILL.md in " + printable(candidate.folder));
    return std::move(*files);
  }
  return {authored_text(candidate.file, skill::kMostFileBytes)};
}

Json to_json(const gate::Finding& f) {
  return {{"severity", f.severity}, {"axis", f.axis}, {"code", f.code},
          {"message", f.message},   {"line", f.line}, {"file", f.file}};
}

Json name_or_null(const Candidate& candidate) {
  return candidate.name.empty() ? Json() : Json(candidate.name);
}

void tell_json(const std::vector<Judged>& all) {
  Json findings = Json::array(), skills = Json::array();
  for (const Judged& one : all) {
    Json own = Json::array();
    for (const auto& finding : one.findings) {
      own.push_back(to_json(finding));
      findings.push_back(to_json(finding));
      findings.back()["skill"] = name_or_null(one.candidate);
    }
    skills.push_back({{"skill", name_or_null(one.candidate)},
                      {"path", one.candidate.folder.empty() ? one.candidate.file : one.candidate.folder},
                      {"errors", one.count("error")},
                      {"warnings", one.count("warning")},
                      {"findings", std::move(own)}});
  }
  print_json({{"findings", std::move(findings)}, {"skills", std::move(skills)}});
}

void tell_people(const std::vector<Judged>& all, std::size_t errors, std::size_t warnings) {
  for (const Judged& one : all) {
    for (const auto& f : one.findings) {
      if (f.severity == "info") continue;
      const std::string path =
          one.candidate.folder.empty() ? one.candidate.file : one.candidate.folder + "/" + f.file;
      print(printable(path) + ":" + (f.line > 0 ? std::to_string(f.line) + ":" : "") + " " + f.severity +
            ": " + printable(f.message) + " [" + f.code + "]\n");
    }
  }
  const auto told = [](std::size_t count, const std::string& word) {
    return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
  };
  print(told(all.size(), "skill") + ", " + told(errors, "error") + ", " + told(warnings, "warning") + "\n");
}

Judged judged(const Candidate& candidate, const Neighbours& neighbours) {
  const skill::Files files = files_of(candidate);
  const gate::Surroundings around = neighbours.around(candidate.name, candidate.folder);
  Judged out{candidate, gate::check(files, candidate.name, &around)};
  if (candidate.folder.empty())  // what it links may be where it came from
    std::erase_if(out.findings, [](const gate::Finding& f) { return f.code == "broken-link"; });
  std::stable_sort(out.findings.begin(), out.findings.end(), [](const auto& a, const auto& b) {
    return std::make_tuple(a.file != "SKILL.md", a.file, a.line) <
           std::make_tuple(b.file != "SKILL.md", b.file, b.line);
  });
  return out;
}

}  // namespace

int validate(const App& app, const Validate& options) {
  const Neighbours neighbours;
  std::vector<Judged> all;
  std::size_t errors = 0, warnings = 0;
  for (const Candidate& candidate : candidates_of(app, options)) {
    all.push_back(judged(candidate, neighbours));
    errors += all.back().count("error");
    warnings += all.back().count("warning");
  }
  if (app.json)
    tell_json(all);
  else
    tell_people(all, errors, warnings);
  return errors > 0 || (options.strict && warnings > 0) ? kRefused : kDone;
}

}  // namespace galdr::drain::cmd
