/// Members of members: "input.callID" is the member callID of the member input. A name that holds a dot
/// itself cannot be said. Takes only text that rewrite_json made.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace galdr::event {

using JsonPaths = std::vector<std::string_view>;

/// The value at `path`, "" if there is none.
std::string_view json_at(std::string_view json, std::string_view path);
/// The first value that one of these paths leads to, "" if none does.
std::string_view json_at_any(std::string_view json, const JsonPaths& paths);
/// `object` without the members that `paths` lead to, as json_at finds them.
std::string json_without(std::string_view object, JsonPaths paths);

}  // namespace galdr::event
