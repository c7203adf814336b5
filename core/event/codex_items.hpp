/// The parts of Codex's transcripts that are about calls, in the form in which its hooks tell them.
#pragma once
#include <string>
#include <string_view>

#include "core/event/telling.hpp"
#include "core/event/transcript_text.hpp"

namespace galdr::event {

struct CodexCall {
  std::string tool;
  std::string input;  ///< JSON text
};

/// A call as the model asked for it: function_call, custom_tool_call, local_shell_call.
CodexCall codex_request(const Members& payload);
/// A call that ran, as an item tells it. No tool if it is no call.
CodexCall codex_item(const Members& item, std::string_view cwd);
/// What the item says of the call's end, without its output.
CallEnd codex_item_end(const Members& item);
/// What the model was shown of an item.
std::string codex_item_output(const Members& item);
/// Completes what an item told of a call's end with what the model was shown. False if the command goes on.
bool codex_read_output(std::string_view output, CallEnd& end);
/// Did a script of code mode fail?
bool codex_script_failed(std::string_view output);

}  // namespace galdr::event
