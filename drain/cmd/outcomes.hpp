/// What the commands about skills share: which skills are ours, and how they fared.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/outcome/outcome.hpp"
#include "drain/app.hpp"

namespace galdr::drain::cmd {

/// galdr's skills, removed ones too, each in all its versions; and others that are in the skills root.
std::vector<outcome::Known> known_skills(const App& app);
/// The skill's report. Throws Error{not_found} where there is no such skill.
outcome::Report report_of(const App& app, store::Catalog& catalog, const std::string& skill);
/// The use that `session` (an id or its beginning) names, else the latest. Throws Error{not_found}.
const outcome::Use& use_in(const outcome::Report& report, const std::string& session);

/// "3 uses, 2 clean, 1 failed".
std::string told(const outcome::Summary& summary);
/// "followed 1, 3; skipped 2; failed 4".
std::string steps_told(const outcome::Use& use);
/// A line each: "npm publish: changed in 2 of 3 uses (npm publish --access public)".
std::vector<std::string> told(const std::vector<outcome::Drift>& drift);

}  // namespace galdr::drain::cmd
