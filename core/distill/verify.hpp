/// How to tell that the task is done, and what must be there before it starts. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/drafts.hpp"

namespace galdr::distill {

/// The run's own last checks, after its last change of a file, as sentences.
std::vector<std::string> verification_of(const Story& story);
/// Secrets that the steps need, programs that they call and files that they change but do not make, as
/// sentences.
std::vector<std::string> preconditions_of(const std::vector<Draft>& drafts);

}  // namespace galdr::distill
