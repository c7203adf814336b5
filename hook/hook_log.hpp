/// hook.log: what the hook could not record, for `galdr doctor` to count. One line an occurrence:
///   <nanoseconds> <word> <agent>\n
/// `empty`: there was nothing on stdin. `lost`: neither outbox.db nor spill/ could take the event.
/// hook.lost: as many bytes long as lines found no room on the disk.
#pragma once
#include <string_view>

#include "core/base/clock.hpp"

namespace galdr::hook {

/// Appends one line; past 1 MB the file becomes hook.log.1 first. Async-signal-safe. Failures are ignored.
void log_line(std::string_view root, Nanos now, std::string_view word, std::string_view agent) noexcept;

}  // namespace galdr::hook
