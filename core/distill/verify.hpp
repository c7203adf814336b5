/// How to tell that the task is done, and what must be there before it starts. Pure.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/distill/drafts.hpp"

namespace galdr::distill {

/// A check that a run made of its work, and what came of it.
struct Check {
  std::string command, outcome;  ///< "exits 0"
  std::string answer;            ///< what it printed, as it is told after the outcome; may be empty
};
std::string told(const Check& check);
/// The run's own last checks, after its last change of a file.
std::vector<Check> checks_of(const Story& story);
/// The last line that the call printed, if it is short and says something; "".
std::string last_line_of(const Call& call);
/// Secrets that the steps need, programs that they call and files that they change but do not make, as
/// sentences.
std::vector<std::string> preconditions_of(const std::vector<Draft>& drafts);
/// The versions that programs of the steps told of themselves, by program: "node" "20.11.1".
std::map<std::string, std::string> versions_in(const Story& story);
std::string versions_told(const std::map<std::string, std::string>& versions,
                          const std::vector<Draft>& drafts);

}  // namespace galdr::distill
