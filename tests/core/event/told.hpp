/// What a transcript tells, in the form in which tests look at it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/event/transcript.hpp"

namespace galdr::test {

/// tests/data/`agent`-transcripts/`name`.
std::string transcript(const std::string& agent, const std::string& name);
/// What a whole text tells, nothing redacted.
event::Told told(std::string_view agent, std::string_view text, std::string_view path = {},
                 std::size_t from = 0);
/// One line an event: kind, and of a call tool, input, status, exit code and so on, as far as there are any.
std::vector<std::string> summary(const event::Told& told);
/// The end of the only call of this kind, by what its input holds. Fails the test if there is no such.
event::Event end_of(const event::Told& told, std::string_view in_input);
/// Reading a text bit by bit, each time from what was settled, tells what reading it at once tells, but for
/// `left` ends that come of a call which looked left behind.
void check_piecemeal(std::string_view agent, const std::string& text, std::string_view path = {});
/// Broken and hostile lines between those of `text` change nothing, and cost no time.
void check_hostile(std::string_view agent, const std::string& text, std::string_view path = {});

}  // namespace galdr::test
