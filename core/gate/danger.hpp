/// Commands that a skill must not tell an agent to run. Pure.
#pragma once
#include <string>
#include <string_view>

namespace galdr::gate {

struct Danger {
  std::string what = {};  ///< in a few words; "" if there is none
  bool grave = true;      ///< no decent skill tells anybody to run it
};

inline bool is_dangerous(const Danger& danger) { return !danger.what.empty() && danger.grave; }

/// What is dangerous in one line of text or shell. The first 64 KiB count.
Danger danger_in(std::string_view line);

}  // namespace galdr::gate
