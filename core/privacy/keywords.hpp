/// Which rules are worth running where: one pass over a text that finds every keyword of the table.
#pragma once
#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "core/privacy/rules.hpp"

namespace galdr::privacy {

/// Finds keywords without regard to ASCII case. Immutable once filled; scanning is linear and allocates
/// nothing.
class Keywords {
 public:
  /// `word`: 3 bytes or more. `rule`: below 64.
  void add(std::string_view word, unsigned rule);

  /// Calls hit(Span of the keyword, rules) for each occurrence, line by line; within one in no strict order.
  template <typename Hit>
  void scan(std::string_view text, Hit&& hit) const {
    for (std::size_t at = 0; at + 2 <= text.size(); at += 2) {
      const unsigned roles = roles_of(text.data() + at);
      if (roles == 0) continue;
      if ((roles & kSecond) != 0 && at > 0) scan_at(text, at - 1, hit);
      if ((roles & kFirst) != 0 && at + kGram <= text.size()) scan_at(text, at, hit);
    }
  }

 private:
  static constexpr std::size_t kGram = 3;
  static constexpr unsigned kSlotBits = 15;
  static constexpr std::uint8_t kFirst = 1, kSecond = 2;
  struct Word {
    std::string text;         ///< lower case
    std::size_t anchor = 0;   ///< where in it the three bytes stand that it is found by: its rarest
    std::uint64_t rules = 0;  ///< bit i: rule i
  };

  // Of an anchor's three bytes either the first or the second stands at an even place: only those are looked
  // at, and the pair of bytes there tells most of them to be of no anchor.
  static std::size_t pair(const char* p) {
    std::uint16_t two = 0;
    std::memcpy(&two, p, sizeof two);
    return two | 0x2020u;
  }
  unsigned roles_of(const char* p) const { return pairs_[pair(p)]; }

  template <typename Hit>
  void scan_at(std::string_view text, std::size_t at, Hit& hit) const {
    const std::size_t place = slot(text.data() + at);
    if ((taken_[place / 64] >> place % 64 & 1) == 0) return;
    for (const Word& word : buckets_[bucket_of_[place]])
      if (at >= word.anchor && starts_with(text.substr(at - word.anchor), word.text))
        hit(Span{at - word.anchor, at - word.anchor + word.text.size()}, word.rules);
  }

  /// Hash of three bytes; the bit of case is set in each, so both cases meet in one slot.
  static std::size_t slot(const char* p) {
    std::uint16_t two = 0;
    std::memcpy(&two, p, sizeof two);
    const auto third = static_cast<unsigned char>(p[2]);
    const std::uint32_t gram = (two | std::uint32_t{third} << 16) | 0x202020u;
    return (gram * 0x9e3779b1u) >> (32 - kSlotBits);
  }
  static bool starts_with(std::string_view text, std::string_view word);

  std::array<std::uint64_t, (std::size_t{1} << kSlotBits) / 64>
      taken_{};                              ///< 4 KB: stays in the nearest cache
  std::array<std::uint8_t, 65536> pairs_{};  ///< kFirst and kSecond of each
  std::array<std::uint16_t, std::size_t{1} << kSlotBits> bucket_of_{};
  std::vector<std::vector<Word>> buckets_{1};  ///< the first stands for "no keyword"
};

}  // namespace galdr::privacy
