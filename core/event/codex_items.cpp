#include "core/event/codex_items.hpp"

#include <algorithm>
#include <charconv>

#include "core/event/adapters.hpp"

namespace galdr::event {
namespace {

constexpr std::size_t kReport = 1024;  ///< bytes in which the lines before the output lie

std::string command_input(std::string_view json) {
  if (json_string(json)) return object_of({{"command", json}});
  std::vector<std::string> words;
  for (const std::string_view element : json_elements(json))
    words.push_back(json_string(element).value_or(""));
  std::string command;
  if (words.size() == 3 && words[1].starts_with('-') && words[1].ends_with('c')) {
    command = words[2];
  } else {
    for (const std::string& word : words) command.append(command.empty() ? "" : " ").append(word);
  }
  return object_of({{"command", json_of(command)}});
}

/// Arguments are JSON in a string; where they are not, they stay one.
std::string arguments_of(std::string_view json) {
  const auto text = json_string(json);
  if (!text) return std::string(json);
  JsonText arguments = rewrite_json(*text);
  const bool is_whole = arguments.end == JsonEnd::whole && arguments.depth <= kMaxDepth;
  return is_whole ? std::move(arguments.text) : std::string(json);
}

bool is_shell(std::string_view name) {
  return one_of(name, {"exec_command", "shell", "shell_command", "container.exec", "local_shell"});
}

std::string shell_input(const std::string& arguments) {
  const Members members(arguments);
  for (const char* name : {"cmd", "command"}) {
    if (!members.json(name).empty()) return command_input(members.json(name));
  }
  return arguments;
}

std::string full_name(const std::string& space, const std::string& name) {
  if (!space.starts_with("mcp__") || space.ends_with("__")) return space + name;
  return space + "__" + name;
}

void append_lines(std::string& patch, std::string_view text, std::string_view sign) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    patch.append(sign).append(text.substr(0, end)).append("\n");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// A unified diff without the numbers of its lines is what a patch holds.
void append_diff(std::string& patch, std::string_view diff) {
  while (!diff.empty()) {
    const std::string_view line = diff.substr(0, diff.find('\n'));
    const bool is_place = line.starts_with("@@ -");
    patch.append(is_place ? "@@" : line).append("\n");
    diff.remove_prefix(std::min(line.size() + 1, diff.size()));
  }
}

std::string_view below(std::string_view path, std::string_view cwd) {
  if (cwd.empty() || !path.starts_with(cwd) || path.substr(cwd.size()).substr(0, 1) != "/") return path;
  return path.substr(cwd.size() + 1);
}

/// The patch that made these changes, which only the model's script holds.
std::string patch_of(const Members& changes, std::string_view cwd) {
  std::string patch = "*** Begin Patch\n";
  for (const JsonField& field : changes.all()) {
    const Members change(field.value);
    const std::string path(below(field.key, cwd)), type = change.text("type");
    if (type == "add") {
      patch.append("*** Add File: ").append(path).append("\n");
      append_lines(patch, change.text("content"), "+");
    } else if (type == "delete") {
      patch.append("*** Delete File: ").append(path).append("\n");
    } else {
      patch.append("*** Update File: ").append(path).append("\n");
      const std::string target = change.text("move_path");
      if (!target.empty()) patch.append("*** Move to: ").append(below(target, cwd)).append("\n");
      append_diff(patch, change.text("unified_diff"));
    }
  }
  return patch += "*** End Patch\n";
}

std::optional<std::int64_t> milliseconds(const Members& item) {
  const Members duration = item.object("duration");
  const auto seconds = duration.integer("secs"), nanos = duration.integer("nanos");
  if (!seconds || *seconds < 0 || *seconds > 1'000'000'000) return std::nullopt;
  return *seconds * 1000 + std::clamp<std::int64_t>(nanos.value_or(0), 0, kSecond) / kMilli;
}

std::optional<std::int64_t> wall_time(std::string_view report) {
  constexpr std::string_view kLabel = "Wall time: ";
  const std::size_t at = report.find(kLabel);
  if (at == report.npos) return std::nullopt;
  double seconds = 0;
  const auto [end, error] =
      std::from_chars(report.data() + at + kLabel.size(), report.data() + report.size(), seconds);
  const bool is_sane = error == std::errc{} && seconds >= 0 && seconds < 1e9;
  return is_sane ? std::optional(static_cast<std::int64_t>(seconds * 1000)) : std::nullopt;
}

/// An earlier form: {"output":…,"metadata":{"exit_code":…,"duration_seconds":…}} as a string.
void read_metadata(std::string_view text, CallEnd& end) {
  const JsonText json = rewrite_json(text);
  if (json.end != JsonEnd::whole || json.depth > kMaxDepth) return;
  const Members metadata = Members(json.text).object("metadata");
  if (!end.exit_code) end.exit_code = metadata.integer("exit_code");
}

/// How a call ended that never ran, by the only thing that tells it.
Status status_of_refusal(std::string_view text) {
  if (contains(text.substr(0, 256), "rejected by user") ||
      contains(text.substr(0, 256), "rejected by policy"))
    return Status::denied;
  if (starts_with_any(text, {"aborted", "Aborted"})) return Status::cancelled;
  const bool is_error =
      starts_with_any(text, {"unsupported call", "unsupported custom tool call", "failed to parse",
                             "apply_patch verification failed", "exec_command failed",
                             "error:", "tool call error", "unable to "});
  return is_error ? Status::error : Status::unknown;
}

}  // namespace

CodexCall codex_request(const Members& payload) {
  const std::string name = payload.text("name");
  if (payload.text("type") == "local_shell_call")
    return {"Bash", command_input(payload.object("action").json("command"))};
  if (payload.text("type") == "custom_tool_call")
    return {name, object_of({{name == "apply_patch" ? "command" : "input", payload.json("input")}})};
  std::string input = arguments_of(payload.json("arguments"));
  const std::string space = payload.text("namespace");
  if (space.empty() && is_shell(name)) return {"Bash", shell_input(input)};
  return {full_name(space, name), std::move(input)};
}

CodexCall codex_item(const Members& item, std::string_view cwd) {
  const std::string type = item.text("type");
  if (type == "CommandExecution") return {"Bash", command_input(item.json("command"))};
  if (type == "FileChange")
    return {"apply_patch", object_of({{"command", json_of(patch_of(item.object("changes"), cwd))}})};
  if (type == "McpToolCall")
    return {"mcp__" + item.text("server") + "__" + item.text("tool"), std::string(item.json("arguments"))};
  return {};
}

CallEnd codex_item_end(const Members& item) {
  CallEnd end;
  const std::string status = item.text("status");
  end.duration_ms = milliseconds(item);
  end.exit_code = item.integer("exit_code");
  if (status == "completed") end.status = Status::ok;
  if (status == "failed") end.status = Status::error;
  if (status == "declined") end.status = Status::denied;
  if (end.exit_code == -1) {  // it was stopped: there is none
    end.exit_code.reset();
    end.status = Status::cancelled;
  }
  return end;
}

std::string codex_item_output(const Members& item) {
  for (const char* name : {"aggregated_output", "stdout", "result"}) {
    const std::string_view json = item.json(name);
    if (!json.empty() && json != "null") return std::string(json);
  }
  return {};
}

bool codex_read_output(std::string_view output, CallEnd& end) {
  end.output = output;
  const std::string_view content = Members(output).json("content");  // an earlier form
  const std::string text = text_of_content(content.empty() ? output : content);
  std::string_view report = std::string_view(text).substr(0, kReport);
  const std::size_t rest = report.find("Output:");
  const bool has_report =
      rest != report.npos && starts_with_any(report, {"Chunk ID: ", "Wall time: ", "Exit code: "});
  report = has_report ? report.substr(0, rest) : std::string_view();
  if (!end.duration_ms) end.duration_ms = wall_time(report);
  if (contains(report, "Process running with session ID ")) return false;
  for (const char* label : {"Process exited with code ", "Exit code: "}) {
    if (!end.exit_code) end.exit_code = number_after(report, label);
  }
  if (text.starts_with("{\"output\":")) read_metadata(text, end);
  if (end.exit_code) end.status = *end.exit_code == 0 ? Status::ok : Status::error;
  if (end.status == Status::unknown) end.status = status_of_refusal(text);
  if (end.status == Status::unknown)
    end.status = Members(output).json("success") == "false" ? Status::error : Status::ok;
  if (end.status == Status::ok || end.exit_code) return true;
  const std::size_t shown =
      has_report ? text.find_first_not_of('\n', rest + std::string_view("Output:").size()) : 0;
  end.error = text.substr(std::min(shown, text.size()));
  return true;
}

bool codex_script_failed(std::string_view output) {
  return text_of_content(output).starts_with("Script failed");
}

}  // namespace galdr::event
