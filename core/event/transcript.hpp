/// An agent's own transcript of a session: how calls ended of which no hook told.
///
/// It is named by a payload and may hold anything, so it is read like a payload, redacted like one, and only
/// from the folder where that agent keeps such files.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/event/normalise.hpp"

namespace galdr::event {

/// The file that tells of the calls of `parent_agent` (empty: the main thread), as `source` names it. ""
/// if it names none, or galdr cannot read this agent's. Not to be trusted.
std::string transcript_named(const Event& source, const std::string& parent_agent);
/// The folder in which all transcripts of `agent` lie, by the environment. Nothing if it is not known.
std::optional<std::string> transcript_folder(std::string_view agent);
/// The end of the call that `closed` closed as unknown, out of a transcript's whole lines; one that is cut
/// or no JSON is skipped. Its id comes from the call's start, so the same call gives the same event. Nothing
/// if the transcript does not tell.
std::optional<Event> end_in_transcript(const Event& closed, std::string_view transcript,
                                       const Redactor& redact);

}  // namespace galdr::event
