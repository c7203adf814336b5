/// Gemini CLI, by the payloads of 0.61.0 (tests/data/gemini-cli). Its hooks reference:
/// https://geminicli.com/docs/hooks/reference/
///
/// It sends no ids of calls, and a subagent's events look like its parent's.
#include <algorithm>

#include "core/event/adapters.hpp"
#include "core/event/response.hpp"

namespace galdr::event {
namespace {

constexpr FieldName kFields[] = {
    {Column::session, "session_id"}, {Column::event, "hook_event_name"}, {Column::tool, "tool_name"},
    {Column::input, "tool_input"},   {Column::output, "tool_response"},  {Column::cwd, "cwd"},
    {Column::prompt, "prompt"},
};

constexpr EventName kEvents[] = {
    {"BeforeTool", Kind::tool_start},
    {"AfterTool", Kind::tool_end, Status::ok},
    {"BeforeAgent", Kind::prompt, Status::none, Closes::own_thread},
    {"AfterAgent", Kind::turn_end, Status::none, Closes::own_thread},
    {"SessionStart", Kind::session_start},
    {"SessionEnd", Kind::session_end, Status::none, Closes::whole_session},
    {"PreCompress", Kind::compact},
    {"Notification", Kind::notification},
};

constexpr ToolName kTools[] = {
    {"mcp_*", "mcp"},
};

/// What stands between the tags that mark a text as not the model's own.
std::string_view unwrapped(std::string_view text) {
  constexpr std::string_view kOpen = "<untrusted_context>\n";
  constexpr std::string_view kClose = "\n</untrusted_context>";
  if (!text.starts_with(kOpen) || !text.ends_with(kClose)) return text;
  text.remove_prefix(kOpen.size());
  return text.substr(0, text.size() - std::min(text.size(), kClose.size()));
}

/// The shell's report ends in lines of its own, and an exit code is among them if it is not 0.
void end_by_report(Event& event, std::string_view report) {
  constexpr std::string_view kOwn[] = {"Process Group PGID: ", "Background PIDs: ", "Signal: "};
  if (report.starts_with("Command was cancelled by user")) event.status = Status::cancelled;
  if (report.starts_with("Command was automatically cancelled")) event.status = Status::error;
  while (!report.empty()) {
    const std::string_view line = pop_line(report);
    if (const auto code = number_at_start(line, "Exit Code: ")) return end_with(event, *code);
    if (number_at_start(line, "Signal: ")) event.status = Status::error;
    if (std::none_of(std::begin(kOwn), std::end(kOwn), [line](auto own) { return line.starts_with(own); }))
      return;
  }
}

void refine(Payload&, Normalised& out) {
  Event& event = out.event;
  if (event.kind != Kind::tool_end) return;
  event.error = message_of(json_at(event.output, "error"));
  if (event.error || json_at(event.output, "error").starts_with('{')) event.status = Status::error;
  if (class_of_tool(kGeminiCli, event.tool) != "shell") return;
  end_by_report(event, unwrapped(first_text(json_at(event.output, "llmContent"))));
}

}  // namespace

constinit const Adapter kGeminiCli = {"gemini-cli", false, kFields, kEvents, kTools, refine};

}  // namespace galdr::event
