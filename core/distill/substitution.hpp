/// Values replaced by the names of their parameters, in texts that no other run can be held against. Pure.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/distill/binding.hpp"
#include "core/distill/distill.hpp"

namespace galdr::distill {

/// How parameters are written in a text.
enum class Mark {
  braces,  ///< {{name}}
  angle,   ///< <name>: where the text holds "{{" itself
  spoken,  ///< "a given name": in plain prose
};
std::string marked(const std::string& name, Mark mark);

class Substitution {
 public:
  Substitution(const std::vector<Variable>& variables, const std::vector<StepText>& texts);

  /// `text` of run `run`: each value as a token of its own, and where a step's pattern has it between the
  /// same tokens; not one that is also a word that never varies.
  std::string in(std::string_view text, std::size_t run, Mark mark) const;
  /// A pattern as text; its literals as they are, a hole without a variable as its first value.
  std::string of(const Pattern& pattern, Mark mark) const;

 private:
  void add_place(std::size_t variable, const Pattern& pattern, std::size_t hole);
  const Variable* variable_at(std::string_view text, std::size_t at, std::size_t run) const;
  bool has_place(std::size_t variable, std::string_view text, std::size_t at, std::size_t length) const;

  const std::vector<Variable>& variables_;
  std::set<std::string, std::less<>> constant_;  ///< words of literals
  std::set<std::string> places_;                 ///< a variable's index and the tokens around it
  std::vector<std::map<std::string, std::vector<std::size_t>>>
      starts_;  ///< by run: variables by two first bytes
};

}  // namespace galdr::distill
