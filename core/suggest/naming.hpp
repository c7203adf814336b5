/// What to call a repeated task: by what people asked for, or else by what was done. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/suggest/grouping.hpp"

namespace galdr::suggest {

/// The request before a member, or nullptr where its session has none that is near.
const Mark* request_of(const Past& past, const Member& member);
/// What a person said to have it done, in the words that most requests share; "" if they share few.
std::string asked_for(const Past& past, const Group& group);
/// A skill's name.
std::string name_of(const Past& past, const Group& group, const std::string& asked);
/// The most telling deeds, in order.
std::vector<std::string> told_deeds(const Past& past, const Group& group, std::size_t most);
/// "3 min"
std::string duration_told(Nanos span);

}  // namespace galdr::suggest
