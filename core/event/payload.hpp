/// A payload taken apart: which of its members went to a column of the event, and what is left for `extra`.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/event/event.hpp"
#include "core/event/json_path.hpp"
#include "core/event/json_text.hpp"

namespace galdr::event {

constexpr std::size_t kMaxDepth = 512;  ///< of brackets in a payload; beyond it nobody downstream has to look

/// Where a member of the payload goes. `weak_event`: names the event only if nothing else does.
enum class Column {
  session,
  event,
  weak_event,
  tool,
  input,
  output,
  call_id,
  parent_agent,
  cwd,
  error,
  prompt,
  duration
};

/// The members of a payload, and of its members, by json_at's paths: each is taken by at most one column,
/// what is left becomes `extra`.
class Payload {
 public:
  /// Borrows `json`, which rewrite_json made with `edit`. Not an object: no members.
  explicit Payload(std::string_view json, StringEdit edit = {})
      : json_(json), fields_(json_fields(json)), edit_(std::move(edit)) {}

  /// A member's JSON text, taken or not; "" if there is none.
  std::string_view json(std::string_view path) const;
  const std::vector<JsonField>& fields() const { return fields_; }
  bool has(std::string_view path) const { return !json(path).empty(); }
  /// Leaves a member out of the rest. Borrows `path`.
  void take(std::string_view path) { taken_.push_back(path); }
  /// The object at the member `name` without what was taken of it.
  std::string left_of(std::string_view name) const;
  /// Replaces a JSON string that holds an object or an array as text by these themselves. What was hidden
  /// from `edit` by being text in a text no longer is, so it is edited again.
  void unpack(std::string& json);
  std::int64_t edits() const { return edits_; }  ///< made by unpack()
  /// Adds a member of galdr's own to the rest. Another name is found where the payload has this one itself.
  void note(std::string_view name, std::string_view json);
  /// The object of what was not taken, then the notes; "" if it would be {}.
  std::string rest() const;

 private:
  std::string_view json_;
  std::vector<JsonField> fields_;
  JsonPaths taken_;
  std::string notes_;
  StringEdit edit_;
  std::int64_t edits_ = 0;
};

/// Puts a value into its column. False where the column cannot take it: has one already, or is of another
/// type.
bool put(Event& event, Column column, std::string_view json);
/// put() for the member at `path`, which is then taken. Borrows `path`.
bool move_to(Event& event, Column column, Payload& payload, std::string_view path);

}  // namespace galdr::event
