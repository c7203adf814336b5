#include "core/base/paths.hpp"

#include <cstdlib>

namespace galdr {
std::optional<std::string> env(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

std::optional<Root> find_root() {
  PathText dir;
  if (!find_home(dir)) return std::nullopt;
  return Root{std::string(dir.view())};
}

}  // namespace galdr
