#include "tests/fuzz/fuzz.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

namespace galdr::fuzz {
namespace {

struct Folder {
  Folder() {
    const char* const memory = "/dev/shm";
    std::error_code none;
    const bool there = std::filesystem::is_directory(memory, none) && ::access(memory, W_OK) == 0;
    path = (there ? memory : std::filesystem::temp_directory_path().string()) + "/galdr-fuzz-XXXXXX";
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
