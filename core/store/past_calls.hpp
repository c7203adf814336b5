/// What agents did and were asked for, session by session, at the price of reading each call once: its start
/// alone, without what it printed.
#pragma once
#include <functional>
#include <string>

#include "core/event/event.hpp"
#include "core/store/catalog.hpp"

namespace galdr::store {

struct PastCall {
  event::Event start;       ///< or its end, where no start was told
  std::int64_t to_seq = 0;  ///< of its end
  Nanos end = 0;
};

struct UsePast {
  std::function<void(const PastCall&)> call;
  std::function<void(const event::Event&)> prompt;  ///< one that a person typed
};

/// Reads one session after the other. Borrows the catalog, which must outlive it. Not thread-safe.
class PastReader {
 public:
  explicit PastReader(Catalog& catalog);
  /// The calls of a session that ended and did not fail, and its prompts, in the order of time. Lines that
  /// cannot be read any more are left out. Throws Error{io}.
  void read(const Session& session, const UsePast& use);

 private:
  const SpanLog& spans_;
  SQLite::Statement select_;
};

}  // namespace galdr::store
