/// What a skill's folder holds, told by names and first bytes. Pure.
#pragma once
#include <string_view>
#include <vector>

#include "core/gate/gate.hpp"

namespace galdr::gate {

/// Paths that lead out, hide or clash; links, programs, and what was not taken.
std::vector<Finding> check_folder(const skill::Files& files);
/// Is it text that the gate can read?
bool is_text(std::string_view bytes);

}  // namespace galdr::gate
