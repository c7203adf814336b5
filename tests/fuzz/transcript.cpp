// An agent's transcript, which a payload names and anybody may have written.
#include "core/event/transcript.hpp"

#include <algorithm>

#include "core/event/json_text.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace galdr;
using namespace galdr::fuzz;

namespace {

std::int64_t redact(std::string&) { return 0; }

/// The first call id in the text, so that there is something to find.
std::string call_id_in(std::string_view text) {
  const auto at = text.find("toolu_");
  if (at == text.npos) return "toolu_1";
  const auto end = std::min(text.find_first_of("\"\\\n", at), text.size());
  return std::string(text.substr(at, end - at));
}

event::Event closed_call(std::string_view text) {
  event::Event closed;
  closed.event_id = "01JD0000000000000000000001";
  closed.amends = text.size() % 2 == 0 ? "01JD0000000000000000000000" : "";
  closed.session_id = "s-1";
  closed.agent = "claude-code";
  closed.kind = event::Kind::tool_end;
  closed.status = event::Status::unknown;
  closed.source = event::Source::unknown;
  closed.call_id = call_id_in(text);
  return closed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = text_of(data, size);
  const auto closed = closed_call(text);
  if (const auto end = event::end_in_transcript(closed, text, redact)) {
    require(end->call_id == closed.call_id && end->session_id == closed.session_id,
            "it is the call's own end");
    require(end->source == event::Source::transcript && end->event_id != closed.event_id, "it is told apart");
    const auto line = event::to_line(*end);
    const auto back = event::from_line(line);
    require(back && event::to_line(*back) == line, "its line can be read");
  }
  event::Event source = closed;
  source.extra = event::rewrite_json(text).text;
  event::transcript_named(source, "");
  event::transcript_named(source, "agent-1");
  return 0;
}
