/// What was redacted in one string of an event, looked for in its others.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/echoes.hpp"
#include "core/event/event.hpp"
#include "core/event/json_text.hpp"

namespace galdr::event {

/// For one event: learns by looking on what its editor replaces. A command that passes a value bare is told
/// by its output, which names it.
class Recall {
 public:
  /// Borrows `redact`.
  explicit Recall(const StringEdit& redact) : redact_(redact) {}
  /// The same edit, looked on; empty if `redact` is. Borrows this.
  StringEdit edit();
  /// Replaces in the event's texts what was learnt; counts it as redactions. Its ids and names stay.
  void spread(Event& event) const;

 private:
  std::int64_t redact(std::string& text);
  void learn(std::string_view after);

  const StringEdit& redact_;
  std::string before_;
  Echoes plain_, json_;  ///< as they read, as JSON writes them
};

}  // namespace galdr::event
