/// One event that was read back, owned: a row of the table outbox, or a spill file.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"

namespace galdr::outbox {

struct Row {
  std::int64_t id = 0;  ///< of the table's row; 0 for a spill file
  std::string event_id, agent, event, env, payload;
  Nanos ts = 0, boot_ns = 0;
  bool cut = false;
  std::int64_t bytes = 0;
};

/// Reads an envelope (envelope.hpp) into the row; false if `text` is none.
bool open_envelope(std::string_view text, Row& row);
/// The envelope of a row that was read.
std::string envelope_of(const Row& row);

}  // namespace galdr::outbox
