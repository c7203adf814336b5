/// outbox.db as plain pages: what can still be read of a damaged copy that SQLite itself refuses.
///
/// Format: https://sqlite.org/fileformat2.html, as far as tables of our shape need it. Nothing read here is
/// trusted: a row counts only if its id is a ULID and its envelope an envelope.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace galdr::outbox {

/// A row of the table outbox, or of dead, as its page holds it.
struct FoundRow {
  std::int64_t id = 0;
  std::string event_id, envelope, payload;
  std::optional<std::string> reason;  ///< of a dead row
  bool whole = true;                  ///< false: the end of its payload could not be read
};

struct Scanned {
  std::int64_t pages = 0;
  std::int64_t unreadable = 0;  ///< pages that are neither part of a table nor known to be free
};

/// Calls `use` with every row in `db`, the bytes of outbox.db, and `wal`, those of its WAL: in order of id,
/// the whole one first where there are several. Where all pages could be read these are the rows that were
/// committed, and at times some that were deleted; else older versions of the pages are searched too, so that
/// there may be more of those. Both must stay as they are meanwhile.
Scanned scan_pages(std::string_view db, std::string_view wal, const std::function<void(FoundRow&&)>& use);

}  // namespace galdr::outbox
