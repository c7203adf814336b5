/// The single values of a TOML text, for looking at another program's settings. Never for editing.
///
/// A scan and no parser: a library would be one more thing to install for the sake of two questions (trusted?
/// switched off?) about tables that a program writes. What it does not understand is skipped, so a wrong
/// answer costs a line of advice.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace galdr::drain::setup {

using TomlPath = std::vector<std::string>;

/// Strings (decoded), numbers and booleans (as written) by their full dotted key, also those in inline
/// tables. Left out: what is in arrays, in arrays of tables and in strings over several lines.
std::map<TomlPath, std::string> toml_scalars(std::string_view text);

}  // namespace galdr::drain::setup
