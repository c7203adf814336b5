#include "core/outbox/envelope.hpp"

namespace galdr::outbox {

void fill_envelope(Envelope& envelope, const Record& r) noexcept {
  envelope.number(r.ts).add(" ").number(r.boot_ns).add(" ").add(r.agent).add(" ").add(
      r.event.empty() ? "-" : r.event);
  envelope.add(r.cut ? " 1 " : " 0 ").number(r.bytes).add("\n").add(r.env);
}

}  // namespace galdr::outbox
