/// What OpenCode's hooks and its store of sessions have in common.
#pragma once
#include <string>
#include <string_view>

#include "core/event/event.hpp"

namespace galdr::event {

/// The prompt as it was typed: `opencode run` puts quotes around it and a backslash before those in it.
std::string as_typed(std::string_view prompt);

/// How a command ended that had no exit of its own, by the end of its `output`: it was stopped.
Status status_without_exit(std::string_view output);

}  // namespace galdr::event
