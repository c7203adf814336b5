/// Whether a text speaks for what it shows or against it. Pure.
#pragma once
#include <string>
#include <string_view>

#include "core/gate/paper.hpp"
#include "core/skill/markdown.hpp"

namespace galdr::gate {

/// Follows a file line by line: its headings, the sentence before a block, the comments in it. Borrows the
/// lines.
class Stance {
 public:
  explicit Stance(const Paper& paper);

  void take(std::string_view line, skill::Fences::Line place);
  /// Is what the last line shows told as something not to do, to find or to stop?
  bool against() const;
  /// The same, whatever the line itself says.
  bool against_around() const;
  /// Does the last line speak of attacks, or of what to do about them?
  bool names_attacks() const;

 private:
  std::string_view line_, prose_, heading_, comment_;  ///< the last ones; a block's comment, not its text
  bool markdown_, code_ = false;
};

/// Does a line warn, forbid, or speak of finding and stopping?
bool warns(std::string_view line);

}  // namespace galdr::gate
