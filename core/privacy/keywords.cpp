#include "core/privacy/keywords.hpp"

#include <algorithm>

#include "core/base/error.hpp"

namespace galdr::privacy {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

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
  const std::size_t place = slot(text.data());
  std::uint8_t& bucket = bucket_of_[place];
  if (bucket == 0) {
    taken_[place / 64] |= std::uint64_t{1} << place % 64;
    if (buckets_.size() > 255)
      throw Error(ErrorCode::invalid, "more keywords than the table of buckets holds");
    bucket = static_cast<std::uint8_t>(buckets_.size());
    buckets_.emplace_back();
  }
  auto& words = buckets_[bucket];
  auto known = std::find_if(words.begin(), words.end(), [&](const Word& w) { return w.text == text; });
  if (known == words.end()) known = words.insert(words.end(), Word{text, 0});
  known->rules |= std::uint64_t{1} << rule;
}

}  // namespace galdr::privacy
