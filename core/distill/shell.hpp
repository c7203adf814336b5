/// Shell command lines, read as far as the distiller and the gate need it: which programs run, with which
/// words. Not a shell: nothing is expanded. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace galdr::distill {

/// One program's call within a command line.
struct Simple {
  std::vector<std::string> words;  ///< without quotes; redirections left out
  std::vector<std::string> files;  ///< what its output is redirected into, /dev/null left out
  bool piped = false;              ///< reads the output of the one before it
};

/// The simple commands of a line (or a script), in order; the bodies of here-documents are left out.
std::vector<Simple> parse_shell(std::string_view command);

}  // namespace galdr::distill
