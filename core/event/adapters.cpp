#include "core/event/adapters.hpp"

#include <algorithm>

namespace galdr::event {
namespace {

constexpr const Adapter* kAdapters[] = {
    &kClaudeCode,
};

bool matches(std::string_view pattern, std::string_view name) {
  if (!pattern.ends_with('*')) return pattern == name;
  return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

void append_member(std::string& object, std::string_view name, std::string_view json) {
  object += object.empty() ? '{' : ',';
  append_json_string(object, name);
  object += ':';
  object += json;
}

}  // namespace

void Payload::take(std::string_view name) {
  const auto found =
      std::find_if(fields_.begin(), fields_.end(), [&](const auto& f) { return f.key == name; });
  if (found != fields_.end()) taken_[static_cast<std::size_t>(found - fields_.begin())] = true;
}

void Payload::note(std::string_view name, std::string_view json) {
  std::string free_name(name);
  const auto stands = [&](const JsonField& field) {
    return field.key == free_name && !taken_[static_cast<std::size_t>(&field - fields_.data())];
  };
  while (std::any_of(fields_.begin(), fields_.end(), stands)) free_name += '_';
  append_member(notes_, free_name, json);
}

std::string Payload::rest() const {
  std::string object;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (!taken_[i]) append_member(object, fields_[i].key, fields_[i].value);
  }
  if (!notes_.empty()) object.append(object.empty() ? "{" : ",").append(notes_, 1);
  return object.empty() ? object : object += '}';
}

const Adapter& adapter_for(std::string_view agent) {
  for (const Adapter* adapter : kAdapters) {
    if (adapter->agent == agent) return *adapter;
  }
  return kGeneric;
}

std::string_view agent_of(const Payload& payload, std::string_view flag) {
  // Cursor runs the hooks that were installed for Claude as well.
  if (payload.has("cursor_version") || (payload.has("conversation_id") && payload.has("generation_id"))) {
    return "cursor";
  }
  if (payload.has("agent_action_name") && payload.has("trajectory_id")) return "windsurf";
  return flag.empty() ? "unknown" : flag;
}

std::string fold(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') folded += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) folded += c;
  }
  return folded;
}

const EventName* find_event(const Adapter& adapter, std::string_view name) {
  const std::string wanted = adapter.folded ? fold(name) : std::string(name);
  const auto row = std::find_if(adapter.events.begin(), adapter.events.end(),
                                [&wanted](const EventName& event) { return event.name == wanted; });
  return row == adapter.events.end() ? nullptr : &*row;
}

std::string_view class_of_tool(const Adapter& adapter, std::string_view tool) {
  const std::string wanted = adapter.folded ? fold(tool) : std::string(tool);
  const auto row = std::find_if(adapter.tools.begin(), adapter.tools.end(),
                                [&wanted](const ToolName& known) { return matches(known.name, wanted); });
  return row == adapter.tools.end() ? "other" : row->tool_class;
}

}  // namespace galdr::event
