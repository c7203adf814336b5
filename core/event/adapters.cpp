#include "core/event/adapters.hpp"

#include <algorithm>

namespace galdr::event {
namespace {

constexpr const Adapter* kAdapters[] = {
    &kClaudeCode, &kCodex, &kCopilot, &kCursor, &kGeminiCli, &kOpenCode, &kWindsurf,
};

}  // namespace

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

bool matches(std::string_view pattern, std::string_view name) {
  std::size_t star = pattern.find('*');
  if (star == pattern.npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  for (std::size_t at = star;;) {  // the first place that fits leaves most for the stars behind it
    pattern.remove_prefix(star + 1);
    star = pattern.find('*');
    const std::string_view word = pattern.substr(0, star);
    if (star == pattern.npos) return name.size() - at >= word.size() && name.ends_with(word);
    at = name.find(word, at);
    if (at == name.npos) return false;
    at += word.size();
  }
}

std::string_view class_of_tool(const Adapter& adapter, std::string_view tool) {
  for (const ToolName& known : adapter.tools) {
    if (matches(known.name, tool)) return known.tool_class;
  }
  return class_of_common_tool(tool);
}

}  // namespace galdr::event
