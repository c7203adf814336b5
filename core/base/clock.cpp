#include "core/base/clock.hpp"

#include <ctime>

namespace galdr {
namespace {

Nanos read_clock(clockid_t id) {
  timespec t{};
  clock_gettime(id, &t);
  return static_cast<Nanos>(t.tv_sec) * kSecond + t.tv_nsec;
}

}  // namespace

Nanos realtime_now() { return read_clock(CLOCK_REALTIME); }

#ifdef CLOCK_BOOTTIME
Nanos boottime_now() { return read_clock(CLOCK_BOOTTIME); }
#else
Nanos boottime_now() { return read_clock(CLOCK_MONOTONIC); }
#endif

Nanos monotonic_now() { return read_clock(CLOCK_MONOTONIC); }

}  // namespace galdr
