#include "tests/core/distill/runs.hpp"

#include <nlohmann/json.hpp>

#include "core/base/ulid.hpp"
#include "core/event/normalise.hpp"
#include "core/privacy/redact.hpp"
#include "tests/support/support.hpp"

namespace galdr::test {
namespace {

using nlohmann::json;

constexpr Nanos kStart = 1'790'000'000 * kSecond;
constexpr const char* kCwd = "/home/mira/src/kit";

std::string absolute(const std::string& path) {
  return path[0] == '/' ? path : std::string(kCwd) + "/" + path;
}

}  // namespace

RunOf::RunOf(const std::string& prompt) {
  run.session_id = "s-1";
  says(prompt);
}

RunOf& RunOf::says(const std::string& prompt) {
  event::Event event;
  event.kind = event::Kind::prompt;
  event.cwd = kCwd;
  event.prompt = prompt;
  run.events.push_back(event);
  return *this;
}

void RunOf::add(const std::string& tool, const std::string& input, event::Status status,
                const std::string& output) {
  event::Event event;
  event.agent = "claude-code";
  event.session_id = run.session_id;
  event.cwd = kCwd;
  event.tool = tool;
  event.call_id = "c" + std::to_string(run.events.size());
  event.kind = event::Kind::tool_start;
  event.input = input;
  run.events.push_back(event);
  event.kind = event::Kind::tool_end;
  event.status = status;
  if (status == event::Status::ok)
    event.output = output;
  else
    event.error = output;
  run.events.push_back(event);
}

RunOf& RunOf::shell(const std::string& command, const std::string& output, const std::string& about) {
  json input{{"command", command}};
  if (!about.empty()) input["description"] = about;
  add("Bash", input.dump(), event::Status::ok, json{{"stdout", output}, {"stderr", ""}}.dump());
  return *this;
}

RunOf& RunOf::shell_fails(const std::string& command, const std::string& error) {
  add("Bash", json{{"command", command}}.dump(), event::Status::error, error);
  return *this;
}

RunOf& RunOf::write(const std::string& path, const std::string& content) {
  add("Write", json{{"file_path", absolute(path)}, {"content", content}}.dump(), event::Status::ok, "{}");
  return *this;
}

RunOf& RunOf::edit(const std::string& path, const std::string& before, const std::string& after) {
  const json input{{"file_path", absolute(path)}, {"old_string", before}, {"new_string", after}};
  add("Edit", input.dump(), event::Status::ok, "{}");
  return *this;
}

RunOf& RunOf::read(const std::string& path) {
  add("Read", json{{"file_path", absolute(path)}}.dump(), event::Status::ok, "{}");
  return *this;
}

RunOf& RunOf::call(const std::string& tool, const std::string& input_json, const std::string& output_json) {
  add(tool, input_json, event::Status::ok, output_json);
  return *this;
}

distill::Run run_of_payloads(const std::string& path) {
  const privacy::Redactor redactor("key of the tests");
  distill::Run run;
  std::int64_t seq = 0;
  for (const std::string& line : lines(slurp(path))) {
    event::RawEvent raw;
    raw.ts = kStart + ++seq * kSecond;
    raw.event_id = std::string(new_ulid(raw.ts).view());
    raw.agent = "claude-code";
    raw.payload = line;
    const auto one = event::normalise(raw, [&](std::string& text) { return redactor.redact(text); });
    run.events.push_back(one.event);
    run.events.back().seq = seq;
    run.session_id = one.event.session_id;
  }
  return run;
}

}  // namespace galdr::test
