// An agent's transcript, which a payload names and anybody may have written. The first byte chooses the
// agent, the second from where the text is read.
#include "core/event/transcript.hpp"

#include <set>

#include "core/base/ulid.hpp"
#include "core/event/json_text.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace galdr;
using namespace galdr::fuzz;

namespace {

constexpr const char* kAgents[] = {"claude-code", "codex", "gemini-cli", "copilot", "opencode", "another"};

/// Replaces something that is often there, so that texts change their length.
std::int64_t redact(std::string& text) {
  const auto at = text.find("ls");
  if (at == text.npos) return 0;
  text.replace(at, 2, "[REDACTED]");
  return 1;
}

void check(const event::Told& told, std::string_view text) {
  std::set<std::string> ids;
  require(told.settled <= text.size(), "no more is settled than there is");
  require(told.skipped >= 0, "lines are counted");
  for (const event::Event& event : told.events) {
    require(is_ulid(event.event_id) && ids.insert(event.event_id).second, "its id is one, and its own");
    require(event.source == event::Source::transcript && event.boot_ns == 0 && event.seq == 0,
            "it is told apart");
    require(!event.session_id.empty(), "it belongs to a session");
    const auto line = event::to_line(event);
    const auto back = event::from_line(line);
    require(back && event::to_line(*back) == line, "its line can be read");
    event::input_key(event.tool, event.input);
  }
}

/// What is settled may be left out the next time: the rest was told before, or is told again under the same
/// ids.
void check_rest(std::string_view agent, const event::TranscriptText& transcript, const event::Told& told) {
  auto rest = transcript;
  rest.from = told.settled;
  const auto again = event::read_transcript(agent, rest, redact);
  check(again, transcript.text);
  require(again.settled == told.settled, "what is settled stays so");
  std::set<std::string> ids;
  for (const event::Event& event : told.events) ids.insert(event.event_id);
  for (const event::Event& event : again.events) require(ids.contains(event.event_id), "nothing new is told");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string agent = kAgents[data[0] % std::size(kAgents)];
  const auto text = text_of(data + 2, size - 2);
  event::TranscriptText transcript{"/h/chats/s-1/t.jsonl", data[1] % 2 == 0 ? "" : "s-1", text};
  const auto told = event::read_transcript(agent, transcript, redact);
  check(told, text);
  check_rest(agent, transcript, told);
  transcript.from = text.size() * data[1] / 256;
  check(event::read_transcript(agent, transcript, redact), text);
  event::Event source;
  source.agent = agent;
  source.session_id = std::string(text);
  source.extra = event::rewrite_json(text).text;
  require(event::transcript_of(source).empty() || source.extra.size() > 2 || agent == "copilot",
          "a path is named");
  event::subagents_folder(agent, text, text);
  event::is_transcript(agent, text);
  return 0;
}
