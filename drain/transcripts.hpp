/// Calls that galdr closed as unknown, until the agent's own transcript tells how they ended.
///
/// Agents write their transcripts at their leisure, so one look may be too early. What was not told after a
/// few looks, or before this process ends, stays unknown.
#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/event/normalise.hpp"
#include "core/store/intake.hpp"

namespace galdr::drain {

/// The last 8 MB of a transcript. Nothing unless it is a plain file of this user's, below `folder`, and no
/// link.
std::optional<std::string> read_transcript(const std::string& path, const std::string& folder);

/// Not thread-safe.
class UnsettledCalls {
 public:
  void add(std::vector<store::ClosedCall> calls);
  /// Reads the transcripts of the calls that wait, once each; returns the ends that they tell. Never throws
  /// over a file.
  std::vector<event::Event> look(const event::Redactor& redact);
  bool empty() const { return calls_.empty(); }

 private:
  struct Waiting {
    store::ClosedCall call;
    int looks = 0;
  };
  std::deque<Waiting> calls_;
};

}  // namespace galdr::drain
