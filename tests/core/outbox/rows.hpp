/// Rows for tests of the outbox.
#pragma once
#include <string>

#include "core/outbox/append.hpp"
#include "core/outbox/dead.hpp"
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace galdr::test {

/// A row with this payload and an id of its own, not yet in any table.
inline outbox::Row row_with(const std::string& payload) {
  static int count = 0;
  outbox::Row row;
  row.event_id = "01JD0000000000000000000000";
  row.event_id.replace(20, 6, std::to_string(100'000 + count++));
  row.agent = "claude-code";
  row.event = "PreToolUse";
  row.env = "CLAUDE_PROJECT_DIR=/home/dev/p\n";
  row.ts = 1'763'688'291'000'000'000 + count;
  row.boot_ns = 5'000 + count;
  row.bytes = static_cast<std::int64_t>(payload.size());
  row.payload = payload;
  return row;
}

inline outbox::Record record_of(const outbox::Row& row) {
  return {row.event_id, row.agent, row.event, row.ts, row.boot_ns, row.env, row.cut, row.bytes, row.payload};
}

/// As the hook does it, which leaves its connection open on purpose.
inline outbox::Appended append_row(const std::string& path, const outbox::Row& row) {
#ifdef __SANITIZE_ADDRESS__
  const __lsan::ScopedDisabler on_purpose;
#endif
  return outbox::append(path.c_str(), record_of(row), {});
}

/// Appends a row with this payload; returns its event id, "" if it was not taken.
inline std::string append(const std::string& path, const std::string& payload) {
  const outbox::Row row = row_with(payload);
  return append_row(path, row) == outbox::Appended::committed ? row.event_id : "";
}

}  // namespace galdr::test
