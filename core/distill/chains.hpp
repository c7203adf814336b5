/// Commands that one run chains ("a && b") and another makes one by one. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/distill/trace.hpp"

namespace galdr::distill {

/// The commands of a line that are chained by `&&`, `;` or its line breaks. Empty where there are not
/// several, or where they cannot stand alone: in a loop, in the background, with a here-document, after a
/// `cd` or `export`.
std::vector<std::string> links_of(std::string_view command);

/// Takes chains apart where another run makes a part of it alone, and none has the same chain.
void split_chains(std::vector<Trace>& traces);

}  // namespace galdr::distill
