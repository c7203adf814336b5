/// What requests say of values: how far they reach, and what they are called. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace galdr::distill {

/// The words of a request: between white space, without the punctuation around them; and what stands in
/// quotes as a whole.
std::vector<std::string_view> request_words(std::string_view request);
/// What stands around `value` within a word.
struct Affix {
  std::string before, after;
  bool operator==(const Affix&) const = default;
};
/// Around each place where `value` stands in a word of the requests, cut between tokens; of one run's
/// requests.
std::vector<Affix> affixes_of(const std::vector<std::string>& requests, std::string_view value);
/// The word before the value in the request, if it can be what the value is: "column" in "the column due_at";
/// "".
std::string noun_before(std::string_view request, std::string_view value);
/// The word after the value where an article stands before it: "module" in "the vpc module"; "".
std::string noun_after(std::string_view request, std::string_view value);

}  // namespace galdr::distill
