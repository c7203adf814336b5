#include "core/event/recall.hpp"

#include <algorithm>
#include <optional>

#include "core/event/json_string.hpp"

namespace galdr::event {
namespace {

constexpr std::string_view kTagHead = "[REDACTED:";
constexpr std::size_t npos = std::string_view::npos;

std::string escaped(std::string_view value) {
  std::string json;
  append_json_string(json, value);
  return json.substr(1, json.size() - 2);
}

}  // namespace

StringEdit Recall::edit() {
  if (!redact_) return {};
  return [this](std::string& text) { return redact(text); };
}

std::int64_t Recall::redact(std::string& text) {
  before_ = text;
  const std::int64_t edits = redact_(text);
  if (edits > 0) learn(text);
  return edits;
}

/// Before and after are the same but for the tags: what stands between the same texts is what a tag stands
/// for.
void Recall::learn(std::string_view after) {
  std::string_view before = before_;
  std::size_t tag = after.find(kTagHead);
  if (tag == npos || before.substr(0, tag) != after.substr(0, tag)) return;
  before.remove_prefix(tag);
  while (tag != npos) {
    const std::size_t close = after.find(']', tag);
    if (close == npos) return;
    const std::size_t next = after.find(kTagHead, close);
    const std::string_view between = after.substr(close + 1, next == npos ? npos : next - close - 1);
    const std::size_t end = next != npos                ? before.find(between, between.empty() ? npos : 1)
                            : before.ends_with(between) ? before.size() - between.size()
                                                        : npos;
    if (end == npos || end > before.size()) return;
    const std::string_view stands_for_it = after.substr(tag, close + 1 - tag);
    if (plain_.add(before.substr(0, end), stands_for_it))
      json_.add(escaped(before.substr(0, end)), stands_for_it);
    before.remove_prefix(end + between.size());
    tag = next;
  }
}

void Recall::spread(Event& event) const {
  if (plain_.empty()) return;
  for (std::string* json : {&event.input, &event.output, &event.extra})
    event.redactions += json_.replace(*json);
  for (std::optional<std::string>* text : {&event.prompt, &event.error})
    if (*text) event.redactions += plain_.replace(**text);
}

}  // namespace galdr::event
