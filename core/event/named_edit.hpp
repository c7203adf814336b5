/// Strings that only what stands beside them tells to be secret: a member's name, an option before it, a cut.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/event/json_text.hpp"

namespace galdr::event {

/// Edits `value` as it stands in `name="value"`, if `name` promises a secret ("password", "--api-key"): the
/// editor decides. What it changes is replaced as a whole. Returns what `edit` counted.
std::int64_t edit_named(std::string_view name, std::string& value, const StringEdit& edit);

/// Is it a key whose value names what the member "value" beside it holds, as in {"name": …, "value": …}?
bool is_label(std::string_view key);
/// Is it the key of such a value?
bool is_labelled(std::string_view key);

/// Drops the last word of a text that was cut in it, if it could be half a secret.
void drop_torn_word(std::string& text);

}  // namespace galdr::event
