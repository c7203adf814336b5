/// One event on its way from the hook to the drain, as borrowed bytes: nothing here owns memory.
#pragma once
#include <cstdint>
#include <string_view>

#include "core/base/clock.hpp"

namespace galdr::outbox {

struct Record {
  std::string_view event_id;  ///< ULID, the event's identity from birth
  std::string_view agent;     ///< [A-Za-z0-9._-]{1,64}
  std::string_view event;     ///< likewise, or empty where the payload names its event
  Nanos ts = 0;               ///< when the hook was called
  Nanos boot_ns = 0;          ///< the same since boot
  std::string_view env;       ///< "NAME=value\n" of the allow-listed variables
  bool cut = false;           ///< the payload is not whole: size cap or deadline
  std::int64_t bytes = 0;     ///< how long it was on stdin
  std::string_view payload;   ///< any bytes
};

/// What an acknowledged event must survive.
enum class Durability {
  process,  ///< kill -9 of anything; a power cut may take the newest rows
  power,    ///< a power cut too
};

}  // namespace galdr::outbox
