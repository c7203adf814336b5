// The written form of times: apart from the clocks, which the hook links and which need no std::string.
#include <charconv>
#include <cstdio>
#include <ctime>

#include "core/base/clock.hpp"

namespace galdr {
namespace {

/// Reads exactly `digits` decimal digits off the front of `text`.
bool take_digits(std::string_view& text, std::size_t digits, int& out) {
  if (text.size() < digits || text.front() == '-') return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, out);
  if (error != std::errc{} || end != text.data() + digits) return false;
  text.remove_prefix(digits);
  return true;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Nanos> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return 0;
  Nanos value = 0;
  int digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    if (digits < 9) value = value * 10 + (text.front() - '0'), ++digits;
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 9; ++digits) value *= 10;
  return value;
}

}  // namespace

std::string format_utc(Nanos t) {
  std::time_t seconds = t / kSecond;
  Nanos fraction = t % kSecond;
  if (fraction < 0) fraction += kSecond, --seconds;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  const int n = std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%09lldZ",
                              parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                              parts.tm_min, parts.tm_sec, static_cast<long long>(fraction));
  return {text, static_cast<std::size_t>(n)};
}

std::optional<Nanos> parse_utc(std::string_view text) {
  std::tm t{};
  const bool whole = take_digits(text, 4, t.tm_year) && take(text, '-') && take_digits(text, 2, t.tm_mon) &&
                     take(text, '-') && take_digits(text, 2, t.tm_mday) && take(text, 'T') &&
                     take_digits(text, 2, t.tm_hour) && take(text, ':') && take_digits(text, 2, t.tm_min) &&
                     take(text, ':') && take_digits(text, 2, t.tm_sec);
  if (!whole || t.tm_mon < 1 || t.tm_mon > 12 || t.tm_mday < 1 || t.tm_mday > 31) return std::nullopt;
  if (t.tm_hour > 23 || t.tm_min > 59 || t.tm_sec > 60) return std::nullopt;
  if (t.tm_year < 1678 || t.tm_year > 2261) return std::nullopt;  // beyond what Nanos holds
  const auto fraction = take_fraction(text);
  if (!fraction || text != "Z") return std::nullopt;
  t.tm_year -= 1900;
  t.tm_mon -= 1;
  return static_cast<Nanos>(timegm(&t)) * kSecond + *fraction;
}

std::optional<Nanos> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count < 0 || count > 1'000'000'000) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  constexpr Nanos kMost = Nanos{100} * 365 * 86'400 * kSecond;  // a century; more would not fit
  const Nanos unit_length = unit.empty() || unit == "s" ? kSecond
                            : unit == "ms"              ? kMilli
                            : unit == "m"               ? 60 * kSecond
                            : unit == "h"               ? 3600 * kSecond
                            : unit == "d"               ? 86'400 * kSecond
                                                        : 0;
  if (unit_length != 0 && count <= kMost / unit_length) return count * unit_length;
  return std::nullopt;
}

}  // namespace galdr
