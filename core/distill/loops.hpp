/// The same command for one thing after another, told once. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/distill/drafts.hpp"

namespace galdr::distill {

/// Stands in a draft's command for the thing that differs; of Unicode's private use, so that no recorded text
/// means it.
inline constexpr std::string_view kItem = "\xEE\x80\x80";

/// Three or more drafts in a row that differ in one word of their command become one: `each` has the words.
void fold_loops(std::vector<Draft>& drafts);

/// Writes the thing by the name of a new parameter, which has `each` as its values.
void name_item(Step& step, const std::vector<std::string>& each, std::vector<Parameter>& parameters);

}  // namespace galdr::distill
