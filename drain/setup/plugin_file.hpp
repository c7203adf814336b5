/// A plugin of galdr's: a file that is galdr's alone, known by its first line. Pure: text in, text out.
///
/// The counterpart of hook_entries.hpp for agents without hook entries, which calls these.
#pragma once
#include <string>
#include <vector>

#include "drain/setup/agents.hpp"
#include "drain/setup/hook_entries.hpp"

namespace galdr::drain::setup {

bool is_plugin(const Agent& agent, const Content& content);
/// Throws Error{refused} where another file is in the place.
std::string with_plugin(const Agent& agent, const Content& content, const std::string& program);
/// What was there before: nothing, or blanks.
Content without_plugin(const Content& original);
std::vector<std::string> plugin_differences(const Agent& agent, const Content& content,
                                            const std::string& program);

}  // namespace galdr::drain::setup
