/// A skill's steps held against what was done after it was loaded. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/outcome/deeds.hpp"
#include "core/outcome/plan.hpp"

namespace galdr::outcome {

enum class State {
  followed,
  changed,  ///< the same program and subcommand, or a part of it, but not as it is told
  skipped,
  failed,   ///< the last try did
  unknown,  ///< it was done, and nobody told how it went
  unseen,   ///< prose: no recording can show it
};
std::string_view name_of(State state);

struct StepOutcome {
  int n = 0;  ///< from 1
  std::string intent, key;
  bool optional = false;
  State state = State::skipped;
  bool moved = false;    ///< it was done, but at another point
  int tries = 0;         ///< 1 where the first one did it
  std::int64_t seq = 0;  ///< of the last try's call; 0 where there was none
  std::string made;      ///< what was done instead, of a changed step
  std::string error;     ///< of the last try that failed, its first telling line
  std::string said;      ///< what somebody said of the step: "good", "bad", "mixed"; it outranks `state`
};

enum class Held { held, failed, not_run, unknown };
std::string_view name_of(Held held);

struct CheckOutcome {
  std::string told;
  Held held = Held::not_run;
  std::int64_t seq = 0;
};

/// Something that was done, and that no step asks for; or a failure of it.
struct Extra {
  std::string key;  ///< the same in another session
  std::string told;
  std::string error = {};  ///< its telling lines, if it failed and the skill's gotchas do not know that
  bool failed = false;
};

struct Followed {
  Binding inputs;
  std::vector<StepOutcome> steps;
  std::vector<CheckOutcome> checks;
  std::vector<Extra> extra;
  int done = 0;                               ///< steps that were done, in whatever way
  std::size_t first_done = 0, last_done = 0;  ///< the first and the last of those, by index
};

Followed follow(const Plan& plan, const std::vector<Deed>& deeds);

}  // namespace galdr::outcome
