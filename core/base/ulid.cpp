#include "core/base/ulid.hpp"

#include <sys/random.h>

#include <unistd.h>

namespace galdr {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

}  // namespace

Ulid make_ulid(Nanos time, const std::array<std::uint8_t, 10>& random) {
  const auto millis = static_cast<std::uint64_t>(time / kMilli) & 0xFFFFFFFFFFFFu;
  Ulid id;
  for (std::size_t i = 0; i < 10; ++i) id.text[i] = kAlphabet[(millis >> (5 * (9 - i))) & 31];
  for (std::size_t half = 0; half < 2; ++half) {  // 40 bits are 8 characters
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 5; ++i) bits = bits << 8 | random[half * 5 + i];
    for (std::size_t i = 0; i < 8; ++i) id.text[10 + half * 8 + i] = kAlphabet[(bits >> (5 * (7 - i))) & 31];
  }
  return id;
}

Ulid new_ulid(Nanos time) {
  std::array<std::uint8_t, 10> random{};
  if (getentropy(random.data(), random.size()) != 0) {  // no entropy device: still unique on this machine
    const auto mix = static_cast<std::uint64_t>(boottime_now()) * 0x9E3779B97F4A7C15u +
                     static_cast<std::uint64_t>(getpid());
    for (std::size_t i = 0; i < 8; ++i) random[i] = static_cast<std::uint8_t>(mix >> (8 * i));
  }
  return make_ulid(time, random);
}

bool is_ulid(std::string_view text) {
  return text.size() == 26 && text[0] <= '7' && text.find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace galdr
