/// Making outbox.db: whole or not at all.
#pragma once

namespace galdr::outbox {

constexpr int kVersion = 1;  ///< user_version of the newest script in schema/outbox

/// Makes the database at `path` under a temporary name, WAL set and tables there, and links it into place, so
/// that nobody ever sees half of it. Where another process was faster, its file stands. False if it could not
/// be made.
bool create(const char* path);

}  // namespace galdr::outbox
