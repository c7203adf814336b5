/// The front matter of a SKILL.md, read by the strict subset of YAML that every agent's reader agrees on: a
/// key a line, values plain or in double quotes, one level of nesting below `metadata`. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galdr::skill {

struct FrontMatter {
  struct Entry {
    std::string key;    ///< "name", "metadata.generator"
    std::string value;  ///< without quotes
    int line;           ///< from 1
  };
  struct Problem {
    std::string message;
    int line;
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
