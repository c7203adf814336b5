#include "core/outbox/claims.hpp"

#include <algorithm>

#include "core/outbox/dead.hpp"

namespace galdr::outbox {
namespace {

constexpr char kStale[] = "SELECT token,lo,hi,attempts FROM claim ORDER BY lo LIMIT 1";
constexpr char kInsertClaim[] = "INSERT INTO claim(lo,hi,attempts,owner)VALUES(?1,?2,?3,?4)RETURNING token";
constexpr char kDeleteClaim[] = "DELETE FROM claim WHERE token=?1 AND lo=?2 AND hi=?3";
constexpr char kShrinkClaim[] = "UPDATE claim SET lo=?4,attempts=?5 WHERE token=?1 AND lo=?2 AND hi=?3";
constexpr char kSetAttempts[] = "UPDATE claim SET attempts=?2 WHERE token=?1";
constexpr char kSizes[] = "SELECT id,length(payload) FROM outbox ORDER BY id LIMIT ?1";
constexpr char kRows[] =
    "SELECT id,event_id,envelope,payload FROM outbox WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3";
constexpr char kDeleteRows[] = "DELETE FROM outbox WHERE id BETWEEN ?1 AND ?2";

std::int64_t insert_claim(Database& db, const Claim& claim, const std::string& owner) {
  Statement insert(db.get(), kInsertClaim);
  const std::string who = owner + " at " + format_utc(realtime_now());
  insert.bind(1, claim.lo).bind(2, claim.hi).bind(3, claim.attempts).bind(4, who);
  insert.step();
  const auto token = insert.integer(0);
  insert.step();
  return token;
}

/// Runs a statement about `claim`, its first three parameters; true if exactly one row was changed.
bool change_one(Database& db, Statement& statement, const Claim& claim) {
  statement.bind(1, claim.token).bind(2, claim.lo).bind(3, claim.hi).step();
  return sqlite3_changes64(db.get()) == 1;
}

/// The range of the oldest rows within the limits.
std::optional<Claim> oldest_range(Database& db, const ClaimLimits& limits) {
  Statement sizes(db.get(), kSizes);
  sizes.bind(1, limits.max_rows);
  std::optional<Claim> range;
  for (std::int64_t bytes = 0; sizes.step();) {
    bytes += sizes.integer(1);
    if (range && bytes > limits.max_bytes) break;
    if (!range) range = Claim{0, sizes.integer(0), 0, 0};
    range->hi = sizes.integer(0);
  }
  return range;
}

}  // namespace

Row row_at(const Statement& statement) {
  Row row;
  row.id = statement.integer(0);
  row.event_id = statement.text(1);
  if (!open_envelope(statement.text(2), row)) row.agent = "unknown";
  row.payload = statement.text(3);
  return row;
}

std::optional<Claim> Claims::stale() const {
  Statement find(db_.get(), kStale);
  if (!find.step()) return std::nullopt;
  return Claim{find.integer(0), find.integer(1), find.integer(2), find.integer(3)};
}

Claim Claims::take_over(const Claim& stale) {
  Claim ours = stale;
  ours.attempts += 1;
  Transaction transaction(db_);
  Statement(db_.get(), kDeleteClaim).bind(1, stale.token).bind(2, stale.lo).bind(3, stale.hi).step();
  ours.token = insert_claim(db_, ours, owner_);
  transaction.commit();
  return ours;
}

std::optional<Claim> Claims::claim(const ClaimLimits& limits) {
  Transaction transaction(db_);
  auto ours = oldest_range(db_, limits);
  if (!ours) return std::nullopt;
  ours->token = insert_claim(db_, *ours, owner_);
  transaction.commit();
  return ours;
}

std::int64_t Claims::read(const Claim& claim, const std::function<void(Row&&)>& use,
                          std::int64_t most) const {
  Statement rows(db_.get(), kRows);
  rows.bind(1, claim.lo).bind(2, claim.hi).bind(3, most);
  std::int64_t count = 0;
  for (; rows.step(); ++count) use(row_at(rows));
  return count;
}

bool Claims::finish(const Claim& claim, std::int64_t through, std::int64_t rows,
                    const std::vector<DeadRow>& dead, std::int64_t attempts_left) {
  Transaction transaction(db_);
  const bool whole = through >= claim.hi;
  Statement end(db_.get(), whole ? kDeleteClaim : kShrinkClaim);
  if (!whole) end.bind(4, through + 1).bind(5, attempts_left);
  if (!change_one(db_, end, claim)) return false;
  Statement(db_.get(), kDeleteRows).bind(1, claim.lo).bind(2, std::min(through, claim.hi)).step();
  if (sqlite3_changes64(db_.get()) != rows) return false;
  for (const auto& row : dead) bury(db_, row);
  transaction.commit();
  return true;
}

void Claims::release(const Claim& claim) {
  Statement(db_.get(), kDeleteClaim).bind(1, claim.token).bind(2, claim.lo).bind(3, claim.hi).step();
}

void Claims::set_attempts(const Claim& claim, std::int64_t attempts) {
  Statement(db_.get(), kSetAttempts).bind(1, claim.token).bind(2, attempts).step();
}

}  // namespace galdr::outbox
