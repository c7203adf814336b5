/// What a step is for, in one imperative line. Pure.
#pragma once
#include <string>

#include "core/distill/call.hpp"

namespace galdr::distill {

/// From what the agent said of the call, or else from the call's shape.
std::string intent_of(const Call& call);

}  // namespace galdr::distill
