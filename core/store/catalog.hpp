/// catalog.db as a whole: opening, and keeping it a pure fold of the span files.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/base/paths.hpp"
#include "core/store/fold.hpp"
#include "core/store/span_log.hpp"

namespace galdr::store {

struct Healed {
  std::int64_t files = 0;    ///< span files that the catalog did not match
  std::int64_t events = 0;   ///< lines folded from them
  std::int64_t skipped = 0;  ///< lines that could not be read
};

/// Not thread-safe. Throws Error: busy, corrupt, invalid (newer than this program) or io.
class Catalog {
 public:
  /// Opens or makes it.
  explicit Catalog(const Root& root);

  /// Removes its files: it is only an index, and a damaged one is made anew. Needs drain.lock.
  static void discard(const Root& root);

  SQLite::Database& db() { return *db_; }
  const SpanLog& spans() const { return spans_; }
  /// Has the file been deleted or replaced since it was opened?
  bool has_moved();

  /// Folds what the span files hold and the catalog does not, file by file, and cuts torn tails. Needs
  /// drain.lock. Nearly free where nothing is missing: one stat a file.
  Healed heal();
  /// Forgets everything and folds it again. Needs drain.lock.
  Healed rebuild();
  /// heal() for one session's file, inside the caller's transaction. `session`: its row, or null for a file
  /// that the catalog does not know. Returns where the file's whole lines end.
  std::int64_t catch_up(Fold& fold, const std::string& file, Session* session, Healed& healed) const;

 private:
  using CommitEvery = std::function<void()>;  ///< called now and then, where a transaction may end
  void fold_missing(Healed& healed, std::unordered_map<std::string, KnownFile> known,
                    const CommitEvery& commit);
  Root root_;
  SpanLog spans_;
  std::unique_ptr<SQLite::Database> db_;
};

}  // namespace galdr::store
