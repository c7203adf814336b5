// Fills an outbox faster than hooks can, with rows like theirs.
//
//   bench_fill OUTBOX PAYLOAD FIRST COUNT SESSIONS
//     sessions take turns; FIRST numbers the first payload
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "core/base/ulid.hpp"
#include "core/outbox/dead.hpp"
#include "core/outbox/envelope.hpp"
#include "tests/bench/processes.hpp"

using namespace galdr;
using namespace galdr::bench;

namespace {

constexpr char kInsert[] = "INSERT INTO outbox(event_id,envelope,payload)VALUES(?1,?2,?3)";
constexpr std::int64_t kRowsAtOnce = 2000;
constexpr std::int64_t kLargestWal = 16 << 20;
constexpr char kSessionKey[] = "\"session_id\": \"";
constexpr std::size_t kSessionSize = 36, kTail = 6;  ///< a UUID, whose end is the number

std::string with_session(std::string payload, std::int64_t session) {
  const auto at = payload.find(kSessionKey);
  if (at == std::string::npos) die("the payload has no session_id");
  char digits[24];
  std::snprintf(digits, sizeof digits, "%06lld", static_cast<long long>(session));
  return payload.replace(at + sizeof kSessionKey - 1 + kSessionSize - kTail, kTail, digits, kTail);
}

void insert(outbox::Database& db, const std::string& payload) {
  const Nanos now = realtime_now();
  const Ulid id = new_ulid(now);
  const outbox::Record record{
      id.view(), "claude-code", "", now, boottime_now(), "", false, static_cast<std::int64_t>(payload.size()),
      payload};
  outbox::Envelope envelope;
  outbox::fill_envelope(envelope, record);
  outbox::Statement(db.get(), kInsert)
      .bind(1, record.event_id)
      .bind(2, envelope.view())
      .bind_blob(3, payload)
      .step();
}

void fill(const std::string& path, Payload& payload, std::int64_t first, std::int64_t count,
          std::int64_t sessions) {
  outbox::Database db(path);
  for (std::int64_t done = 0; done < count;) {
    outbox::Transaction transaction(db);
    for (const auto until = std::min(done + kRowsAtOnce, count); done < until; ++done)
      insert(db, with_session(payload.numbered(first + done), done % sessions));
    transaction.commit();
    outbox::checkpoint_above(db, path, kLargestWal);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) die("usage: see fill.cpp");
  Payload payload(argv[2]);
  try {
    fill(argv[1], payload, std::atoll(argv[3]), std::atoll(argv[4]), std::max(1LL, std::atoll(argv[5])));
  } catch (const std::exception& e) {
    die(e.what());
  }
  return 0;
}
