/// The hook's half of outbox.db: append one event in one transaction, fast.
///
/// Uses SQLite's C API and allocates nothing of its own. Table: schema/outbox/0001_outbox.sql.
#pragma once
#include "core/outbox/record.hpp"

namespace galdr::outbox {

enum class Appended {
  committed,  ///< acknowledged: it will be drained exactly once
  missing,    ///< there is no outbox.db: create() makes one
  failed,     ///< busy for too long, full, broken, or newer than this program: spill the event
};

struct AppendOptions {
  Durability durability = Durability::process;
  Nanos busy_for = 250 * kMilli;  ///< how long a lock is waited for
};

/// Appends `record` to the database at `path`. After `committed` the connection is left open on purpose where
/// closing it would cost a checkpoint (see close_adaptively): the caller is expected to _exit soon.
Appended append(const char* path, const Record& record, const AppendOptions& options);

}  // namespace galdr::outbox
