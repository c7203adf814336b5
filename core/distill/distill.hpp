/// From recorded runs of a task to the model of one skill. Pure: no files, no clock, no network.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/event/event.hpp"

namespace galdr::distill {

/// One recorded execution of a task.
struct Run {
  std::string rec_id;  ///< empty where a session was named, not a recording
  std::string session_id;
  std::string name;                           ///< the recording's; may be empty
  std::string goal;                           ///< `rec start --goal`; may be empty
  std::map<std::string, std::string> inputs;  ///< `rec start --input N=V`
  std::vector<event::Event> events;           ///< folded, in order: a call as its start and its end
};

struct Parameter {
  std::string name, description;
  std::vector<std::string> values;  ///< as seen, one a run, without repeats
  std::string derived_from;         ///< another parameter's name, or empty
};

struct Step {
  std::string tool;
  std::string intent;         ///< one line: what it is for
  std::string template_json;  ///< JSON object: the tool's input, with {{parameter}} in its strings
  bool optional = false;
  int support = 1;                ///< in how many runs it stood
  std::string check;              ///< what it was seen to yield: "exit 0"; may be empty
  bool angle = false;             ///< the recorded text holds "{{": parameters are written <name> here
  std::string note;               ///< what a long text held that the template leaves out; may be empty
  std::string material = {};      ///< that text itself
  bool material_is_diff = false;  ///< it is the change of a file, not a file
  bool mends = false;             ///< it stands only where something had failed
  bool varies = false;            ///< what it writes differed between runs by more than parameters
};

struct Gotcha {
  std::string symptom;  ///< the error's telling lines
  std::string fix;      ///< what mended it
  int seen = 1;
  std::string where = {};  ///< the command that failed; empty where it was no command
};

struct Skill {
  std::string name;  ///< Agent Skills form: a-z 0-9 and single hyphens, 1 to 64
  std::string title, description, when_to_use;
  std::vector<std::string> wishes;  ///< what else the person asked for, a sentence each
  std::vector<Parameter> parameters;
  std::vector<Step> steps;
  std::vector<Gotcha> gotchas;
  std::vector<std::string> verification, preconditions;
  std::vector<std::string> recordings, sessions;  ///< provenance
  int runs = 1;                                   ///< how many runs it was made from
};

/// One skill from one or several runs; `name` overrides the one made from the runs. Deterministic.
/// Throws Error{invalid} if the runs hold no call that is worth a step.
Skill distill(const std::vector<Run>& runs, const std::string& name = "");

}  // namespace galdr::distill
