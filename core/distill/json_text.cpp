#include "core/distill/json_text.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace galdr::distill {
namespace {

using Json = nlohmann::json;

constexpr int kMaxDepth = 64;

// The document, or null if it is none or nests deeper than any tool's input does.
Json parse(std::string_view text) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth < kMaxDepth; };
  try {
    Json out = Json::parse(text, shallow, false);
    return out.is_discarded() ? Json() : out;
  } catch (const Json::exception&) {
    return {};
  }
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

void collect(const Json& json, std::size_t max, std::string& out) {
  if (out.size() >= max) return;
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    if (!out.empty() && !text.empty()) out += '\n';
    out.append(text, 0, max - std::min(max, out.size()));
  } else if (json.is_structured()) {
    for (const Json& item : json) collect(item, max, out);
  }
}

void change_all(Json& json, const std::function<std::string(const std::string&)>& change) {
  if (json.is_string()) {
    json = change(json.get_ref<const std::string&>());
  } else if (json.is_structured()) {
    for (Json& item : json) change_all(item, change);
  }
}

Json object(std::string_view text) {
  Json out = parse(text);
  return out.is_object() ? out : Json::object();
}

std::string text_at(const Json& json, const char* key) {
  const auto found = json.is_object() ? json.find(key) : json.end();
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

void collect_leaves(const Json& json, const Json::json_pointer& at, std::vector<Leaf>& out) {
  if (json.is_object()) {
    for (const auto& [key, item] : json.items()) collect_leaves(item, at / key, out);
  } else if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) collect_leaves(json[i], at / i, out);
  } else if (json.is_string() || json.is_number()) {
    out.push_back({at.to_string(), json.is_string() ? json.get<std::string>() : dump(json)});
  }
}

std::optional<Change> change_in(const Json& json) {
  constexpr std::array<std::pair<const char*, const char*>, 3> kKeys = {
      {{"old_string", "new_string"}, {"oldString", "newString"}, {"old_str", "new_str"}}};
  for (const auto& [before, after] : kKeys)
    if (json.is_object() && json.contains(before)) return Change{text_at(json, before), text_at(json, after)};
  return std::nullopt;
}

}  // namespace

std::string string_field(std::string_view json, std::initializer_list<const char*> keys) {
  const Json parsed = parse(json);
  for (const char* key : keys) {
    if (parsed.is_object() && parsed.contains(key) && parsed[key].is_string()) return text_at(parsed, key);
  }
  return "";
}

std::string all_strings(std::string_view json, std::size_t max) {
  std::string out;
  collect(parse(json), max, out);
  return out;
}

std::string map_strings(std::string_view json, const std::function<std::string(const std::string&)>& change) {
  Json parsed = object(json);
  change_all(parsed, change);
  return dump(parsed);
}

std::vector<std::string> keys_of(std::string_view json) {
  std::vector<std::string> out;
  const Json parsed = object(json);
  for (const auto& [key, value] : parsed.items()) out.push_back(key);
  return out;
}

std::string without_keys(std::string_view json, std::initializer_list<const char*> keys) {
  Json parsed = object(json);
  for (const char* key : keys) parsed.erase(key);
  return dump(parsed);
}

std::string with_string(std::string_view json, const char* key, std::string_view value) {
  Json parsed = object(json);
  parsed[key] = std::string(value);
  return dump(parsed);
}

std::vector<Leaf> leaves_of(std::string_view json) {
  std::vector<Leaf> out;
  collect_leaves(parse(json), Json::json_pointer(), out);
  return out;
}

std::string with_leaves(std::string_view json, const std::vector<Leaf>& leaves) {
  Json parsed = object(json);
  for (const Leaf& leaf : leaves) {
    const Json::json_pointer at(leaf.key);
    if (!parsed.contains(at)) continue;
    const bool same_number = parsed[at].is_number() && dump(parsed[at]) == leaf.text;
    if (!same_number) parsed[at] = leaf.text;
  }
  return dump(parsed);
}

std::vector<Change> changes_of(std::string_view json) {
  const Json parsed = parse(json);
  std::vector<Change> out;
  if (const auto one = change_in(parsed)) out.push_back(*one);
  if (!parsed.is_object() || !parsed.contains("edits") || !parsed["edits"].is_array()) return out;
  for (const Json& edit : parsed["edits"]) {
    if (const auto one = change_in(edit)) out.push_back(*one);
  }
  return out;
}

std::string with_changes(std::string_view json, const std::vector<Change>& changes) {
  Json parsed = object(json);
  for (const char* key :
       {"old_string", "new_string", "oldString", "newString", "old_str", "new_str", "edits"})
    parsed.erase(key);
  if (changes.size() == 1) {
    parsed["old_string"] = changes[0].before;
    parsed["new_string"] = changes[0].after;
  } else if (!changes.empty()) {
    for (const Change& c : changes)
      parsed["edits"].push_back({{"old_string", c.before}, {"new_string", c.after}});
  }
  return dump(parsed);
}

}  // namespace galdr::distill
