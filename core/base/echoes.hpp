/// Values that are found in one place and mean the same wherever else they stand.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace galdr {

/// A few values, each with what stands for it. Searching is one linear pass for all of them.
class Echoes {
 public:
  struct Hit {
    std::size_t begin, end;
    std::size_t value;  ///< index by the order of add()
  };

  /// Is `value` long and mixed enough to mean the same everywhere: no word, no number, no text?
  static bool is_telling(std::string_view value);
  /// Takes a value in unless it is not telling, is known, or there are too many already. Was it taken?
  bool add(std::string_view value, std::string_view stands_for_it);
  bool empty() const { return entries_.empty(); }

  /// Where the values stand, from left to right, not overlapping.
  std::vector<Hit> find(std::string_view text) const;
  /// Replaces the values; returns how many. In the text of JSON no escape is torn.
  std::int64_t replace(std::string& text) const;

 private:
  struct Entry {
    std::string value, stands_for_it;
  };
  static constexpr std::size_t kHead = 8, kBits = 4096;
  static std::uint64_t head_of(const char* p);
  static std::size_t bit_of(std::uint64_t head) { return (head * 0x9e3779b97f4a7c15u) >> 52; }
  std::size_t value_at(std::string_view text, std::size_t at) const;  ///< entries_.size() if none

  std::vector<Entry> entries_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_head_;  ///< longest first
  std::vector<bool> heads_;  ///< what most of a text is told by to be no head
};

}  // namespace galdr
