/// How often each spill file was begun and not finished: spill/.attempts, "<event_id> <times>\n" a file.
///
/// A drain that is killed leaves its entries; one that fails and says so takes them back. So a file that
/// kills whoever reads it is found out, as a row is by its claim. Under drain.lock.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace galdr::outbox {

/// The spill files of one batch; while it lives, each counts as begun once more.
class SpillAttempts {
 public:
  /// Chooses files of `dir`, oldest first, at most `most`: one alone while any is under suspicion, and then
  /// none `beside_rows`.
  SpillAttempts(std::string dir, std::size_t most, bool beside_rows);
  /// Takes back what it counted, unless finish() was called.
  ~SpillAttempts();
  SpillAttempts(const SpillAttempts&) = delete;
  SpillAttempts& operator=(const SpillAttempts&) = delete;

  const std::vector<std::string>& names() const { return names_; }
  /// How often this file was begun before and not finished.
  std::int64_t before(const std::string& name) const;
  /// The batch is done: its files are under no suspicion any more.
  void finish();

 private:
  using Counts = std::map<std::string, std::int64_t>;
  void store(const Counts& counts) const noexcept;
  std::string dir_;
  Counts before_;
  std::vector<std::string> names_;
};

}  // namespace galdr::outbox
