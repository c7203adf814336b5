#include "drain/drainer.hpp"

#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/fault.hpp"
#include "core/outbox/dead.hpp"
#include "core/outbox/salvage.hpp"
#include "core/outbox/spill_attempts.hpp"
#include "core/outbox/spill_files.hpp"
#include "core/store/sql.hpp"
#include "drain/hook_flags.hpp"

namespace galdr::drain {
namespace {

constexpr std::int64_t kCareful = 2;       ///< a claim tried so often is done row by row
constexpr std::int64_t kMostFailures = 5;  ///< a row that failed so often by itself is dead
constexpr std::size_t kMostSpills = 500;
constexpr char kKeepBatch[] = "PRAGMA cache_size=-18000";  ///< its pages: claimed, read and deleted
constexpr std::int64_t kCheckpointBytes = 2 << 20;
constexpr std::int64_t kDeletedAtOnce = 1000;  ///< rows: hooks wait while a transaction deletes

/// Gives back what the last batches needed: a daemon is idle for most of its life.
void release_memory() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

/// A row could not be understood: its own fault, not the machine's.
struct RowFailure {
  std::string reason;
};

template <typename Source>
event::RawEvent raw_of(Source&& from) {
  return {std::move(from.event_id),
          std::move(from.agent),
          std::move(from.event),
          from.ts,
          from.boot_ns,
          std::move(from.env),
          from.cut,
          from.bytes,
          std::move(from.payload)};
}

/// A dead row keeps what the event was, redacted: its strings as JSON decodes them where it is JSON.
outbox::DeadRow dead_of(const event::Redactor& redact, event::RawEvent&& raw, const std::string& reason) {
  raw.payload = event::redacted(raw.payload, redact);
  redact(raw.env);
  return {{0, std::move(raw.event_id), std::move(raw.agent), std::move(raw.event), std::move(raw.env),
           std::move(raw.payload), raw.ts, raw.boot_ns, raw.truncated, raw.full_bytes},
          reason};
}

/// Takes a raw event; what goes wrong because of its content is a RowFailure, the rest passes.
void take(store::Intake& intake, const event::RawEvent& raw, Drained& drained) {
  try {
    fault_point("row");
    const auto taken = intake.take(raw);
    drained.written += taken == store::Taken::added ? 1 : 0;
    drained.duplicates += taken == store::Taken::known ? 1 : 0;
    drained.denied += taken == store::Taken::denied ? 1 : 0;
  } catch (const Error&) {
    throw;
  } catch (const SQLite::Exception&) {
    throw;
  } catch (const std::exception& e) {
    throw RowFailure{e.what()};
  }
}

}  // namespace

struct Drainer::Work {
  /// Rows that are deleted together.
  struct Done {
    std::int64_t through = 0;  ///< the last id of them
    std::int64_t rows = 0;
  };
  Work(store::Catalog& catalog, const Root& root, store::IntakeRules& rules)
      : transaction(catalog.db()), intake(catalog, root, rules) {}
  store::Immediate transaction;
  store::Intake intake;
  Drained drained;
  std::vector<Done> done;  ///< what can be deleted, in order
  std::vector<outbox::DeadRow> dead;
  std::vector<std::string> spills;  ///< paths of the files that were taken
};

Drained& Drained::operator+=(const Drained& other) {
  claimed += other.claimed, written += other.written, duplicates += other.duplicates, dead += other.dead;
  denied += other.denied, spilled += other.spilled, reclaimed += other.reclaimed, again = other.again;
  notices.insert(notices.end(), other.notices.begin(), other.notices.end());
  return *this;
}

Drainer::Drainer(Root root, const Config& config)
    : root_(std::move(root)),
      owner_("pid " + std::to_string(::getpid())),
      limits_(limits_of(config)),
      settling_(root_, config.integer("capture.silent_after_s") * kSecond) {
  make_private_dirs(root_.dir);
  redactor_ = std::make_unique<privacy::Redactor>(redaction_key(root_));
  rules_.redact = [this](std::string& text) { return redactor_->redact(text); };
  rules_.keep = {static_cast<std::size_t>(config.integer("capture.max_string_bytes")),
                 config.boolean("capture.images")};
  rules_.policy = store::Policy(config.list("capture.deny_tools"), config.list("capture.deny_paths"));
}

outbox::Database& Drainer::outbox() {
  if (outbox_ && outbox_->has_moved()) {
    const auto carried = outbox::carry_over(*outbox_, root_);
    notices_.push_back("outbox.db was deleted or replaced while it was open; " + std::to_string(carried) +
                       " event(s) that waited in it were saved");
    outbox_.reset();
  }
  if (!outbox_) {
    outbox_ = std::make_unique<outbox::Database>(root_.outbox());
    outbox_->execute(kKeepBatch);
    dirty_ = outbox::needs_scrub(*outbox_, root_.outbox());
  }
  return *outbox_;
}

store::Catalog& Drainer::catalog() {
  if (catalog_ && catalog_->has_moved()) catalog_.reset();
  if (!catalog_) {
    try {
      catalog_ = open_catalog();
    } catch (const Error& e) {
      if (e.code() != ErrorCode::corrupt) throw;
      store::Catalog::discard(root_);  // only an index: made anew from what it indexes
      catalog_ = open_catalog();
    }
    outbox::sweep_unfinished(root_);
    write_hook_flags(root_, *catalog_);
  }
  return *catalog_;
}

std::unique_ptr<store::Catalog> Drainer::open_catalog() const {
  auto opened = std::make_unique<store::Catalog>(root_);
  opened->heal();
  return opened;
}

/// Looks after a damaged outbox.db; the usual case costs one small read.
void Drainer::keep_outbox_sound() {
  if (!damaged_ && !spilled_ && !outbox::has_unfinished(root_) && outbox().looks_sound_to_hooks()) return;
  outbox_.reset();
  store::Fold fold(catalog().db());
  for (const auto& salvaged :
       outbox::mend(root_, damaged_, [&](const std::string& id) { return fold.knows(id); }))
    notices_.push_back("outbox.db was damaged and is made anew: " + outbox::describe(salvaged) +
                       (salvaged.folder.empty() ? "" : "; a copy is kept, see `galdr doctor`"));
}

std::optional<outbox::Claim> Drainer::next_claim(Drained& drained) {
  auto all = claims();
  const auto left = all.stale();
  if (!left) return all.claim(limits_);
  if (left->token == own_token_) return left;
  drained.reclaimed += 1;
  catalog().heal();  // its owner may have written files that our index does not know of
  return all.take_over(*left);
}

Drained Drainer::run_batch(const store::DrainLock& lock) {
  if (!lock.still_ours()) throw Error(ErrorCode::busy, "drain.lock was replaced while it was held");
  catalog();
  Drained drained;
  std::optional<outbox::Claim> claim;
  std::exception_ptr unusable;
  try {
    keep_outbox_sound();
    claim = next_claim(drained);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::corrupt && !std::exchange(damaged_, true))
      return drained.again = true, drained;
    unusable = std::current_exception();  // spill files can still be taken
  }
  if (claim) own_token_ = claim->token;
  fault_point("claimed");
  try {
    drained += process(claim);
    if (drained.idle()) settling_.look(catalog(), rules_);
  } catch (const RowFailure&) {
    row_failed(*claim);
    drained.again = true;
  } catch (const SQLite::Exception& e) {
    give_back(claim);
    catalog_.reset();
    const Error error = store::translate(e, root_.catalog());
    if (error.code() != ErrorCode::corrupt) throw error;
    store::Catalog::discard(root_);
    drained.again = true;
    return drained;
  } catch (const Error& e) {
    give_back(claim);
    if (e.code() != ErrorCode::corrupt || std::exchange(damaged_, true)) throw;
    drained.again = true;
    return drained;
  } catch (...) {
    give_back(claim);
    throw;
  }
  if (!unusable) damaged_ = false;
  spilled_ = drained.spilled > 0;
  if (unusable && drained.idle()) std::rethrow_exception(unusable);
  drained.notices = std::exchange(notices_, {});
  return drained;
}

Drained Drainer::process(std::optional<outbox::Claim>& claim) {
  // Not beside a row that is tried by itself: what a spill file does must not be held against it.
  const bool careful = claim && claim->attempts >= kCareful;
  outbox::SpillAttempts spills(root_.spill(), careful ? 0 : kMostSpills, claim.has_value());
  if (!claim && spills.names().empty()) return {};
  Work work(catalog(), root_, rules_);
  if (claim) take_rows(work, *claim);
  for (const auto& name : spills.names())
    if (work.intake.bytes() <= limits_.max_bytes) take_spill_or_leave(work, name, spills.before(name));
  work.intake.write();
  fault_point("appended");
  settling_.note(work.intake, work.drained.denied);
  work.transaction.commit();
  fault_point("folded");
  if (claim) delete_done(work, *claim);
  fault_point("deleted");
  for (const auto& path : work.spills) ::unlink(path.c_str());
  spills.finish();
  ::utimensat(AT_FDCWD, root_.drain_lock().c_str(), nullptr, 0);  // when there was progress, for status
  return work.drained;
}

void Drainer::take_rows(Work& work, const outbox::Claim& claim) {
  const bool careful = claim.attempts >= kCareful;
  work.drained.claimed = claims().read(
      claim,
      [&](outbox::Row&& row) {
        if (work.done.empty() || work.done.back().rows == kDeletedAtOnce) work.done.emplace_back();
        work.done.back() = {row.id, work.done.back().rows + 1};
        take_row(work, claim, raw_of(std::move(row)));
      },
      careful ? 1 : INT64_MAX);
  if (work.done.empty()) work.done.emplace_back();
  if (!careful || work.drained.claimed == 0) work.done.back().through = claim.hi;
}

void Drainer::take_row(Work& work, const outbox::Claim& claim, event::RawEvent&& raw) {
  const auto bury = [&](const std::string& reason) {
    work.dead.push_back(dead_of(rules_.redact, std::move(raw), reason));
    work.drained.dead += 1;
  };
  if (claim.attempts >= kCareful + kMostFailures && !work.intake.knows(raw.event_id))
    return bury("the drain died " + std::to_string(kMostFailures) + " times at this event alone");
  const bool last_try = claim.attempts == kCareful + kMostFailures - 1;
  try {
    take(work.intake, raw, work.drained);
  } catch (const RowFailure& failure) {
    if (!last_try) throw;
    bury("it could not be normalised: " + failure.reason);
  }
}

/// One file that cannot be read, or not be buried, must not hold up the others.
void Drainer::take_spill_or_leave(Work& work, const std::string& name, std::int64_t attempts) {
  try {
    take_spill(work, name, attempts);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::corrupt && e.code() != ErrorCode::invalid) throw;
  }
}

void Drainer::take_spill(Work& work, const std::string& name, std::int64_t attempts) {
  const std::string path = root_.spill() + "/" + name;
  const bool deadly = attempts > kMostFailures && !work.intake.knows(name);
  if (!deadly) fault_point("spill");
  auto spilled = outbox::read_spill(path);
  const bool whole = spilled.has_value();
  event::RawEvent raw =
      whole ? raw_of(std::move(*spilled)) : event::RawEvent{name, "unknown", {}, 0, 0, {}, false, 0, {}};
  std::string reason = whole ? "" : "the spill file is damaged: its header or checksum does not match";
  if (deadly) reason = "the drain died " + std::to_string(kMostFailures) + " times at this spill file alone";
  try {
    if (whole && !deadly) take(work.intake, raw, work.drained);
  } catch (const RowFailure& failure) {
    reason = "it could not be normalised: " + failure.reason;
  }
  if (!reason.empty()) {
    if (!whole) raw.payload = read_file(path).value_or("");
    outbox::bury(outbox(), dead_of(rules_.redact, std::move(raw), reason));
    work.drained.dead += 1;
  }
  work.drained.spilled += 1;
  work.spills.push_back(path);
}

void Drainer::delete_done(Work& work, outbox::Claim& claim) {
  outbox::checkpoint_above(outbox(), root_.outbox(), kCheckpointBytes);
  const std::int64_t attempts_left = std::min(claim.attempts, kCareful);
  for (const auto& done : work.done) {
    if (!claims().finish(claim, done.through, done.rows, work.dead, attempts_left))
      throw Error(ErrorCode::busy, "another drain took over the claim " + std::to_string(claim.token));
    fault_point("deleting");
    work.dead.clear();
    claim.lo = done.through + 1;
    claim.attempts = attempts_left;
  }
  if (claim.lo > claim.hi) own_token_.reset();
  dirty_ = true;
}

void Drainer::row_failed(const outbox::Claim& claim) {
  claims().set_attempts(claim, std::max(kCareful, claim.attempts + 1));
}

void Drainer::give_back(const std::optional<outbox::Claim>& claim) noexcept {
  if (!claim) return;
  try {
    claims().release(*claim);
    own_token_.reset();
  } catch (const std::exception&) {  // then it is taken over as stale
  }
}

void Drainer::tidy() {
  if (!dirty_ || !outbox::scrub(outbox())) return;
  dirty_ = false;
  sqlite3_db_release_memory(outbox().get());
  if (catalog_) sqlite3_db_release_memory(catalog_->db().getHandle());
  release_memory();
}

outbox::ClaimLimits limits_of(const Config& config) {
  return {std::clamp<std::int64_t>(config.integer("daemon.batch_rows"), 1, 100'000),
          std::clamp<std::int64_t>(config.integer("daemon.batch_bytes"), 1, std::int64_t{1} << 30)};
}

std::string redaction_key(const Root& root) {
  const std::string path = root.dir + "/redact.key";
  if (auto key = read_file(path, 4096); key && key->size() >= 32) return *key;
  std::string key(32, '\0');
  if (::getentropy(key.data(), key.size()) != 0) throw errno_error("no random bytes for " + path);
  const std::string own = path + ".new-" + std::to_string(::getpid());
  write_file_atomic(own, key);
  const bool linked =
      ::link(own.c_str(), path.c_str()) == 0 || errno == EEXIST;  // of several, the first stands
  ::unlink(own.c_str());
  if (!linked) throw errno_error("cannot make " + path);
  return read_file(path, 4096).value_or(key);
}

}  // namespace galdr::drain
