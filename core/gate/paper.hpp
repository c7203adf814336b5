/// One file of a skill under examination: its lines, and what was found in it.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/gate/gate.hpp"

namespace galdr::gate {

/// A line, or a piece of one that is too long to be looked at as a whole; pieces overlap.
struct Line {
  std::string_view text;  ///< without the line break, CR included
  int number;             ///< from 1
};

class Paper {
 public:
  enum class Kind { manual, markdown, shell, code, text };  ///< manual: SKILL.md

  /// Borrows both. `ours`: galdr wrote it; then nothing that need not be there is let pass.
  Paper(const std::string& file, std::string_view text, bool ours);

  const std::string& file() const { return file_; }
  std::string_view text() const { return text_; }
  const std::vector<Line>& lines() const { return lines_; }
  Kind kind() const { return kind_; }
  bool is_markdown() const { return kind_ == Kind::manual || kind_ == Kind::markdown; }
  bool ours() const { return ours_; }

  void error(const char* axis, const char* code, const std::string& message, int line = 0) {
    add("error", axis, code, message, line);
  }
  void warning(const char* axis, const char* code, const std::string& message, int line = 0) {
    add("warning", axis, code, message, line);
  }
  /// An error where `grave`, or in a skill of galdr's own; else a warning.
  void judge(bool grave, const char* axis, const char* code, const std::string& message, int line = 0) {
    add(grave || ours_ ? "error" : "warning", axis, code, message, line);
  }
  /// What was found; of one kind not more than anybody reads.
  std::vector<Finding> take() { return std::move(findings_); }

 private:
  void add(const char* severity, const char* axis, const char* code, const std::string& message, int line);

  const std::string& file_;
  std::string_view text_;
  bool ours_;
  Kind kind_;
  std::vector<Line> lines_;
  std::vector<Finding> findings_;
  std::map<std::string, int> counts_;
};

}  // namespace galdr::gate
