/// Fewer system calls under SQLite in the hook, by sqlite3_vfs's own way to replace them (xSetSystemCall).
///
/// - A WAL frame is written as a header of 24 bytes and a page, two calls; here they are gathered and written
///   together. They reach the file before anything is read, before anything else is written, and before the
///   header that commits: SQLite publishes a commit only after that call has returned. Those of a transaction
///   that failed are forgotten with its lock.
/// - WAL recovery reads frame by frame; here 16 at a time.
/// - The first to open the -shm file truncates it, so that recovery fills it anew, page by page. Clearing its
///   header forces the same recovery (sqlite.org/walformat.html, section 2) and keeps the pages.
/// - No lstat of each folder on the way (a database that is a link is refused by O_NOFOLLOW), no chown of
///   new files where root runs the hook (the root folder is its own), no close-on-exec in a process that
///   starts nothing.
#pragma once

namespace galdr::hook {

/// Installs them. After sqlite3_initialize(), before the first open.
void use_fewer_system_calls();

}  // namespace galdr::hook
