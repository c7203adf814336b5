#include "drain/temporary_root.hpp"

#include <cstdlib>
#include <filesystem>

#include "core/base/error.hpp"

namespace galdr::drain {

TemporaryRoot::TemporaryRoot(std::string_view purpose) {
  std::string path = env("TMPDIR").value_or("/tmp") + "/galdr-" + std::string(purpose) + "-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) throw errno_error("cannot make " + path);
  root_.dir = path;
}

TemporaryRoot::~TemporaryRoot() {
  std::error_code ignored;
  std::filesystem::remove_all(root_.dir, ignored);
}

}  // namespace galdr::drain
