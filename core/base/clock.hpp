/// Times: nanoseconds as integers, UTC, and their written form (RFC 3339 with nine digits).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace galdr {

using Nanos = std::int64_t;  ///< nanoseconds; since the Unix epoch unless a name says otherwise

constexpr Nanos kMilli = 1'000'000;
constexpr Nanos kSecond = 1'000'000'000;

/// Wall time now. May jump.
Nanos realtime_now();
/// Time since boot, suspend included: for order and pairing within one boot. Never jumps back.
Nanos boottime_now();
/// CLOCK_MONOTONIC now: for deadlines.
Nanos monotonic_now();

/// "2026-11-21T01:24:51.123456789Z".
std::string format_utc(Nanos t);
/// The inverse of format_utc; fewer fractional digits are taken too. Nothing if `text` is no such time.
std::optional<Nanos> parse_utc(std::string_view text);
/// "90s", "20m", "3h", "2d" or a bare number of seconds, in nanoseconds. Nothing if it is none of these.
std::optional<Nanos> parse_duration(std::string_view text);

}  // namespace galdr
