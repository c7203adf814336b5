#include "core/distill/requests.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/distill/text.hpp"
#include "core/distill/tokens.hpp"
#include "core/distill/wording.hpp"

namespace galdr::distill {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view without_punctuation(std::string_view word) {
  constexpr std::string_view kOpening = "\"'`([{<“‘*_", kClosing = "\"'`)]}>”’.,;:!?*_";
  while (!word.empty() && kOpening.find(word.front()) != kOpening.npos) word.remove_prefix(1);
  while (!word.empty() && kClosing.find(word.back()) != kClosing.npos) word.remove_suffix(1);
  return word;
}

void add_quoted(std::string_view request, std::vector<std::string_view>& out) {
  for (const char mark : {'"', '`', '\''}) {
    for (std::size_t at = request.find(mark); at != request.npos;) {
      const std::size_t end = request.find(mark, at + 1);
      const bool opens = at == 0 || !std::isalnum(static_cast<unsigned char>(request[at - 1]));
      if (end == request.npos) break;
      if (opens && end > at + 1) out.push_back(request.substr(at + 1, end - at - 1));
      at = request.find(mark, opens ? end + 1 : at + 1);
    }
  }
}

bool cuts_between_tokens(std::string_view word, std::size_t at, std::size_t length) {
  std::size_t place = 0;
  bool begins = at == 0, ends = false;
  for (const Token& token : tokens_of(word)) {
    begins = begins || place == at;
    place += token.text.size();
    ends = ends || place == at + length;
  }
  return begins && ends;
}

/// The word that ends before `at`, in lower case; "" where a sentence or clause does.
std::string word_before(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end > 0 && !std::isalnum(static_cast<unsigned char>(text[end - 1]))) {
    if (text[end - 1] == '.' || text[end - 1] == ',' || text[end - 1] == '\n') return "";
    --end;
  }
  std::size_t start = end;
  while (start > 0 && (std::isalnum(static_cast<unsigned char>(text[start - 1])) || text[start - 1] == '-'))
    --start;
  return lower(text.substr(start, end - start));
}

/// Where the value is a word of the request, or several whole ones.
std::size_t alone_at(std::string_view request, std::string_view value) {
  constexpr std::string_view kAround = " \t\n\"'`([{<>}]),;:!?";
  for (std::size_t at = find_token(request, value); at != request.npos;
       at = find_token(request, value, at + 1)) {
    const std::size_t end = at + value.size();
    const bool stop = end + 1 >= request.size() || kAround.find(request[end + 1]) != kAround.npos;
    const bool begins = at == 0 || kAround.find(request[at - 1]) != kAround.npos;
    const bool ends = end == request.size() ||
                      (kAround.find(request[end]) != kAround.npos && (request[end] != ':' || stop)) ||
                      (request[end] == '.' && stop);
    if (begins && ends) return at;
  }
  return request.npos;
}

bool can_name(std::string_view word) {
  const bool letters = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
    return std::isalpha(c) != 0 || c == '-';
  });
  return letters && word.size() > 1 && !word.ends_with("ing") && !is_stop_word(word) &&
         !is_verb_of_request(word);
}

/// The word stands where a request says what to do: at its start, or after "and", "then", "to".
bool gives_order(std::string_view before_value, const std::string& word) {
  const std::size_t at = lower(before_value).rfind(word);
  const std::string before = word_before(before_value, at);
  return before.empty() || before == "and" || before == "then" || before == "to" || before == "please";
}

}  // namespace

std::vector<std::string_view> request_words(std::string_view request) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < request.size();) {
    std::size_t end = at;
    while (end < request.size() && !is_space(request[end])) ++end;
    const std::string_view word = without_punctuation(request.substr(at, end - at));
    if (!word.empty()) out.push_back(word);
    at = end + 1;
  }
  add_quoted(request, out);
  return out;
}

std::vector<Affix> affixes_of(const std::vector<std::string>& requests, std::string_view value) {
  std::vector<Affix> out;
  for (const std::string& request : requests) {
    for (const std::string_view word : request_words(request)) {
      for (std::size_t at = word.find(value); at != word.npos; at = word.find(value, at + 1)) {
        if (!cuts_between_tokens(word, at, value.size())) continue;
        Affix affix{std::string(word.substr(0, at)), std::string(word.substr(at + value.size()))};
        if (std::find(out.begin(), out.end(), affix) == out.end()) out.push_back(std::move(affix));
      }
    }
  }
  return out;
}

std::string noun_before(std::string_view request, std::string_view value) {
  const std::size_t at = alone_at(request, value);
  if (at == std::string_view::npos) return "";
  const std::string word = word_before(request, at);
  return can_name(word) && !gives_order(request.substr(0, at), word) ? word : "";
}

std::string noun_after(std::string_view request, std::string_view value) {
  const std::size_t at = alone_at(request, value);
  if (at == std::string_view::npos) return "";
  const std::string before = word_before(request, at);
  std::size_t start = at + value.size();
  if ((before != "the" && before != "a" && before != "an") || start >= request.size() ||
      request[start] != ' ')
    return "";
  std::size_t end = ++start;
  while (end < request.size() &&
         (std::isalnum(static_cast<unsigned char>(request[end])) || request[end] == '-'))
    ++end;
  const std::string word = lower(request.substr(start, end - start));
  return can_name(word) ? word : "";
}

}  // namespace galdr::distill
