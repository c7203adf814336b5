#include "tests/fuzz/fuzz.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

namespace galdr::fuzz {
namespace {

struct Folder {
  Folder() {
    path = std::filesystem::temp_directory_path().string() + "/galdr-fuzz-XXXXXX";
    require(::mkdtemp(path.data()) != nullptr, "a temporary folder");
  }
  ~Folder() {
    std::error_code none;
    std::filesystem::remove_all(path, none);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path;
};

}  // namespace

const std::string& folder() {
  static const Folder folder;
  return folder.path;
}

std::string file_with(const std::string& name, std::string_view bytes) {
  const std::string path = folder() + "/" + name;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  require(fd >= 0 && ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
          "a temporary file");
  ::close(fd);
  return path;
}

}  // namespace galdr::fuzz
