/// An agent's own transcript of a session: the events that its hooks did not tell, or only half of them.
///
/// It is named by a payload, or found, and may hold anything, so it is read like a payload, redacted like
/// one, and only from the folder where that agent keeps such files.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event/normalise.hpp"

namespace galdr::event {

struct TranscriptText {
  std::string_view path;        ///< absolute; some agents put the session's id there
  std::string_view session_id;  ///< counts where neither the text nor the path names it
  std::string_view text;        ///< from the file's first byte on
  std::size_t from = 0;  ///< lines that end at or before this byte are read for their header facts only
};

struct Told {
  std::vector<Event> events;  ///< in the file's order, as the agent's hooks would have told them
  std::size_t settled = 0;  ///< bytes before the first line of a call that has not ended, or a torn last line
  std::int64_t skipped = 0;  ///< lines that are no JSON
};

/// What a transcript tells: Source::transcript, no boot_ns, no seq; a line gives the same event_id whenever
/// it is read. A call that the next turn left behind ends as unknown, and once more if its end comes later.
/// Long strings are shortened as in a hook's payload, so that a call's input stays the same. Throws nothing
/// over a text; an agent that galdr cannot read tells nothing.
Told read_transcript(std::string_view agent, const TranscriptText& transcript, const Redactor& redact,
                     const Keep& keep = {});

/// The transcript that holds what `source` tells: that of its subagent where it has one of its own. Relative
/// ones are below transcript_folder(). "" if it names none. Not to be trusted.
std::string transcript_of(const Event& source);
/// The folder with the transcripts of the session's subagents; "" if the agent has none such.
std::string subagents_folder(std::string_view agent, std::string_view path, std::string_view session_id);
/// Is the file at `relative`, below transcript_folder(), a transcript of this agent?
bool is_transcript(std::string_view agent, std::string_view relative);
/// The folder in which all transcripts of `agent` lie, by the environment. Nothing if it is not known.
std::optional<std::string> transcript_folder(std::string_view agent);

/// A call's input as one number, the order of its members left aside: pairs a call of a transcript with one
/// of a hook that had no id. `input_json`: as Event::input.
std::uint64_t input_key(std::string_view tool, std::string_view input_json);

}  // namespace galdr::event
