/// Small helpers for those who read agents' transcripts: members of objects, texts of contents, paths.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/clock.hpp"
#include "core/event/json_text.hpp"

namespace galdr::event {

/// The members of an object that rewrite_json made. Borrows its text.
class Members {
 public:
  explicit Members(std::string_view json) : fields_(json_fields(json)) {}
  const std::vector<JsonField>& all() const { return fields_; }
  std::string_view json(std::string_view name) const { return json_member(fields_, name); }
  Members object(std::string_view name) const { return Members(json(name)); }
  std::string text(std::string_view name) const { return json_string(json(name)).value_or(""); }
  std::optional<std::int64_t> integer(std::string_view name) const { return json_integer(json(name)); }
  bool is_true(std::string_view name) const { return json(name) == "true"; }

 private:
  std::vector<JsonField> fields_;
};

/// The texts of the members `type` that begin in `head`, one after the other; "" if there is no more.
std::string_view next_type(std::string_view& head);
bool one_of(std::string_view name, std::initializer_list<std::string_view> names);
bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings);
bool contains(std::string_view text, std::string_view part);

/// The object of those members that are not empty; "" if none is.
std::string object_of(std::initializer_list<std::pair<std::string_view, std::string_view>> members);
std::string json_of(std::string_view text);
/// A string, or the texts of a list of blocks, one a line.
std::string text_of_content(std::string_view content);
/// Nothing if no Nanos can hold it.
std::optional<Nanos> nanos_of_ms(std::optional<std::int64_t> ms);
/// The number that stands right behind the first `label` in `text`.
std::optional<std::int64_t> number_after(std::string_view text, std::string_view label);

/// Can this id be part of a path?
bool is_plain_name(std::string_view id);
/// The last part of a path, and what stands before it, without the slash.
std::string_view file_name(std::string_view path);
std::string_view folder_of(std::string_view path);

}  // namespace galdr::event
