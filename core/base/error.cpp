#include "core/base/error.hpp"

#include <cerrno>
#include <cstring>

namespace galdr {

Error errno_error(const std::string& what) {
  const int reason = errno;
  return {ErrorCode::io, what + ": " + std::strerror(reason)};
}

}  // namespace galdr
