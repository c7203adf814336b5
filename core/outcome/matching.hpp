/// What a step asks for and what a call did, in one form, and whether they are the same. Pure.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/distill/json_text.hpp"

namespace galdr::outcome {

/// A parameter's name within a text, so that no text can be taken for it.
constexpr char kHoleBegin = '\x01', kHoleEnd = '\x02';

/// One thing that is done: a program's call, a file that is read or changed, another tool's call. The texts
/// of a step's have holes.
struct Part {
  enum class Kind { command, change, read, tool } kind = Kind::command;
  std::vector<std::string> words;  ///< of a command: the program without its folder, then its arguments
  std::string signature;  ///< of a command: program and subcommand; of another tool: its name, folded
  std::string path;       ///< of a file
  std::vector<distill::Leaf> leaves;  ///< of another tool's input
  bool looks = false;                 ///< it changes nothing
  bool own_exit = true;               ///< the exit status of its call is that of this command
  std::string told;                   ///< for people
};

/// The parameters' values.
using Binding = std::map<std::string, std::string>;

/// `text` with {{name}}, or <name> where `angle`, as holes; of `names` only where `angle`.
std::string with_holes(std::string_view text, const std::vector<std::string>& names, bool angle);
/// The inverse, for people: {{name}}.
std::string without_holes(std::string_view text);

/// The parts of a command line (or a script) that do something.
std::vector<Part> parts_of_command(std::string_view command);
/// A file that is read, or else changed.
Part file_part(std::string_view path, bool changes);
/// A call of another tool.
Part tool_part(std::string_view tool, std::string_view input_json);

enum class Fit {
  none,
  changed,  ///< the same program and subcommand, or the same tool, with something else
  exact,    ///< but for the values of holes
};
/// Does `made` do what `asked` says? Holes take the values that `binding` has; where it has none, any, which
/// an exact fit adds to it.
Fit fit(const Part& asked, const Part& made, Binding& binding);

/// Does `text` hold what `pattern` says, holes filled?
bool holds(std::string_view text, std::string_view pattern, const Binding& binding);

}  // namespace galdr::outcome
