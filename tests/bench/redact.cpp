// How fast payloads get through normalising and redacting, as in a drain.
//
//   bench_redact [FIXTURE.jsonl]…        a table of MB/s
//   bench_redact --once KIND [FIXTURE…]  one pass over the payloads of a kind (2kb, 1mb), for callgrind
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/event/normalise.hpp"
#include "core/privacy/redact.hpp"

using namespace galdr;
using Json = nlohmann::json;

namespace {

constexpr std::size_t kSmall = 2 << 10, kLarge = 1 << 20;
constexpr std::size_t kSmallCount = 512;

std::vector<Json> recorded(const std::vector<std::string>& fixtures) {
  std::vector<Json> payloads;
  for (const std::string& fixture : fixtures) {
    std::ifstream in(fixture);
    for (std::string line; std::getline(in, line);) {
      const Json row = Json::parse(line, nullptr, false);
      if (!row.is_object() || !row.contains("payload")) continue;
      const Json& payload = row["payload"];
      payloads.push_back(payload.is_string() ? Json::parse(payload.get<std::string>(), nullptr, false)
                                             : payload);
      if (!payloads.back().is_object()) payloads.pop_back();
    }
  }
  return payloads;
}

/// A call whose output is what others said, one after the other, until it has `bytes`.
std::string payload_of(const std::vector<Json>& payloads, std::size_t first, std::size_t bytes) {
  std::string output;
  for (std::size_t i = first; output.size() < bytes; ++i)
    output += payloads[i % payloads.size()].dump(1) + "\n";
  output.resize(bytes);
  Json call = {{"session_id", "0f8e1c52-8b1d-4a6e-9c55-3f0a7d2b9e11"},
               {"cwd", "/home/dev/project"},
               {"hook_event_name", "PostToolUse"},
               {"tool_name", "Bash"},
               {"tool_use_id", "toolu_01A09q90qw90lq917835lq9"},
               {"tool_input", {{"command", "cat notes.txt"}}}};
  call["tool_response"] = {{"stdout", output}, {"stderr", ""}, {"interrupted", false}};
  return call.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> payloads_of(const std::vector<Json>& recorded, std::string_view kind) {
  std::vector<std::string> made;
  if (kind == "1mb") made.push_back(payload_of(recorded, 0, kLarge));
  for (std::size_t i = 0; kind == "2kb" && i < kSmallCount; ++i)
    made.push_back(payload_of(recorded, i, kSmall - 350));
  return made;
}

std::size_t normalise_all(const std::vector<std::string>& payloads, const event::Redactor& redact) {
  std::size_t bytes = 0;
  for (const std::string& payload : payloads) {
    event::RawEvent raw;
    raw.event_id = "01JD0000000000000000000000";
    raw.agent = "claude-code";
    raw.payload = payload;
    if (event::normalise(raw, redact).event.session_id.empty()) std::abort();
    bytes += payload.size();
  }
  return bytes;
}

double megabytes_a_second(const std::vector<std::string>& payloads, const event::Redactor& redact) {
  using Clock = std::chrono::steady_clock;
  normalise_all(payloads, redact);  // patterns are compiled at first need
  const auto begin = Clock::now();
  std::size_t bytes = 0;
  std::chrono::duration<double> spent{};
  while (spent.count() < 1.0) bytes += normalise_all(payloads, redact), spent = Clock::now() - begin;
  return static_cast<double>(bytes) / 1e6 / spent.count();
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  std::string once;
  if (arguments.size() > 1 && arguments[0] == "--once") {
    once = arguments[1];
    arguments.erase(arguments.begin(), arguments.begin() + 2);
  }
  if (arguments.empty()) arguments = {GALDR_BENCH_FIXTURE};
  const std::vector<Json> payloads = recorded(arguments);
  if (payloads.empty()) return std::fprintf(stderr, "bench_redact: no payloads\n"), 1;
  const privacy::Redactor redactor("bench");
  const event::Redactor redact = [&](std::string& text) { return redactor.redact(text); };
  if (!once.empty()) return normalise_all(payloads_of(payloads, once), redact) == 0;
  std::printf("%-8s %16s %22s\n", "payload", "parsed, MB/s", "and redacted, MB/s");
  for (const char* kind : {"2kb", "1mb"}) {
    const std::vector<std::string> made = payloads_of(payloads, kind);
    std::printf("%-8s %16.1f %22.1f\n", kind, megabytes_a_second(made, {}), megabytes_a_second(made, redact));
  }
}
