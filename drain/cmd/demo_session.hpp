/// The session that `galdr demo` plays, compiled in from packaging/demo/session.jsonl: one hook payload a
/// line.
#pragma once
#include <string_view>

namespace galdr::drain::cmd {

extern const std::string_view kDemoSession;

}  // namespace galdr::drain::cmd
