/// How Claude Code words a call's end, in a batch and in a transcript.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/event/normalise.hpp"

namespace galdr::event {

/// Status and error of a call by what the model was shown of it; leaves them alone where that does not tell.
void judge_claude_text(std::string text, Status& status, std::optional<std::string>& error);

}  // namespace galdr::event
