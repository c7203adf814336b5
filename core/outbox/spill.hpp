/// Spill files: one event each, where outbox.db could not take it.
///
/// Form: one header line, the envelope (envelope.hpp), the payload:
///   galdr-spill 1 <event_id> <envelope bytes> <payload bytes> <checksum>\n
/// The checksum (16 hex digits, FNV-1a) is over what stands before it on the line, the envelope and the
/// payload. A file has its final name, the event_id, only once it is whole.
#pragma once
#include <string_view>

#include "core/outbox/record.hpp"

namespace galdr::outbox {

constexpr std::string_view kSpillMagic = "galdr-spill 1 ";

/// The checksum of a spill file; `header` is what stands before it.
std::uint64_t spill_checksum(std::string_view header, std::string_view envelope,
                             std::string_view payload) noexcept;
/// Writes `dir`/<event_id>. Async-signal-safe: no allocation, no locks. False if there was no way to keep it.
bool write_spill(const char* dir, const Record& record, Durability durability) noexcept;

}  // namespace galdr::outbox
