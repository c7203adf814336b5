/// Quick looks at what stands around a keyword: is a rule's pattern worth running?
#pragma once
#include <string_view>

#include "core/privacy/rules.hpp"

namespace galdr::privacy {

// For Rule::worth.
bool separator_follows(std::string_view text, Span keyword);  ///< '=' or ':' after the rest of a name
bool element_follows(std::string_view text, Span keyword);    ///< '>' or attributes: a tag's name
bool token_follows(std::string_view text,
                   Span keyword);  ///< behind a short one: 14 characters and a dot, or a digit
bool argument_follows(std::string_view text,
                      Span keyword);  ///< quote and comma behind the name, or a call that sets it
bool value_is_below(std::string_view text, Span keyword);     ///< the name ends its line, or an element
bool type_follows(std::string_view text, Span keyword);       ///< ": type ="
bool is_shell_variable(std::string_view text, Span keyword);  ///< capitals, then '='
bool is_option(std::string_view text, Span keyword);          ///< part of a word that starts with '-'
bool verb_follows(std::string_view text, Span keyword);       ///< "is", "was", …
bool host_follows(std::string_view text, Span keyword);       ///< an '@' before the next slash or space

}  // namespace galdr::privacy
