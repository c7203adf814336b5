#include "core/store/sync.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <thread>

namespace galdr::store {
namespace {

constexpr std::size_t kMostThreads = 8;
constexpr std::size_t kFilesEach = 4;  ///< fewer are not worth a thread of their own

/// What the threads share: each takes the next file until there is none.
class Syncing {
 public:
  explicit Syncing(const std::vector<Fd>& files) : files_(files) {}
  void run() {
    for (std::size_t i = next_++; i < files_.size(); i = next_++)
      if (::fdatasync(files_[i].get()) != 0) error_ = errno;
  }
  int error() const { return error_; }

 private:
  const std::vector<Fd>& files_;
  std::atomic<std::size_t> next_{0};
  std::atomic<int> error_{0};
};

}  // namespace

int sync_all(const std::vector<Fd>& files) {
  Syncing work(files);
  const std::size_t helpers = std::min(kMostThreads, files.size() / kFilesEach);
  std::vector<std::thread> threads;
  threads.reserve(helpers);
  try {
    while (threads.size() < helpers) threads.emplace_back([&work] { work.run(); });
  } catch (const std::system_error&) {  // no thread to be had: there are fewer, or this one alone
  }
  work.run();
  for (auto& thread : threads) thread.join();
  return work.error();
}

}  // namespace galdr::store
