/// JSON kept as text: the few questions that the distiller asks of a tool's input and output. Pure.
#pragma once
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace galdr::distill {

/// The string at the first of `keys` that the object has as a string; "" if it has none or is no object.
std::string string_field(std::string_view json, std::initializer_list<const char*> keys);
/// Every string value in it, in document order, a line each. A JSON string gives its text; at most `max`
/// bytes.
std::string all_strings(std::string_view json, std::size_t max = std::size_t{64} << 10);
/// The same document with each string value replaced; "{}" if it is no object. Keys sorted.
std::string map_strings(std::string_view json, const std::function<std::string(const std::string&)>& change);
/// The keys at the top level.
std::vector<std::string> keys_of(std::string_view json);
/// Without these keys at the top level.
std::string without_keys(std::string_view json, std::initializer_list<const char*> keys);
/// With `key` set to a string.
std::string with_string(std::string_view json, const char* key, std::string_view value);

/// A value at the end of a JSON pointer (RFC 6901): a string's text, a number as it is written.
struct Leaf {
  std::string key, text;
  bool operator==(const Leaf&) const = default;
};
/// All strings and numbers in it, in document order.
std::vector<Leaf> leaves_of(std::string_view json);
/// With the strings at these pointers replaced; of those, numbers only where the new text is no such number.
std::string with_leaves(std::string_view json, const std::vector<Leaf>& leaves);

/// A replacement of text in a file.
struct Change {
  std::string before, after;
};
/// What an edit's input changes: old_string and new_string, or its list `edits`. Empty where it says it
/// otherwise.
std::vector<Change> changes_of(std::string_view json);
/// The input with its changes put as these: one as old_string and new_string, several as `edits`.
std::string with_changes(std::string_view json, const std::vector<Change>& changes);

}  // namespace galdr::distill
