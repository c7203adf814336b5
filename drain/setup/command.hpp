/// The shell command that an agent runs for each hook event, and how to know one that is galdr's.
#pragma once
#include <string>
#include <string_view>

namespace galdr::drain::setup {

/// "<program> --agent <agent> || exit 0", with "--event <event>" where one is named. The fallback is for the
/// day the program is gone: agents take a hook that fails for a refusal, or tell the user about it. Throws
/// Error{invalid} if `program` is not UTF-8.
std::string hook_command(const std::string& program, std::string_view agent, std::string_view event = {});
/// Throws Error{invalid} if `program` is not UTF-8.
void require_utf8(const std::string& program);
/// Does `command` run a program called galdr-hook for `agent`? Variables may be set in front of it.
bool runs_hook(std::string_view command, std::string_view agent);
/// What to write in place of `command`, which runs_hook: `wanted`, behind the variables that were set in it.
std::string updated_command(std::string_view command, const std::string& wanted);
/// `command`, which runs_hook, without the variable `name` that may be set in front of it.
std::string without_variable(std::string_view command, std::string_view name);

/// `text` as one word of /bin/sh; quoted only where it has to be.
std::string shell_word(const std::string& text);

/// The absolute path of the galdr-hook that belongs to the program `galdr`: beside it, by a name that
/// outlives upgrades where PATH has one for the same file; else the one on PATH. If there is none, where it
/// should be.
std::string hook_program(const std::string& galdr);
/// That of this program.
std::string hook_program();
/// What keeps `program` from running, or "".
std::string program_fault(const std::string& program);

}  // namespace galdr::drain::setup
