/// SQLite's memory in the hook: an arena that is used up and never given back, for a process of a
/// millisecond.
#pragma once

namespace galdr::hook {

/// Makes SQLite take its memory from the arena. Before sqlite3_initialize().
void use_arena();

}  // namespace galdr::hook
