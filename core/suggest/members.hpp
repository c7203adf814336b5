/// Where a pattern was done: its members are found by its columns, and the pattern learns from what else they
/// have in common. Pure.
#pragma once
#include <cstddef>
#include <vector>

#include "core/suggest/pattern.hpp"

namespace galdr::suggest {

/// Deeds of one task are no farther apart, in marks.
constexpr At kReach = 24;
constexpr std::size_t kMostColumns = 64;

/// One column for the features that are told of the same deeds as a rule.
std::vector<Column> columns_of(const Past& past, const std::vector<FeatureId>& features);
/// Puts the columns into their order and finds the members that have most of them.
void find_members(const Past& past, Pattern& pattern);
/// Adds the columns that most members have in or around them, and lets the members reach as far.
void widen(const Past& past, Pattern& pattern);
/// Adds those that lack much of the core and have enough of the rest.
void find_more_members(const Past& past, Pattern& pattern);

}  // namespace galdr::suggest
