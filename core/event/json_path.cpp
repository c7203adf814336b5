#include "core/event/json_path.hpp"

#include <algorithm>

#include "core/event/json_text.hpp"

namespace galdr::event {
namespace {

std::string_view first_step(std::string_view path) { return path.substr(0, path.find('.')); }

/// Where `paths` go on behind the step `key`; an empty one ends there.
JsonPaths behind(const JsonPaths& paths, std::string_view key) {
  JsonPaths rest;
  for (const std::string_view path : paths) {
    if (first_step(path) == key) rest.push_back(path.substr(std::min(key.size() + 1, path.size())));
  }
  return rest;
}

}  // namespace

std::string_view json_at(std::string_view json, std::string_view path) {
  for (;;) {
    const std::string_view step = first_step(path);
    json = json_member(json_fields(json), step);
    if (step.size() == path.size() || json.empty()) return json;
    path.remove_prefix(step.size() + 1);
  }
}

std::string_view json_at_any(std::string_view json, const JsonPaths& paths) {
  for (const std::string_view path : paths) {
    if (const std::string_view found = json_at(json, path); !found.empty()) return found;
  }
  return {};
}

std::string json_without(std::string_view object, JsonPaths paths) {
  std::string out = "{";
  for (const JsonField& field : json_fields(object)) {
    const JsonPaths inner = behind(paths, field.key);
    // Of several members of one name only the first is ever found.
    std::erase_if(paths, [&field](std::string_view path) { return first_step(path) == field.key; });
    if (std::find(inner.begin(), inner.end(), "") != inner.end()) continue;
    if (out.size() > 1) out += ',';
    append_json_string(out, field.key);
    out += ':';
    const bool goes_on = !inner.empty() && field.value.starts_with('{');
    goes_on ? out += json_without(field.value, inner) : out += field.value;
  }
  return out += '}';
}

}  // namespace galdr::event
