#include "drain/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/clock.hpp"
#include "core/base/files.hpp"

namespace galdr::drain {
namespace {

constexpr std::int64_t kMaxLog = 5 << 20;
std::string log_path;

const char* name_of(Level level) {
  return level == Level::info ? "info" : level == Level::warning ? "warning" : "error";
}

}  // namespace

void open_log(const std::string& path) {
  log_path = path;
  if (path.empty()) return;
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd) ::dup2(fd.get(), STDERR_FILENO), ::dup2(fd.get(), STDOUT_FILENO);
}

void log(Level level, const std::string& message) {
  std::string line;
  if (log_path.empty()) {
    line = std::string("galdr: ") + message + "\n";
  } else {
    const nlohmann::ordered_json object = {
        {"ts", format_utc(realtime_now())}, {"level", name_of(level)}, {"message", message}};
    line = object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  write_all(STDERR_FILENO, line);
}

void rotate_log() {
  if (log_path.empty() || file_size(log_path).value_or(0) < kMaxLog) return;
  std::rename(log_path.c_str(), (log_path + ".1").c_str());
  open_log(log_path);
}

}  // namespace galdr::drain
