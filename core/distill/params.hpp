/// What of a run may be different the next time: named inputs, and values that the request names. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/drafts.hpp"
#include "core/distill/substitution.hpp"

namespace galdr::distill {

/// The parameters of one run, each with the one value that the run gave it. Only those that a step uses.
std::vector<Parameter> parameters_of(const Run& run, const Story& story, const std::vector<Draft>& drafts);

/// `text` with the values of the parameters replaced by their names.
std::string with_parameters(std::string_view text, const std::vector<Parameter>& parameters, Mark mark);
/// A text with {{name}} in it as one speaks: "a given name".
std::string spoken(std::string text, const std::vector<Parameter>& parameters);

}  // namespace galdr::distill
