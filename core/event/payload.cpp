#include "core/event/payload.hpp"

#include <algorithm>

namespace galdr::event {
namespace {

// All that an event lists has copies of these: longer ones are none, and stay where they are.
constexpr std::size_t kLongestName = 1024;
constexpr std::size_t kLongestPath = 8192;  ///< as JSON writes it

void append_member(std::string& object, std::string_view name, std::string_view json) {
  object += object.empty() ? '{' : ',';
  append_json_string(object, name);
  object += ':';
  object += json;
}

/// Text of a string or of an integer; nothing of an empty one, so that it stays where it is.
std::optional<std::string> text_of(std::string_view json) {
  if (json_integer(json)) return std::string(json);
  auto text = json_string(json);
  return text && text->empty() ? std::nullopt : text;
}

bool put_text(std::string& column, std::string_view json, std::size_t most = std::string::npos) {
  auto text = column.empty() && json.size() <= most ? text_of(json) : std::nullopt;
  if (text) column = std::move(*text);
  return text.has_value();
}

bool put_string(std::optional<std::string>& column, std::string_view json) {
  if (!column) return (column = json_string(json)).has_value();
  return false;
}

bool put_json(std::string& column, std::string_view json) {
  if (!column.empty()) return false;
  if (json != "null") column = json;
  return true;
}

}  // namespace

std::string_view Payload::json(std::string_view path) const {
  const std::string_view name = path.substr(0, path.find('.'));
  const std::string_view value = json_member(fields_, name);
  return name.size() == path.size() ? value : json_at(value, path.substr(name.size() + 1));
}

std::string Payload::left_of(std::string_view name) const {
  JsonPaths inner;
  for (std::string_view path : taken_) {
    if (!path.starts_with(name)) continue;
    path.remove_prefix(name.size());
    if (path.starts_with('.')) inner.push_back(path.substr(1));
  }
  return json_without(json(name), inner);
}

void Payload::unpack(std::string& json) {
  const auto text = json_string(json);
  if (!text) return;
  const std::size_t start = text->find_first_not_of(" \t\r\n");
  if (start == text->npos || ((*text)[start] != '{' && (*text)[start] != '[')) return;
  JsonText inside = rewrite_json(*text, edit_);
  if (inside.end != JsonEnd::whole || inside.depth > kMaxDepth) return;
  json = std::move(inside.text);
  edits_ += inside.edits;
}

void Payload::note(std::string_view name, std::string_view json) {
  std::string free_name(name);
  const auto is_it = [&free_name](const JsonField& field) { return field.key == free_name; };
  const auto stands = [&] {
    const bool taken = std::find(taken_.begin(), taken_.end(), free_name) != taken_.end();
    return std::count_if(fields_.begin(), fields_.end(), is_it) > (taken ? 1 : 0);
  };
  while (stands()) free_name += '_';
  append_member(notes_, free_name, json);
}

std::string Payload::rest() const {
  std::string object = json_without(json_, taken_);
  if (notes_.empty()) return object == "{}" ? std::string() : object;
  object.pop_back();
  if (object.size() > 1) object += ',';
  return object.append(notes_, 1).append("}");
}

bool put(Event& event, Column column, std::string_view json) {
  switch (column) {
    case Column::session:
      return put_text(event.session_id, json);
    case Column::event:
    case Column::weak_event:
      return put_text(event.source_event, json);
    case Column::tool:
      return put_text(event.tool, json);
    case Column::input:
      return put_json(event.input, json);
    case Column::output:
      return put_json(event.output, json);
    case Column::call_id:
      return put_text(event.call_id, json);
    case Column::parent_agent:
      return put_text(event.parent_agent, json, kLongestName);
    case Column::cwd:
      return put_text(event.cwd, json, kLongestPath);
    case Column::error:
      return put_string(event.error, json);
    case Column::prompt:
      return put_string(event.prompt, json);
    case Column::duration:
      return !event.duration_ms && (event.duration_ms = json_integer(json)).has_value();
  }
  return false;
}

bool move_to(Event& event, Column column, Payload& payload, std::string_view path) {
  const std::string_view json = payload.json(path);
  if (json.empty() || !put(event, column, json)) return false;
  payload.take(path);
  return true;
}

}  // namespace galdr::event
