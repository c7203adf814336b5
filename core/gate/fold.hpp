/// Text as one would hear it: what is written to slip past a search for words is told like any other. Pure.
#pragma once
#include <string>
#include <string_view>

namespace galdr::gate {

/// Lower case, letters that look or are styled like Latin ones made Latin, digits within words made the
/// letters they stand for, marks taken out, letters that stand apart joined, blanks single. The end of a
/// sentence is " . ". Other scripts are left out.
std::string folded(std::string_view text);

}  // namespace galdr::gate
