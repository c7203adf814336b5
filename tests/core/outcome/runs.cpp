#include "tests/core/outcome/runs.hpp"

#include <nlohmann/json.hpp>

namespace galdr::test {

using event::Status;
using nlohmann::json;

event::Event& Acts::add(event::Kind kind) {
  event::Event& event = events.emplace_back();
  event.agent = "claude-code";
  event.session_id = "s-1";
  event.cwd = cwd_;
  event.parent_agent = subagent_;
  event.kind = kind;
  event.seq = static_cast<std::int64_t>(events.size());
  event.ts = 1'790'000'000 * kSecond + event.seq * kSecond;
  return event;
}

Acts& Acts::says(const std::string& prompt) {
  add(event::Kind::prompt).prompt = prompt;
  return *this;
}

void Acts::call(const std::string& tool, const std::string& input, Status status, const std::string& result) {
  const std::string id = "c" + std::to_string(events.size());
  for (const auto kind : {event::Kind::tool_start, event::Kind::tool_end}) {
    event::Event& event = add(kind);
    event.tool = tool;
    event.call_id = id;
    event.input = input;
  }
  event::Event& end = events.back();
  end.status = status;
  if (status == Status::error)
    end.error = result;
  else
    end.output = json{{"stdout", result}}.dump();
}

Acts& Acts::runs(const std::string& command, const std::string& output) {
  call("Bash", json{{"command", command}}.dump(), Status::ok, output);
  return *this;
}

Acts& Acts::fails(const std::string& command, const std::string& error) {
  call("Bash", json{{"command", command}}.dump(), Status::error, error);
  return *this;
}

Acts& Acts::runs_untold(const std::string& command) {
  call("Bash", json{{"command", command}}.dump(), Status::unknown, "");
  return *this;
}

Acts& Acts::writes(const std::string& path) {
  call("Write", json{{"file_path", path}, {"content", "x"}}.dump(), Status::ok, "");
  return *this;
}

Acts& Acts::reads(const std::string& path) {
  call("Read", json{{"file_path", path}}.dump(), Status::ok, "");
  return *this;
}

Acts& Acts::calls(const std::string& tool, const std::string& input) {
  call(tool, input, Status::ok, "");
  return *this;
}

Acts& Acts::by(const std::string& subagent) {
  subagent_ = subagent;
  return *this;
}

Acts& Acts::in(const std::string& cwd) {
  cwd_ = cwd;
  return *this;
}

}  // namespace galdr::test
