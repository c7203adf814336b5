/// The references of a skill while it is rendered: within bounds, each under a name of its own. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/skill/skill.hpp"

namespace galdr::skill {

/// What the first lines of every reference of galdr's hold: it may be replaced, and nothing else may.
inline constexpr std::string_view kReplaced = "; galdr replaces this file when it makes the skill anew.";

class Shelf {
 public:
  explicit Shelf(std::string skill_name) : skill_name_(std::move(skill_name)) {}

  /// Keeps a file's text, or its change, as a reference named after it. Returns the reference's file name, ""
  /// if there is no room.
  std::string keep(std::string_view path, std::string_view text, bool is_diff);
  /// Adds to the list called `title`, "steps" or "gotchas". False if there is no room.
  bool add(const std::string& title, const std::string& text);

  std::vector<File> take() { return std::move(references_); }

 private:
  File started(const std::string& stem, const std::string& title) const;
  std::string free_stem(std::string_view path, bool is_diff) const;

  std::string skill_name_;
  std::size_t files_ = 0, file_bytes_ = 0;
  std::vector<File> references_;
};

}  // namespace galdr::skill
