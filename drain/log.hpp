/// daemon.log: one JSON object a line, {"ts","level","message"}; rotated to daemon.log.1 by size. Quotes no
/// payload.
#pragma once
#include <string>

namespace galdr::drain {

enum class Level { info, warning, error };

/// Where lines go from now on: standard error, which the daemon points at its log. `path`: the log's own
/// path, for rotation; empty in the foreground, where lines are plain text.
void open_log(const std::string& path);
void log(Level level, const std::string& message);
/// Renames a log that has grown past 5 MB and starts a new one. Called between batches.
void rotate_log();

}  // namespace galdr::drain
