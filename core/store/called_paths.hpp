/// The paths that a tool call names.
#pragma once
#include <string>
#include <vector>

#include "core/event/event.hpp"

namespace galdr::store {

/// Absolute and without "." and "..": of the input's members that hold paths, of the words of a shell
/// command, of a patch's file lines. Relative ones are below `cwd`. May name more than there is, never less
/// of what it can read. Each once.
std::vector<std::string> called_paths(const event::Event& event, const std::string& cwd);

/// `path` below `cwd`, or below "/" where that is none, without "." and "..".
std::string absolute_path(const std::string& path, const std::string& cwd);

}  // namespace galdr::store
