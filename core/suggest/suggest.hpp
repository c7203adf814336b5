/// Repeated tasks that are worth a skill, inside and across sessions and agents. Pure: no files, no clock.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/suggest/known.hpp"
#include "core/suggest/past.hpp"

namespace galdr::suggest {

struct Suggestion {
  /// One time that the task was done: a slice of a session, its request included where there was one.
  struct Member {
    std::string session_id, agent;
    std::int64_t from_seq = 0, to_seq = 0;
    Nanos begin = 0, end = 0;
    Nanos took = 0;  ///< without pauses
  };
  std::string id;  ///< of its shape: the same from run to run while the task stays what it is
  std::vector<std::string>
      shape;           ///< its deeds, each as a hash, sorted: to know it again when its id changed
  std::string name;    ///< as a skill's would be
  int steps = 0;       ///< how many deeds it has as a rule
  double score = 0;    ///< seconds that a skill would have saved, fewer where there is little to save
  std::string reason;  ///< one sentence for a person
  std::string asked;   ///< what a person said to have it done; may be empty
  std::vector<std::string> does;  ///< its most telling deeds, in order: "npm publish"
  std::vector<Member> members;    ///< oldest first
  std::string known_as;           ///< the skill that does it already; empty if there is none
  Nanos took = 0, last = 0;       ///< of the median member; when the latest one ended
};

/// A task that a person was told of by this id.
struct Told {
  std::string id;
  std::vector<std::string> shape;
};

/// The best first. `least`: how often a task must have been done. `told`: who has their shape keeps their id,
/// and no other task gets it. Deterministic, whatever the order in which the sessions were added.
std::vector<Suggestion> suggest(const Past& past, const std::vector<Known>& skills, std::size_t least = 2,
                                const std::vector<Told>& told = {});

/// Are two shapes the same task, grown or shrunk a little?
bool same_shape(const std::vector<std::string>& a, const std::vector<std::string>& b);

}  // namespace galdr::suggest
