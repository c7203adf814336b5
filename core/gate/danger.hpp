/// Commands that a skill must not tell an agent to run. Pure.
#pragma once
#include <string>
#include <string_view>

namespace galdr::gate {

/// What is dangerous in one line of text or shell, in a few words; "" if nothing is.
std::string danger_in(std::string_view line);

}  // namespace galdr::gate
