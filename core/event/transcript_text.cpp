#include "core/event/transcript_text.hpp"

#include <algorithm>
#include <charconv>

namespace galdr::event {

std::string_view next_type(std::string_view& head) {
  constexpr std::string_view kName = "\"type\"";
  const std::size_t name = head.find(kName);
  if (name == head.npos) return {};
  head.remove_prefix(name + kName.size());
  const std::size_t value = head.find_first_not_of(": ");
  if (value == head.npos || head[value] != '"') return {};
  head.remove_prefix(value + 1);
  return head.substr(0, head.find('"'));
}

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [text](std::string_view beginning) { return text.starts_with(beginning); });
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::string object_of(std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  std::string object;
  for (const auto& [name, json] : members) {
    if (json.empty() || json == "null") continue;
    object += object.empty() ? '{' : ',';
    append_json_string(object, name);
    object.append(":").append(json);
  }
  return object.empty() ? object : object += '}';
}

std::string json_of(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

std::string text_of_content(std::string_view content) {
  if (auto text = json_string(content)) return *text;
  std::string all;
  for (const std::string_view block : json_elements(content)) {
    const auto text = json_string(json_member(json_fields(block), "text"));
    if (!text) continue;
    if (!all.empty()) all += '\n';
    all += *text;
  }
  return all;
}

std::optional<Nanos> nanos_of_ms(std::optional<std::int64_t> ms) {
  constexpr std::int64_t kYear2262 = 9'214'646'400'000;  // as far as parse_utc goes
  return ms && *ms >= 0 && *ms < kYear2262 ? std::optional(*ms * kMilli) : std::nullopt;
}

std::optional<std::int64_t> number_after(std::string_view text, std::string_view label) {
  const std::size_t at = text.find(label);
  if (at == text.npos) return std::nullopt;
  text.remove_prefix(at + label.size());
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? std::optional(number) : std::nullopt;
}

bool is_plain_name(std::string_view id) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  return !id.empty() && id.size() <= 128 && id.find_first_not_of(kPlain) == id.npos;
}

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? path : path.substr(slash + 1);
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace galdr::event
