#include <csignal>
#include <cstdlib>
#include <string>

#include "core/base/fault.hpp"

namespace galdr {

void fault_point(const char* name) {
  const char* armed = std::getenv("GALDR_FAULT");
  if (armed == nullptr) return;
  std::string wanted(armed);
  const bool stop = wanted.rfind("stop:", 0) == 0;
  if (stop) wanted.erase(0, 5);
  static int seen = 0;
  const auto colon = wanted.find(':');
  const int nth = colon == std::string::npos ? 1 : std::atoi(wanted.c_str() + colon + 1);
  if (wanted.substr(0, colon) != name || ++seen != nth) return;
  std::raise(stop ? SIGSTOP : SIGKILL);
}

}  // namespace galdr
