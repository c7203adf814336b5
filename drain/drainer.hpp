/// The drain protocol: claim → append → fold → delete, one batch at a time, exactly once through kill -9
/// anywhere.
///
/// Used by the daemon, `galdr drain --once` and the inline drain of reading commands. The caller holds
/// drain.lock.
#pragma once
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/config.hpp"
#include "core/base/paths.hpp"
#include "core/outbox/claims.hpp"
#include "core/privacy/redact.hpp"
#include "core/store/catalog.hpp"
#include "core/store/drain_lock.hpp"
#include "core/store/intake.hpp"
#include "drain/settle.hpp"

namespace galdr::drain {

/// What batches did; sums over several by +=.
struct Drained {
  std::int64_t claimed = 0;          ///< rows
  std::int64_t written = 0;          ///< events that were new
  std::int64_t duplicates = 0;       ///< events whose id was known
  std::int64_t denied = 0;           ///< events that the user's policies dropped
  std::int64_t dead = 0;             ///< rows and spill files given up
  std::int64_t spilled = 0;          ///< events taken from spill files
  std::int64_t reclaimed = 0;        ///< claims taken over from an owner that is gone
  std::vector<std::string> notices;  ///< what befell a damaged outbox.db, a line each, for people
  bool again = false;                ///< a row failed: its claim is to be done row by row, in the next batch
  Drained& operator+=(const Drained& other);
  bool idle() const { return claimed == 0 && spilled == 0 && dead == 0 && !again; }
};

/// Not thread-safe. Keeps its connections between batches and notices when a file was deleted or replaced.
class Drainer {
 public:
  Drainer(Root root, const Config& config);

  /// One batch. Throws Error if the machine or a file failed: nothing is lost, the batch is done again later.
  Drained run_batch(const store::DrainLock& lock);
  /// Claims no more than so many rows from now on.
  void limit_rows(std::int64_t most) { limits_.max_rows = most; }
  /// For an empty outbox: leaves no drained byte behind. Cheap where there is nothing to do.
  void tidy();
  bool is_tidy() const { return !dirty_; }
  /// The catalog, opened and healed. Needs drain.lock.
  store::Catalog& catalog();
  /// outbox.db, opened. Throws Error.
  outbox::Database& outbox();
  /// What a transcript or another store tells is taken in by these. Needs drain.lock.
  store::IntakeRules& rules() { return rules_; }
  Settling& settling() { return settling_; }

 private:
  struct Work;
  void keep_outbox_sound();
  std::optional<outbox::Claim> next_claim(Drained& drained);
  Drained process(std::optional<outbox::Claim>& claim);
  void take_rows(Work& work, const outbox::Claim& claim);
  void take_row(Work& work, const outbox::Claim& claim, event::RawEvent&& raw);
  void take_spill(Work& work, const std::string& name, std::int64_t attempts);
  void take_spill_or_leave(Work& work, const std::string& name, std::int64_t attempts);
  std::unique_ptr<store::Catalog> open_catalog() const;
  /// Shrinks `claim` to what is left of it.
  void delete_done(Work& work, outbox::Claim& claim);
  void row_failed(const outbox::Claim& claim);
  void give_back(const std::optional<outbox::Claim>& claim) noexcept;
  outbox::Claims claims() { return {outbox(), owner_}; }

  Root root_;
  std::string owner_;
  outbox::ClaimLimits limits_;
  std::unique_ptr<privacy::Redactor> redactor_;
  store::IntakeRules rules_;
  std::unique_ptr<outbox::Database> outbox_;
  std::unique_ptr<store::Catalog> catalog_;
  Settling settling_;
  std::vector<std::string> notices_;       ///< for the next batch to hand out
  std::optional<std::int64_t> own_token_;  ///< of a claim of ours that is not finished
  bool dirty_ = true;                      ///< rows were deleted since the last tidy()
  bool spilled_ = false;  ///< the last batch had spill files: why could hooks not use outbox.db?
  bool damaged_ = false;  ///< the last batch found outbox.db damaged
};

/// How much a batch claims, by the settings.
outbox::ClaimLimits limits_of(const Config& config);

/// The key of this root's redaction tags, made at first need. Throws Error{io}.
std::string redaction_key(const Root& root);

}  // namespace galdr::drain
