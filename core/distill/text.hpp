/// Text helpers of the distiller: lines, tokens, and telling places without telling whose they are. Pure.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace galdr::distill {

std::string trim(std::string_view text);
std::string lower(std::string_view text);
/// Pieces between '\n'; no empty last piece.
std::vector<std::string> split_lines(std::string_view text);
/// White space of any kind collapsed to single spaces, none at the ends.
std::string one_line(std::string_view text);
/// At most `max` bytes, cut between UTF-8 characters and marked with "…".
std::string clip(std::string_view text, std::size_t max);
/// `text` as a Markdown code span on one line, whatever backticks it holds.
std::string code_span(std::string_view text);
/// The first letter in upper case (ASCII).
std::string capitalised(std::string_view text);
bool contains(std::string_view text, std::string_view part);
/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& items);

/// Where `value` stands in `text` as a token of its own, from `from` on; npos if nowhere. "1.2" stands in
/// "v1.2" and "x@1.2", not in "1.2.3"; "next" does not stand in "next-steps".
std::size_t find_token(std::string_view text, std::string_view value, std::size_t from = 0);
/// Does `value` stand at `at`, as a token of its own?
bool is_token_at(std::string_view text, std::size_t at, std::string_view value);
/// A value and what to write for it.
using Replacement = std::pair<std::string, std::string>;
/// Every token that equals a value, replaced in one pass, the longest value first.
std::string replace_tokens(std::string_view text, const std::vector<Replacement>& replacements);

/// Whose machine a run was on.
struct Places {
  std::string cwd;   ///< absolute, no trailing slash
  std::string user;  ///< login name, where the working directory tells one; else empty
};
/// The places that a working directory tells of.
Places places_of(std::string_view cwd);
/// `text` with paths under the working directory told relative to it, home folders as ~, e-mail addresses as
/// <email>, the user's name as <user>.
std::string localise(const Places& places, std::string_view text);

/// Secrets' markers without their tags: the same secret has another one in another run.
std::string without_tags(std::string text);
/// Does it hold the path of a home folder that names a person?
bool tells_home(std::string_view text);

}  // namespace galdr::distill
