/// A skill's folder, read as it stands: what the gate judges and what an install copies are the same bytes.
#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "core/skill/skill.hpp"

namespace galdr::skill {

inline constexpr std::size_t kMostFiles = 2000;
inline constexpr std::size_t kMostFileBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMostBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMostFolders = 12;  ///< below one another

/// The files of the skill in `folder`. No link is followed, the folder itself aside, and nothing outside is
/// read; what is not taken is told. Nothing if there is no such folder or no SKILL.md in it; a SKILL.md that
/// cannot be taken is told, and its text is empty. Throws Error{io} if the folder cannot be opened.
std::optional<Files> read_folder(const std::string& folder);

}  // namespace galdr::skill
