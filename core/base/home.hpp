/// Which folder the data home is, and the names in it that the hook uses too. Nothing here allocates.
#pragma once
#include "core/base/fixed_text.hpp"

namespace galdr {

constexpr std::string_view kOutboxFile = "/outbox.db";
constexpr std::string_view kSpillDir = "/spill";
constexpr std::string_view kHookFlagsFile = "/hook.flags";
constexpr std::string_view kHookLogFile = "/hook.log";

/// The path of `name`, one of the names above, under `dir`; not good() where it is too long.
PathText path_in(std::string_view dir, std::string_view name);
/// GALDR_ROOT, else HOME/.galdr, absolute, into `dir`. False where neither is set or the path is too long.
bool find_home(PathText& dir);
/// Is `dir` a folder that belongs to this process's user? Links are followed.
bool is_own_dir(const char* dir);

}  // namespace galdr
