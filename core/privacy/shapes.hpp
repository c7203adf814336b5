/// What a value looks like by itself, whatever stands around it.
#pragma once
#include <string_view>

namespace galdr::privacy {

/// Shannon entropy of `text` in bits a byte; 0 of an empty one.
double entropy(std::string_view text);
/// Does `value` stand for a secret and is none: a variable, a template, a mask, words like "your-api-key"?
bool is_placeholder(std::string_view value);

/// A checksum or an id by its own look: "sha256:…", "sha512-…", toolu_…, call_…
bool is_identifier_value(std::string_view value);
bool has_crosses(std::string_view value);  ///< "xxxx"
bool is_path_or_url(std::string_view value);
/// "abcdefghijklmnop", "1234567890abcdef": each byte the next of the one before, for the most part.
bool is_sequence(std::string_view value);
/// Letters in one case, or Capitalised: what a word looks like. Signs between words count as spaces.
bool is_plain_words(std::string_view value);
/// a.b.c with names for parts. Digits count as a name's where the names have words in them.
bool is_name_chain(std::string_view value);
/// Does the value only say again what it is, as "challengePassword" does?
bool is_echo(std::string_view value);
bool is_mixed(std::string_view value);
bool is_number(std::string_view value);
/// Letters and digits without order: a key, where no name vouches for it. Hashes and ids are not meant.
bool is_random(std::string_view value);

/// Is it written by a machine or a careful person: letters, digits and signs without order, no name of code?
bool is_made(std::string_view value);
/// Could it be a password where a word vouches for one? Not what is a word, a number, a path or code.
bool is_chosen(std::string_view value);

}  // namespace galdr::privacy
