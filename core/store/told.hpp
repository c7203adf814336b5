/// What a transcript tells, against what is recorded: only what is missing becomes lines.
///
/// A hook's word stands; a transcript fills in what hooks did not tell: how a call ended, its exit code and
/// duration, in which subagent it ran, calls that fired no hook at all.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/store/intake.hpp"

namespace galdr::store {

/// The events of one transcript, all of one session. Lives within one take.
class ToldEvents {
 public:
  /// Borrows both. `session` is of the intake.
  ToldEvents(Intake& intake, Session& session) : intake_(intake), session_(session) {}
  void take(event::Event& told);
  static bool denies(Intake& intake, const event::Event& told);

 private:
  void take_start(event::Event& told);
  void take_end(event::Event& told);
  void take_again(event::Event& told);
  void take_other(event::Event& told);
  bool is_recorded(const event::Event& told);
  void read_recorded();
  void rename(event::Event& told, const std::string& call_id) const;

  Intake& intake_;
  Session& session_;
  std::map<std::string, std::string> names_;  ///< call ids of the transcript → those that are recorded
  std::set<std::string> claimed_;             ///< recorded calls that the transcript has told of
  std::optional<std::vector<event::Event>> recorded_;  ///< by hooks, calls left out; read when first needed
};

}  // namespace galdr::store
