/// How each agent's transcripts are read. To add an agent: its file <agent>_transcript.cpp with a Transcript,
/// and its row in transcript.cpp.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/event/telling.hpp"
#include "core/event/transcript_text.hpp"

namespace galdr::event {

/// Where an agent keeps its own record of a session, and how to read it.
struct Transcript {
  std::string_view agent;
  const char* home_variable;  ///< names the agent's folder; null: none does
  std::string_view home;      ///< that folder below HOME, where the variable is not set
  std::string_view folder;    ///< below it: the only place where transcripts are; "": none that is followed
  Told (*read)(const TranscriptText& transcript, const Redactor& redact);
  /// As transcript_of; `extra` is what is left of the payload.
  std::string (*path)(const Event& source, const std::vector<JsonField>& extra);
  std::string (*subagents)(std::string_view path, std::string_view session_id);  ///< as subagents_folder
  bool (*is_one)(std::string_view relative);                                     ///< as is_transcript
};

extern const Transcript kClaudeTranscript;
extern const Transcript kCodexTranscript;
extern const Transcript kGeminiTranscript;
extern const Transcript kCopilotTranscript;
extern const Transcript kOpencodeTranscript;

/// Reads a transcript that holds one object a line, or is one.
class LineReader {
 public:
  explicit LineReader(Telling& telling) : telling_(telling) {}
  virtual ~LineReader() = default;
  /// Is the line that begins with `head` worth parsing? Most are long and tell nothing.
  virtual bool wants(std::string_view head) = 0;
  virtual void read(const Members& line) = 0;
  /// Gives every line to read() that wants() wants; those up to transcript.from while telling.quiet is set.
  Told read_all(const TranscriptText& transcript);
  /// Gives the whole text to read(). It is written anew each time: what is settled of it is all or nothing.
  Told read_document(const TranscriptText& transcript);

 protected:
  Telling& telling_;

 private:
  void read_line(std::string_view text, bool is_whole);
};

template <typename Reader>
Told read_lines(std::string_view agent, const TranscriptText& transcript, const Redactor& redact) {
  Telling telling(agent, transcript, redact);
  return Reader(telling).read_all(transcript);
}

/// The file that a payload names for the main thread: transcript_path, transcriptPath. "" if none.
std::string named_path(const std::vector<JsonField>& extra);

}  // namespace galdr::event
