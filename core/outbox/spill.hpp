/// Spill files: one event each, where outbox.db could not take it.
///
/// Form: one header line, the envelope (envelope.hpp), the payload:
///   galdr-spill 1 <event_id> <envelope bytes> <payload bytes> <checksum>\n
/// The checksum (16 hex digits, FNV-1a) is over what stands before it on the line, the envelope and the
/// payload. A file has its final name, the event_id, only once it is whole.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/outbox/envelope.hpp"

namespace galdr::outbox {

/// Writes `dir`/<event_id>. Async-signal-safe: no allocation, no locks. False if there was no way to keep it.
bool write_spill(const char* dir, const Record& record, Durability durability) noexcept;

/// The whole spill files in `dir`, oldest id first, at most `most`. Empty if there is no such folder.
std::vector<std::string> list_spills(const std::string& dir, std::size_t most);
/// Removes unfinished files of hooks that are gone: older than a minute, never acknowledged.
void sweep_spills(const std::string& dir);
/// Reads one; nothing if its header, length or checksum is wrong. Throws Error{io} if it cannot be read.
std::optional<Row> read_spill(const std::string& path);

}  // namespace galdr::outbox
