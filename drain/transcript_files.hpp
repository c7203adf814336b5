/// Where agents' transcripts lie, for the commands that look at all of them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/event/normalise.hpp"

namespace galdr::drain {

struct TranscriptFile {
  std::string path;
  Nanos changed_at = 0;
};

/// The agent's transcripts at or below `path` (its home, the folder of its transcripts or one in it), by
/// name: a session's own before those of its subagents. A file that `path` itself names is one, whatever it
/// is called. Links are not followed. Throws Error{not_found} if `path` is not there.
std::vector<TranscriptFile> find_transcripts(std::string_view agent, const std::string& path);
/// Those where the agent keeps them; none where it keeps none that galdr reads, or has no folder.
std::vector<TranscriptFile> own_transcripts(std::string_view agent);

/// The file's text. Throws Error: io, or invalid if it is larger than 1 GB or no plain file.
std::string transcript_text(const std::string& path);

/// Agents whose transcripts galdr reads.
std::vector<std::string_view> agents_with_transcripts();

}  // namespace galdr::drain
