/// The shape of a call: what it does, told without the values that another run would change. Agents' own
/// names of their tools do not show in it. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/event/event.hpp"

namespace galdr::suggest {

/// One thing that can be said of a deed, from the special ("npm publish --tag") to the general ("npm
/// publish"). Deeds of one task share some of them.
struct Feature {
  std::string text;
  double usual;  ///< in how many of kImaginedTurns turns of anybody's work it would be found
};

/// Statistics begin with so many turns that nobody had, so that a few real ones do not count for too much.
constexpr double kImaginedTurns = 20;
/// A feature that is more usual than this belongs to nearly every work: version control, checks, file types.
constexpr double kMostUsualOwn = 4;
/// One that is as usual as this says nothing of what a work is for.
constexpr double kEveryday = 10;

/// How the features of a file that changes begin.
constexpr std::string_view kChange = "change ";

/// What a call does once: one program that runs, one file that changes, one tool that is used.
struct Deed {
  std::vector<Feature> features;  ///< the first one names it
  std::uint64_t action = 0;       ///< equal for the same program with the same words, the same file
};

/// The deeds of a call, told by its start; none if it only looks, waits, or keeps the agent's own house.
std::vector<Deed> shape_of(const event::Event& start);
/// The deeds of a command line.
std::vector<Deed> shape_of_command(std::string_view command);
/// The deed of a file that changes; its path relative where it can be.
Deed change_of(std::string_view path);
/// The words of a request, each a feature.
std::vector<Feature> words_asked(std::string_view prompt);

}  // namespace galdr::suggest
