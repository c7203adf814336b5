/// The text of opencode_plugin.js, embedded at build; "@GALDR_HOOK@" in it stands for the hook's path.
#pragma once
#include <string_view>

namespace galdr::drain::setup {

extern const std::string_view kOpencodePlugin;

}  // namespace galdr::drain::setup
