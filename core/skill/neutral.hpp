/// Text made harmless to load: an agent that reads a skill must not run, substitute or hide anything in it.
/// Pure.
#pragma once
#include <string>
#include <string_view>

namespace galdr::skill {

/// Where a text stands, which decides how a `$1` may be written without changing what it means.
enum class Place { prose, code };

/// `text` without control and invisible characters, and with every form broken that an agent executes or
/// substitutes on load: !`cmd`, ```! fences, $ARGUMENTS, $0 to $9, ${CLAUDE_…}, HTML comments. In code the
/// meaning to a shell and to awk is kept where it can be. Doing it twice changes nothing more.
std::string neutralised(std::string_view text, Place place);

/// The first live form in one line, as a word for people; "" if there is none.
std::string_view live_form(std::string_view line);

}  // namespace galdr::skill
