/// Replacements of text, told as a diff. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/json_text.hpp"

namespace galdr::distill {

/// The lines that both ends of a change share are its context; "@@" stands between changes.
std::string as_diff(const std::vector<Change>& changes);

}  // namespace galdr::distill
