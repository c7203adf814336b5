/// Values that follow from other values: part of it, or the same in another spelling. Pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/distill/pattern.hpp"

namespace galdr::distill {

/// How each of `to` follows from the value of `from` in its run, for people: "what stands before the first
/// `:` of". Nothing where it does not, or where fewer than two different values are there to tell.
std::optional<std::string> derivation(const Values& from, const Values& to);
/// What may follow from a value: the results of all rules, without repeats.
std::vector<std::string> derivable_from(const std::string& value);

}  // namespace galdr::distill
