/// JSON as text: checked, rewritten and taken apart without building a tree of it.
///
/// Payloads pass through the drain once and mostly as they are. A tree costs more than all the rest of an
/// event's way, recursion over one overflows on 100 000 brackets, and numbers do not survive it. So: one
/// linear pass writes the text anew with its strings edited, and slices of that text are what an event holds.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event/json_string.hpp"

namespace galdr::event {

/// Changes one decoded string in place; returns how many changes it made.
using StringEdit = std::function<std::int64_t(std::string&)>;

enum class JsonEnd {
  whole,      ///< one JSON value and nothing after it
  cut,        ///< the bytes ended inside it
  malformed,  ///< no JSON from some byte on
};

/// What rewrite_json made.
struct JsonText {
  std::string text;  ///< valid JSON without spaces, or empty. If not whole: what came before, closed properly
  JsonEnd end = JsonEnd::whole;
  std::size_t depth = 0;   ///< of its deepest bracket; a scalar has none
  std::int64_t edits = 0;  ///< sum of what `edit` returned
};

/// Reads `bytes` and writes them anew: `edit` applied to every string (and to keys that are long enough to
/// hide something), to a string that a name or an option beside it makes telling once more as name="value";
/// numbers and the order of keys as they were, invalid UTF-8 and lone surrogates as U+FFFD. More lenient than
/// RFC 8259 in two points: a leading byte order mark is skipped, raw control characters in strings are taken.
/// A number that no double can hold becomes a string. Where the bytes end too early, a string keeps what is
/// there, but for half a secret if there is an `edit`; a key without its value, a number and a literal are
/// dropped. Takes any depth: not recursive.
JsonText rewrite_json(std::string_view bytes, const StringEdit& edit = {});

/// One member of an object; `value` is JSON text inside the text that was taken apart.
struct JsonField {
  std::string key;
  std::string_view value;
};

// What follows takes only text that rewrite_json made, whole or closed by it.

/// The members of an object, in order. Empty if `json` is no object.
std::vector<JsonField> json_fields(std::string_view json);
/// The elements of an array, in order. Empty if `json` is no array.
std::vector<std::string_view> json_elements(std::string_view json);
/// The value of the member `key`, "" if there is none.
std::string_view json_member(const std::vector<JsonField>& fields, std::string_view key);
/// A string's decoded text. Nothing if `json` is no string.
std::optional<std::string> json_string(std::string_view json);
/// A number's value. Nothing if `json` is no integer, or one beyond 64 bits.
std::optional<std::int64_t> json_integer(std::string_view json);

}  // namespace galdr::event
