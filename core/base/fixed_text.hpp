/// Text in a fixed buffer: for signal handlers and the hook, where nothing may be allocated.
#pragma once
#include <charconv>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace galdr {

/// At most N - 1 bytes, always NUL-terminated. A piece that does not fit is left out, and good() is false
/// from then on.
template <std::size_t N>
class FixedText {
 public:
  FixedText() { text_[0] = '\0'; }
  FixedText(const FixedText& other) : FixedText() { *this = other; }
  FixedText& operator=(const FixedText& other) {
    if (this == &other) return *this;
    size_ = other.size_, good_ = other.good_;
    std::memcpy(text_, other.text_, size_ + 1);
    return *this;
  }
  FixedText& add(std::string_view piece) {
    if (piece.size() >= N - size_) {
      good_ = false;
      return *this;
    }
    if (!piece.empty()) std::memcpy(text_ + size_, piece.data(), piece.size());
    size_ += piece.size();
    text_[size_] = '\0';
    return *this;
  }
  template <typename Int>
  FixedText& number(Int value, int base = 10) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, base).ptr;
    return add({digits, static_cast<std::size_t>(end - digits)});
  }
  bool good() const { return good_; }
  const char* c_str() const { return text_; }
  std::string_view view() const { return {text_, size_}; }

 private:
  char text_[N];
  std::size_t size_ = 0;
  bool good_ = true;
};

/// A path: as long as the system takes one.
using PathText = FixedText<4096>;

}  // namespace galdr
