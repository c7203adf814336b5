/// Skills that nobody accepted yet: drafts/NAME/ with a skill's files, and drafts/.NAME.json, the model that
/// they were made of, which what is installed from a draft keeps.
#pragma once
#include <string>

#include "core/skill/skill.hpp"

namespace galdr::library {

/// Makes `drafts`/NAME hold these files, as Folder::put; returns the path of its SKILL.md.
std::string write_draft(const std::string& drafts, const std::string& name, const skill::Files& files,
                        const std::string& model);
/// The model of a draft; "" if there is none, or the SKILL.md was changed since.
std::string draft_model(const std::string& drafts, const std::string& name, const skill::Files& files);
/// Removes an accepted draft. Throws Error{io}.
void drop_draft(const std::string& drafts, const std::string& name);

}  // namespace galdr::library
