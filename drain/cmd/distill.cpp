#include "core/distill/distill.hpp"

#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/skill/skill.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/cmd/runs.hpp"

namespace galdr::drain::cmd {
namespace {

std::string skills_root() {
  if (const auto root = env("GALDR_SKILLS_ROOT")) return *root;
  if (const auto home = env("HOME")) return *home + "/.agents/skills";
  throw Error(ErrorCode::invalid,
              "HOME is not set: set it, or GALDR_SKILLS_ROOT, to say where skills are installed");
}

bool blocks(const std::vector<skill::Finding>& findings, bool strict) {
  for (const auto& finding : findings)
    if (finding.severity == "error" || (strict && finding.severity == "warning")) return true;
  return false;
}

void say(const std::vector<skill::Finding>& findings) {
  for (const auto& f : findings)
    if (f.severity != "info")
      warn(f.severity + (f.line > 0 ? " in line " + std::to_string(f.line) : "") + ": " + f.message + " [" +
           f.code + "]");
}

}  // namespace

int distill(const App& app, const Distill& options) {
  std::vector<distill::Run> runs;
  {
    Reading reading(app);
    for (const auto& ref : options.refs) runs.push_back(run_of(reading.catalog(), ref));
  }
  const distill::Skill made = distill::distill(runs, options.name);
  const std::string skill_md = skill::render(made);
  const auto findings = skill::check(skill_md, made.name);
  const bool refused = options.install && blocks(findings, options.strict);
  std::string path;
  if (!options.dry_run) {
    const bool install = options.install && !refused;
    path = skill::write(install ? skills_root() : app.root.drafts(), made.name, skill_md);
  }
  if (app.json) {
    print(skill::to_json(made, skill_md, findings) + "\n");
  } else {
    print(skill_md);
  }
  say(findings);
  if (refused)
    warn("not installed: the errors above must be mended first; the draft is " + path);
  else if (!path.empty() && !app.json)
    warn((options.install ? "installed " : "draft written to ") + path);
  return refused ? kRefused : kDone;
}

}  // namespace galdr::drain::cmd
