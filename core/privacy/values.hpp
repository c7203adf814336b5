/// Judgement of what a pattern found: is it a secret, or only written where a secret could be?
#pragma once
#include <cstddef>
#include <string_view>

#include "core/privacy/rules.hpp"

namespace galdr::privacy {

// For Rule::harmless.
bool harmless_token(const Match& match);        ///< a vendor's token with a telling prefix
bool harmless_loose_token(const Match& match);  ///< the same where the prefix could start a word
bool harmless_assignment(const Match& match);   ///< name and value, quoted or bare
bool harmless_environment(const Match& match);  ///< NAME=value as a shell reads it
bool harmless_flag(const Match& match);         ///< --name value
bool harmless_prose(const Match& match);        ///< "the password is value"
bool harmless_header(const Match& match);       ///< the credentials of an Authorization header
bool harmless_cookie(const Match& match);       ///< a=b; c=d
bool harmless_random(const Match& match);       ///< must be mixed letters and digits, and no hash or id
bool harmless_plain(const Match& match);        ///< any literal is one: a URL's password, mysql -pX
bool harmless_argument(const Match& match);     ///< what stands where a program takes a password
bool harmless_quoted(const Match& match);       ///< in quotes, where SQL has a password
bool harmless_words(const Match& match);        ///< words that could be a wallet's
bool harmless_link(const Match& match);         ///< part of a URL that could be good for one use
bool harmless_below(const Match& match);        ///< in a line under the name, or alone there
bool harmless_pair(const Match& match);         ///< two strings, or a name and its argument: "name", "value"

}  // namespace galdr::privacy
