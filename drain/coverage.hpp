/// Coverage: the tool calls in the agents' own transcripts against those that are recorded.
#pragma once
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/store/catalog.hpp"
#include "core/store/intake.hpp"

namespace galdr::drain {

struct MissingCall {
  std::string session_id, call_id, tool;
};

struct Coverage {
  std::string agent;
  std::int64_t transcripts = 0, sessions = 0;
  std::int64_t calls = 0;            ///< that the transcripts tell
  std::int64_t recorded = 0;         ///< of them
  std::int64_t by_hook = 0;          ///< of the recorded ones: those whose start and end a hook told
  std::vector<MissingCall> missing;  ///< the first hundred
};

/// One row an agent that keeps transcripts which changed since `since`. Reads only.
std::vector<Coverage> coverage_since(store::Catalog& catalog, Nanos since, const store::IntakeRules& rules);

}  // namespace galdr::drain
