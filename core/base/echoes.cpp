#include "core/base/echoes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace galdr {
namespace {

constexpr std::size_t kShortest = 8, kLongest = 1024;
constexpr std::size_t kMost = 256;       // values
constexpr std::size_t kMostOfAHead = 8;  // values that begin alike

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// How many different bytes there are.
std::size_t variety(std::string_view value) {
  std::array<bool, 256> seen{};
  for (const char c : value) seen[static_cast<unsigned char>(c)] = true;
  return static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true));
}

/// "winter2024!": one word, then digits and signs.
bool is_word_and_tail(std::string_view value) {
  std::size_t at = 0;
  while (at < value.size() && (is_lower(value[at]) || (at == 0 && is_upper(value[at])))) ++at;
  return at > 3 && std::none_of(value.begin() + static_cast<std::ptrdiff_t>(at), value.end(),
                                [](char c) { return is_lower(c) || is_upper(c); });
}

/// An odd number of backslashes before `at`: what stands there is escaped.
bool is_escaped(std::string_view text, std::size_t at) {
  std::size_t slashes = 0;
  while (slashes < at && text[at - 1 - slashes] == '\\') ++slashes;
  return slashes % 2 == 1;
}

}  // namespace

bool Echoes::is_telling(std::string_view value) {
  if (value.size() < kShortest || value.size() > kLongest || value.starts_with("[REDACTED:")) return false;
  if (std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; }))
    return false;
  const bool digits = std::any_of(value.begin(), value.end(), is_digit);
  const bool lower = std::any_of(value.begin(), value.end(), is_lower);
  const bool upper = std::any_of(value.begin(), value.end(), is_upper);
  const bool signs = std::any_of(value.begin(), value.end(), [](char c) {
    return !is_digit(c) && !is_lower(c) && !is_upper(c) && c != '-' && c != '_' && c != '.' && c != '/';
  });
  if (!(digits || signs) || !(lower || upper) || is_word_and_tail(value)) return false;
  const int classes = digits + lower + upper + signs;
  return variety(value) >= 6 && (classes > 2 || value.size() >= 12);
}

std::uint64_t Echoes::head_of(const char* p) {
  std::uint64_t head = 0;
  std::memcpy(&head, p, kHead);
  return head;
}

bool Echoes::add(std::string_view value, std::string_view stands_for_it) {
  if (entries_.size() == kMost || !is_telling(value)) return false;
  const std::uint64_t head = head_of(value.data());
  auto& alike = by_head_[head];
  const auto same = [&](std::size_t i) { return entries_[i].value == value; };
  if (alike.size() == kMostOfAHead || std::any_of(alike.begin(), alike.end(), same)) return false;
  const auto shorter = [&](std::size_t i) { return entries_[i].value.size() < value.size(); };
  alike.insert(std::find_if(alike.begin(), alike.end(), shorter), entries_.size());
  entries_.push_back({std::string(value), std::string(stands_for_it)});
  heads_.resize(kBits);
  heads_[bit_of(head)] = true;
  return true;
}

std::size_t Echoes::value_at(std::string_view text, std::size_t at) const {
  const std::uint64_t head = head_of(text.data() + at);
  if (!heads_[bit_of(head)]) return entries_.size();
  const auto alike = by_head_.find(head);
  if (alike == by_head_.end()) return entries_.size();
  for (const std::size_t i : alike->second)
    if (text.substr(at).starts_with(entries_[i].value)) return i;
  return entries_.size();
}

std::vector<Echoes::Hit> Echoes::find(std::string_view text) const {
  std::vector<Hit> hits;
  if (empty()) return hits;
  for (std::size_t at = 0; at + kHead <= text.size();) {
    const std::size_t value = value_at(text, at);
    if (value == entries_.size()) {
      ++at;
      continue;
    }
    hits.push_back({at, at + entries_[value].value.size(), value});
    at = hits.back().end;
  }
  return hits;
}

std::int64_t Echoes::replace(std::string& text) const {
  std::string out;
  std::size_t done = 0;
  std::int64_t count = 0;
  for (const Hit& hit : find(text)) {
    if (is_escaped(text, hit.begin)) continue;
    out.append(text, done, hit.begin - done);
    out += entries_[hit.value].stands_for_it;
    done = hit.end;
    ++count;
  }
  if (count > 0) text = out.append(text, done);
  return count;
}

}  // namespace galdr
