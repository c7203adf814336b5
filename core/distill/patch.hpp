/// Patches of several files in one text (Codex's apply_patch), as changes of one file each. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/distill/json_text.hpp"

namespace galdr::distill {

/// What a patch does to one file.
struct FileChange {
  enum class Kind { add, update, remove } kind;
  std::string path;
  std::string content;          ///< of an added file
  std::vector<Change> changes;  ///< of an updated one, a hunk each
};

/// Empty if `text` holds no patch.
std::vector<FileChange> read_patch(std::string_view text);

}  // namespace galdr::distill
