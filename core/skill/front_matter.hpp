/// The front matter of a SKILL.md. What galdr writes keeps to the strict subset of YAML that every agent's
/// reader agrees on: a key a line, values plain or in double quotes, one level of nesting below `metadata`.
/// What others write is read as far as it is told apart; what a strict reader, or every reader, would refuse
/// is a problem. Pure, linear, and nothing is expanded.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galdr::skill {

struct FrontMatter {
  enum class Form { plain, quoted, block, list, map, flow };
  struct Entry {
    std::string key;    ///< "name", "metadata.generator"
    std::string value;  ///< without quotes; a list's items, a line each; "" of a map
    int line;           ///< from 1
    Form form = Form::plain;
  };
  struct Problem {
    std::string message;
    int line;
    bool fatal = false;  ///< readers of YAML, too, refuse it or take it for something else
  };
  std::vector<Entry> entries;
  std::vector<Problem> problems;  ///< what a strict reader would refuse
  int body_line = 0;              ///< the first line after it; 0 if there is no front matter

  const Entry* find(std::string_view key) const;
  /// The value of `key`, "" if it is not there.
  std::string value(std::string_view key) const;
};

FrontMatter read_front_matter(std::string_view skill_md);

}  // namespace galdr::skill
