/// Names that values are given to: what "db_password", "apiKey" or "max_tokens" promises of its value.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace galdr::privacy {

enum class Nature {
  ordinary,  ///< no secret
  password,  ///< chosen by a person: may be short and plain
  secret,    ///< made by a program: token, API key
  loose,     ///< a key of some kind: the value must tell
};

/// `size` bytes at `at`, and the rest of that name to the left ("SECRET" of "MY_SECRET" gives "MY_SECRET").
std::string_view whole_name(std::string_view text, std::size_t at, std::size_t size);
/// Where the name that `at` stands in ends.
std::size_t name_end(std::string_view text, std::size_t at);

/// "myApi_KEY-2" gives my, api, key: lower case, split at humps and signs, digits at a word's end dropped.
std::vector<std::string> words_of(std::string_view name);
/// What kind of value the last telling word of `name` promises.
Nature nature_of(std::string_view name);
/// The same of one word in lower case; never `loose`.
Nature nature_of_word(std::string_view word);

/// Is `word` one of those that people write where a secret would stand: "your", "example", "token"?
bool is_filler_word(std::string_view word);
/// Is `word`, in lower case, one of code or prose that may follow the word "password", or a filler?
bool is_common_word(std::string_view word);
/// Is `word` one of `list`, which separates its words by single spaces and has one at each end?
bool listed(std::string_view word, std::string_view list);

}  // namespace galdr::privacy
