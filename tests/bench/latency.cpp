// How long after its hook's exit an event can be seen in catalog.db, while a daemon drains.
//
//   bench_latency CATALOG PEERS PAYLOAD FIRST COUNT
//     the first peer is the hook
//
// Output: print_samples(), where the time is that wait; failed: not seen within ten seconds.
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>

#include "core/base/clock.hpp"
#include "tests/bench/processes.hpp"

using namespace galdr;
using namespace galdr::bench;

namespace {

constexpr char kCount[] = "SELECT coalesce(sum(events), 0) FROM session";
constexpr Nanos kGiveUp = 10 * kSecond;
constexpr unsigned kPollMicros = 50;  ///< so that polling leaves the daemon its core
constexpr unsigned kPauseMicros =
    5000;  ///< between events, and a little more each time: no step with the daemon

class Catalog {
 public:
  explicit Catalog(const std::string& path) {
    if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK ||
        sqlite3_prepare_v2(db_, kCount, sizeof kCount, &count_, nullptr) != SQLITE_OK)
      die("cannot read " + path);
    sqlite3_busy_timeout(db_, 1000);
  }
  ~Catalog() {
    sqlite3_finalize(count_);
    sqlite3_close(db_);
  }
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  std::int64_t events() const {
    const std::int64_t seen = sqlite3_step(count_) == SQLITE_ROW ? sqlite3_column_int64(count_, 0) : -1;
    sqlite3_reset(count_);
    return seen;
  }

 private:
  sqlite3* db_ = nullptr;
  sqlite3_stmt* count_ = nullptr;
};

Sample measure(const Catalog& catalog, const Command& hook, int in) {
  const auto before = catalog.events();
  Sample sample = hook.run(in);
  const Nanos begin = monotonic_now();
  while (catalog.events() <= before && monotonic_now() - begin < kGiveUp) ::usleep(kPollMicros);
  sample.ns = monotonic_now() - begin;
  sample.failed = sample.failed || sample.ns >= kGiveUp;
  return sample;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) die("usage: see latency.cpp");
  const Catalog catalog(argv[1]);
  const Command hook(read_peers(argv[2]).at(0));
  Payload payload(argv[3]);
  const auto first = std::atoll(argv[4]), count = std::atoll(argv[5]);
  std::vector<Sample> samples;
  for (auto i = 0LL; i < count; ++i) {
    ::usleep(kPauseMicros + static_cast<unsigned>(i % 37) * 100);
    const int in = pipe_of(payload.numbered(first + i));
    samples.push_back(measure(catalog, hook, in));
    samples.back().number = first + i;
    ::close(in);
  }
  print_samples(samples);
  return 0;
}
