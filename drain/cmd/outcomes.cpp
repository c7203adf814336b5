#include "drain/cmd/outcomes.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/digest.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"

namespace galdr::drain::cmd {
namespace {

constexpr std::size_t kLargestSkill = std::size_t{4} << 20;

std::string skills_root() {
  if (const auto root = env("GALDR_SKILLS_ROOT")) return *root;
  if (const auto home = env("HOME")) return *home + "/.agents/skills";
  throw Error(ErrorCode::invalid,
              "HOME is not set: set it, or GALDR_SKILLS_ROOT, to say where skills are installed");
}

std::string count(int n, const std::string& word) {
  return n == 0 ? "" : ", " + std::to_string(n) + " " + word;
}

}  // namespace

std::vector<outcome::Known> known_skills() {
  std::vector<outcome::Known> out;
  const std::string root = skills_root();
  for (const std::string& name : names_in(root)) {
    if (name.starts_with('.')) continue;
    try {
      auto text = read_file(root + "/" + name + "/SKILL.md", kLargestSkill);
      if (!text) continue;
      const std::string hash = sha256_hex(*text).substr(0, 12);
      out.push_back({name, {{hash, 0, std::move(*text)}}, {root}});
    } catch (const Error& e) {
      warn(printable(name) + " is left out: " + e.what());
    }
  }
  return out;
}

outcome::Report report_of(store::Catalog& catalog, const std::string& skill) {
  auto found = outcome::reports(catalog, known_skills(), skill);
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
