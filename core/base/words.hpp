/// A command line split into words, for a program that is run without a shell. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace galdr {

/// The words as a POSIX shell splits them: single and double quotes, backslashes. Nothing is expanded.
/// Throws Error{usage} where a quote is not closed, and at a sign that only a shell knows what to do with
/// (| & ; < > ( ) ` outside of quotes).
std::vector<std::string> split_words(std::string_view line);

/// `word` as a shell reads it back: bare where that is safe, in single quotes otherwise.
std::string shell_quoted(std::string_view word);

}  // namespace galdr
