/// An event's envelope: all that the hook knows of it but its id and its payload, as text.
///
///   <ts> <boot_ns> <agent> <event or -> <cut> <bytes>\n
///   NAME=value\n                                          for each variable that was kept
///
/// One column instead of seven: SQLite reads the schema at every open, and a hook opens at every event.
#pragma once
#include <string>

#include "core/base/fixed_text.hpp"
#include "core/outbox/record.hpp"

namespace galdr::outbox {

using Envelope = FixedText<4096 + 256>;

/// Async-signal-safe.
void fill_envelope(Envelope& envelope, const Record& record) noexcept;

/// One event, owned: a row of the table outbox, or a spill file.
struct Row {
  std::int64_t id = 0;  ///< of the table's row; 0 for a spill file
  std::string event_id, agent, event, env, payload;
  Nanos ts = 0, boot_ns = 0;
  bool cut = false;
  std::int64_t bytes = 0;
};

/// Reads `text` into the row; false if it is no envelope.
bool open_envelope(std::string_view text, Row& row);
/// The envelope of a row that was read.
std::string envelope_of(const Row& row);

}  // namespace galdr::outbox
