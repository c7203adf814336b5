// A hook's payload on its way to a line of a span file, by each agent's adapter.
#include <iterator>

#include "core/base/hash.hpp"
#include "core/event/event.hpp"
#include "core/event/json_text.hpp"
#include "core/event/normalise.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace galdr;
using namespace galdr::fuzz;

namespace {

constexpr std::string_view kSecret = "sk-fuzz-0123456789abcdef0123456789";
constexpr const char* kAgents[] = {"claude-code", "codex",   "gemini-cli", "cursor",
                                   "opencode",    "copilot", "windsurf",   "a-word"};
/// What --event says, where the payload names no event.
constexpr const char* kEvents[] = {"",
                                   "preToolUse",
                                   "postToolUse",
                                   "chat.message",
                                   "PostToolUse",
                                   "tool.execute.after",
                                   "AfterTool",
                                   "event.message.part.updated"};

std::int64_t redact(std::string& text) {
  std::int64_t count = 0;
  for (std::size_t at = 0; (at = text.find(kSecret, at)) != text.npos; ++count)
    text.replace(at, kSecret.size(), "[REDACTED]");
  return count;
}

void check_line(const event::Event& event) {
  const std::string line = event::to_line(event);
  require(line.find('\n') == line.npos, "a line is one line");
  require(line.find(kSecret) == line.npos, "no secret outlives the drain");
  const auto back = event::from_line(line);
  require(back.has_value(), "a line can be read");
  require(event::to_line(*back) == line, "reading a line changes nothing");
  const std::string told = event::to_public_line(event);
  require(event::json_fields(event::rewrite_json(told).text).size() > 10 && told.find('\n') == told.npos,
          "what people are shown is JSON");
}

void normalise(std::string_view agent, std::string_view payload, bool truncated) {
  event::RawEvent raw;
  raw.event_id = "01JD0000000000000000000000";
  raw.agent = agent;
  raw.event = kEvents[payload.size() / 3 % std::size(kEvents)];
  raw.ts = 1'763'688'291'000'000'000;
  raw.boot_ns = 5'000;
  raw.env = "CLAUDE_PROJECT_DIR=/home/dev/p\n";
  raw.truncated = truncated;
  raw.full_bytes = static_cast<std::int64_t>(payload.size());
  raw.payload = payload;
  const auto made = event::normalise(raw, redact);
  require(made.event.event_id == raw.event_id, "an event keeps its id");
  require(!made.event.session_id.empty(), "an event has a session");
  check_line(made.event);
  for (const auto& listed : made.listed)
    require(!listed.call_id.empty() || !listed.tool.empty(), "a listed call");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto payload = text_of(data, size);
  const bool truncated = size % 7 == 0;
  normalise(kAgents[0], payload, truncated);
  normalise(kAgents[7], payload, truncated);
  // So that every change of a payload may send it through other adapters.
  const std::size_t one = fnv1a64(payload) % 6;
  normalise(kAgents[1 + one], payload, truncated);
  normalise(kAgents[1 + (one + 1 + size % 5) % 6], payload, truncated);
  require(event::redacted(payload, redact).find(kSecret) == std::string::npos, "a dead row has no secret");
  return 0;
}
