#include "core/event/response.hpp"

#include "core/event/json_path.hpp"
#include "core/event/json_text.hpp"

namespace galdr::event {

std::string first_text(std::string_view json) {
  if (auto text = json_string(json)) return *text;
  for (const std::string_view block : json_elements(json)) {
    if (auto text = json_string(json_at(block, "text"))) return *text;
  }
  return {};
}

std::optional<std::string> message_of(std::string_view json) {
  auto text = json_string(json.starts_with('{') ? json_at(json, "message") : json);
  return text && text->empty() ? std::nullopt : text;
}

std::string_view pop_line(std::string_view& text) {
  const std::size_t newline = text.rfind('\n');
  const std::string_view line = text.substr(newline + 1);
  text = text.substr(0, newline == text.npos ? 0 : newline);
  return line;
}

std::optional<std::int64_t> number_at_end(std::string_view line, std::string_view start,
                                          std::string_view before, std::string_view after) {
  if (!line.starts_with(start) || !line.ends_with(after)) return std::nullopt;
  line.remove_suffix(after.size());
  const std::size_t found = line.rfind(before);
  return found == line.npos ? std::nullopt : json_integer(line.substr(found + before.size()));
}

std::optional<std::int64_t> number_at_start(std::string_view text, std::string_view before) {
  if (!text.starts_with(before)) return std::nullopt;
  text.remove_prefix(before.size());
  return json_integer(text.substr(0, text.find('\n')));
}

void end_with(Event& event, std::int64_t exit_code) {
  event.exit_code = exit_code;
  if (exit_code != 0) event.status = Status::error;
  if (event.status == Status::unknown) event.status = Status::ok;
}

void end_by_mcp_result(Event& event) {
  const std::string_view content = json_at(event.output, "content");
  if (!content.starts_with('[')) return;
  const bool failed = json_at(event.output, "isError") == "true";
  event.status = failed ? Status::error : Status::ok;
  if (failed && !event.error) event.error = first_text(content);
}

}  // namespace galdr::event
