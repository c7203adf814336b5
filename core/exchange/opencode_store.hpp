/// OpenCode's own store of sessions: an SQLite database, by the schema of 1.18.33.
///
/// Only read, without a lock that outlives a session's reading, so that a running OpenCode is not held up.
#pragma once
#include <functional>
#include <string>

namespace galdr::exchange {

/// Where OpenCode keeps it: $XDG_DATA_HOME/opencode/opencode.db. Throws Error{invalid} where HOME is not set.
std::string opencode_database();
/// Is it an SQLite file?
bool is_opencode_database(const std::string& path);

/// `use(session id, document)` for each session, oldest first; the document is as `opencode export` prints
/// it:
/// {"info", "messages": [{"info", "parts"}]}. Throws Error: not_found, or invalid if its tables are not as
/// expected.
void for_each_opencode_session(const std::string& path,
                               const std::function<void(const std::string&, const std::string&)>& use);

}  // namespace galdr::exchange
