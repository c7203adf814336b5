/// A tool call as the distiller sees it: start and end in one value, places told without telling whose. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/distill.hpp"
#include "core/distill/shell.hpp"
#include "core/distill/text.hpp"

namespace galdr::distill {

struct Call {
  std::string tool;        ///< the agent's own name
  std::string tool_class;  ///< event::tool_class
  std::string input;       ///< JSON object, localised
  std::string command;     ///< a shell call's; else empty
  std::string path;        ///< the file it reads or changes, relative where it can be; else empty
  std::string about;       ///< what the agent said it was for; may be empty
  std::string output;      ///< the strings of its result, localised
  std::string error;       ///< why it failed, localised; empty unless it did
  event::Status status = event::Status::unknown;
  std::int64_t seq = 0;  ///< of its start; of its end where no start was told
  bool ended = false;    ///< its own hook told of its end, though perhaps not how it ended

  /// Not known to have failed: some agents report an end and no status.
  bool ok() const { return status == event::Status::ok || (ended && status == event::Status::unknown); }
  bool failed() const { return status == event::Status::error; }
  bool is_shell() const { return !command.empty(); }
  bool changes_file() const { return tool_class == "write" || tool_class == "edit"; }
};

/// Everything the distiller knows of one run.
struct Story {
  Places places;
  std::vector<std::string> prompts;  ///< what the person asked, in order, localised; a goal comes first
  std::vector<Call> calls;           ///< in the order of their starts
};

/// Pairs starts with ends (by call id, or else by tool and input, first in first out).
Story story_of(const Run& run);

/// The same action: tool and input are equal, whatever it was said to be for.
bool same_action(const Call& a, const Call& b);
/// A second try of the same thing: the same program and subcommand, the same file, or the same tool.
bool similar_action(const Call& a, const Call& b);
/// The simple commands of a shell call that do something; empty for other calls.
std::vector<Simple> deeds_of(const Call& call);
/// Looks like a check of the work, and only that.
bool is_check(const Call& call);

}  // namespace galdr::distill
