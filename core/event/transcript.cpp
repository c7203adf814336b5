#include "core/event/transcript.hpp"

#include <algorithm>

#include "core/base/paths.hpp"
#include "core/event/adapters.hpp"
#include "core/event/json_text.hpp"

namespace galdr::event {
namespace {

Event told_end(const Event& closed, ListedCall&& call) {
  Event end = closed;
  end.event_id =
      derived_id(closed.amends.empty() ? closed.event_id : closed.amends, "transcript", closed.call_id);
  end.source = Source::transcript;
  end.source_event = "transcript";
  end.boot_ns = 0;
  end.status = call.status;
  end.output = std::move(call.output);
  end.error = std::move(call.error);
  return end;
}

std::optional<Event> end_in_line(const Transcript& form, const Event& closed, const JsonText& line) {
  if (line.end != JsonEnd::whole || line.depth > kMaxDepth) return std::nullopt;
  const auto fields = json_fields(line.text);
  auto call = form.end_of(fields, closed.call_id);
  if (!call) return std::nullopt;
  Event end = told_end(closed, std::move(*call));
  end.redactions = line.edits;
  const auto written_at = json_string(json_member(fields, "timestamp"));
  if (written_at) end.ts = parse_utc(*written_at).value_or(closed.ts);
  return end;
}

}  // namespace

std::string transcript_named(const Event& source, const std::string& parent_agent) {
  const Transcript* form = adapter_for(source.agent).transcript;
  return form != nullptr ? form->path(json_fields(source.extra), parent_agent) : std::string();
}

std::optional<std::string> transcript_folder(std::string_view agent) {
  const Transcript* form = adapter_for(agent).transcript;
  if (form == nullptr) return std::nullopt;
  auto folder = env(form->home_variable);
  if (!folder && (folder = env("HOME"))) folder->append("/").append(form->home);
  if (folder) folder->append("/").append(form->folder);
  return folder;
}

std::optional<Event> end_in_transcript(const Event& closed, std::string_view transcript,
                                       const Redactor& redact) {
  const Transcript* form = adapter_for(closed.agent).transcript;
  if (form == nullptr || closed.call_id.empty()) return std::nullopt;
  while (!transcript.empty()) {
    const std::string_view line = transcript.substr(0, transcript.find('\n'));
    transcript.remove_prefix(std::min(line.size() + 1, transcript.size()));
    if (line.find(closed.call_id) == line.npos) continue;  // most lines need no parsing
    if (auto end = end_in_line(*form, closed, rewrite_json(line, redact))) return end;
  }
  return std::nullopt;
}

}  // namespace galdr::event
