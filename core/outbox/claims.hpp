/// The drain's half of outbox.db: claims over ranges of rows, and deletion under a fencing token.
///
/// A claim is a row of its own about a range of ids: writing it touches no payload page. All calls are made
/// under drain.lock; the token protects against a holder that lost the lock without knowing. Table:
/// schema/outbox.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/outbox/database.hpp"
#include "core/outbox/row.hpp"

namespace galdr::outbox {

/// The row that a statement over (id, event_id, envelope, payload) stands at.
Row row_at(const Statement& statement);

struct Claim {
  std::int64_t token = 0;       ///< grows with every claim, for ever
  std::int64_t lo = 0, hi = 0;  ///< ids, both included; holes are harmless
  std::int64_t attempts = 0;    ///< how often its work was begun and not finished
};

/// How much one claim takes at most; a first row that is larger than max_bytes is taken alone.
struct ClaimLimits {
  std::int64_t max_rows = 1000;
  std::int64_t max_bytes = 8 << 20;
};

/// A row that could not be drained, for the table dead.
struct DeadRow {
  Row row;             ///< payload already redacted
  std::string reason;  ///< one line; never quotes the payload
};

class Claims {
 public:
  /// `owner`: who claims, for people to read. Borrows `db`, which must outlive it.
  Claims(Database& db, std::string owner) : db_(db), owner_(std::move(owner)) {}

  /// The claim that an owner left who is gone, oldest first: under drain.lock there is no other kind.
  std::optional<Claim> stale() const;
  /// Replaces a stale claim by one of ours over the same range, with a new token and one more attempt.
  Claim take_over(const Claim& stale);
  /// Claims the oldest rows. Nothing if the table is empty.
  std::optional<Claim> claim(const ClaimLimits& limits);
  /// Calls `use` with each row of the claim, in order of id; at most `most` of them. Returns how many there
  /// were.
  std::int64_t read(const Claim& claim, const std::function<void(Row&&)>& use,
                    std::int64_t most = INT64_MAX) const;
  /// Deletes the rows lo..`through`, stores `dead`, and ends the claim, or leaves it over the rest, with its
  /// attempts set to `attempts_left`. False, and nothing done, if the claim is no longer ours as given or the
  /// range does not hold exactly `rows` rows.
  bool finish(const Claim& claim, std::int64_t through, std::int64_t rows, const std::vector<DeadRow>& dead,
              std::int64_t attempts_left = 0);
  /// Gives the rows back unread: the failure was not theirs.
  void release(const Claim& claim);
  /// Sets how often the claim was tried.
  void set_attempts(const Claim& claim, std::int64_t attempts);

 private:
  Database& db_;
  std::string owner_;
};

}  // namespace galdr::outbox
