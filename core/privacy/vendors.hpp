/// Tokens that tell whose they are by their first letters, and look like nothing more. For Rule::match_at.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/privacy/rules.hpp"

namespace galdr::privacy {

/// The first letters, or a few more: keywords.
std::vector<std::string> vendor_prefixes();
/// The token that begins where `keyword` does; empty if there is none.
Span vendor_token_at(std::string_view text, Span keyword);

}  // namespace galdr::privacy
