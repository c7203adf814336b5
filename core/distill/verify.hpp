/// How to tell that the task is done, and what must be there before it starts. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/drafts.hpp"

namespace galdr::distill {

/// The run's own last checks, after its last change of a file, as sentences.
std::vector<std::string> verification_of(const Story& story);
/// The last line that the call printed, if it is short and says something; "".
std::string last_line_of(const Call& call);
/// Secrets that the steps need, programs that they call and files that they change but do not make, as
/// sentences.
std::vector<std::string> preconditions_of(const std::vector<Draft>& drafts);

}  // namespace galdr::distill
