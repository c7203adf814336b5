#include "core/privacy/keywords.hpp"

#include <algorithm>

#include "core/base/error.hpp"

namespace galdr::privacy {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// How often a byte stands in texts and code, from 1 to 12.
unsigned frequency(char c) {
  constexpr std::string_view kByRarity = "zqjxkv0$~%@!?{}()+;,'`123456789bwy/:=g_.fumphdc-lr\"nsioat e";
  const std::size_t place = kByRarity.find(c);
  return place == std::string_view::npos ? 1 : static_cast<unsigned>(place / 5 + 1);
}

/// Where the three bytes stand that are the rarest by their pairs.
std::size_t rarest(std::string_view word) {
  std::size_t best = 0;
  unsigned least = ~0u;
  for (std::size_t at = 0; at + 3 <= word.size(); ++at) {
    const unsigned middle = frequency(word[at + 1]);
    const unsigned cost = middle * (frequency(word[at]) + frequency(word[at + 2]));
    if (cost < least) least = cost, best = at;
  }
  return best;
}

}  // namespace

bool Keywords::starts_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(), [](char w, char t) { return w == lower(t); });
}

void Keywords::add(std::string_view word, unsigned rule) {
  if (word.size() < kGram || rule >= 64)
    throw Error(ErrorCode::invalid, "keyword too short: " + std::string(word));
  std::string text(word);
  std::transform(text.begin(), text.end(), text.begin(), lower);
  const std::size_t anchor = rarest(text);
  const char* const gram = text.data() + anchor;
  pairs_[pair(gram)] |= kFirst;
  pairs_[pair(gram + 1)] |= kSecond;
  const std::size_t place = slot(gram);
  std::uint16_t& bucket = bucket_of_[place];
  if (bucket == 0) {
    taken_[place / 64] |= std::uint64_t{1} << place % 64;
    bucket = static_cast<std::uint16_t>(buckets_.size());
    buckets_.emplace_back();
  }
  auto& words = buckets_[bucket];
  auto known = std::find_if(words.begin(), words.end(), [&](const Word& w) { return w.text == text; });
  if (known == words.end()) known = words.insert(words.end(), Word{text, anchor, 0});
  known->rules |= std::uint64_t{1} << rule;
}

}  // namespace galdr::privacy
