/// What the responses of tools tell in the ways that several agents share.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/event/event.hpp"

namespace galdr::event {

/// A string's text, or the first text in a list of content blocks; "" if there is none.
std::string first_text(std::string_view json);
/// A string's text, or that of an object's member "message"; nothing if there is none or it is empty.
std::optional<std::string> message_of(std::string_view json);
/// Takes the last line off `text`, with the newline before it, and returns it.
std::string_view pop_line(std::string_view& text);
/// The integer between `before` and `after` at the end of `line`, which begins with `start`.
std::optional<std::int64_t> number_at_end(std::string_view line, std::string_view start,
                                          std::string_view before, std::string_view after);
/// The integer that a string begins with, behind `before` and up to its first line's end.
std::optional<std::int64_t> number_at_start(std::string_view text, std::string_view before);

/// An end with this exit code: an error if it is not 0, ok if nothing else is known.
void end_with(Event& event, std::int64_t exit_code);
/// An end by an MCP server's result {"content":[…],"isError":…} in the event's output; by the protocol a
/// missing isError is false. Leaves other outputs alone.
void end_by_mcp_result(Event& event);

}  // namespace galdr::event
