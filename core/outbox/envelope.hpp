/// An event's envelope: all that the hook knows of it but its id and its payload, as text.
///
///   <ts> <boot_ns> <agent> <event or -> <cut> <bytes>\n
///   NAME=value\n                                          for each variable that was kept
///
/// One column instead of seven: SQLite reads the schema at every open, and a hook opens at every event.
#pragma once
#include "core/base/fixed_text.hpp"
#include "core/outbox/record.hpp"

namespace galdr::outbox {

using Envelope = FixedText<4096 + 256>;

/// Async-signal-safe.
void fill_envelope(Envelope& envelope, const Record& record) noexcept;

}  // namespace galdr::outbox
