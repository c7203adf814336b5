/// What the commands about skills share: which skills are ours, and how they fared.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/outcome/outcome.hpp"
#include "drain/app.hpp"

namespace galdr::drain::cmd {

/// The skills in the skills root, each as it is there now.
std::vector<outcome::Known> known_skills();
/// The skill's report. Throws Error{not_found} where there is no such skill.
outcome::Report report_of(store::Catalog& catalog, const std::string& skill);
/// The use that `session` (an id or its beginning) names, else the latest. Throws Error{not_found}.
const outcome::Use& use_in(const outcome::Report& report, const std::string& session);

/// "3 uses, 2 clean, 1 failed".
std::string told(const outcome::Summary& summary);
/// A line each: "npm publish: changed in 2 of 3 uses (npm publish --access public)".
std::vector<std::string> told(const std::vector<outcome::Drift>& drift);

}  // namespace galdr::drain::cmd
