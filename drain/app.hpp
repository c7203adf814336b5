/// What the commands share: the root, taking in what waits, finding what a user named, printing.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/config.hpp"
#include "core/base/paths.hpp"
#include "core/store/catalog.hpp"
#include "core/store/reader.hpp"
#include "core/store/recordings.hpp"
#include "drain/drainer.hpp"

namespace galdr::drain {

/// Exit statuses of `galdr`, as README promises them.
enum Exit : int { kDone = 0, kFailed = 1, kUsage = 2, kNoMatch = 3, kRefused = 4, kBusy = 5 };

/// The options that every command takes.
struct App {
  Root root;
  bool json = false;
  bool drain = true;  ///< false after --no-drain
};

/// The root of this user. Throws Error{invalid} where neither GALDR_ROOT nor HOME is set, or it belongs to
/// another user.
Root root_or_throw();

/// The catalog, after what was waiting has been taken in: drained here, or by the daemon within a moment.
/// Says on stderr how many events still wait, if any do.
class Reading {
 public:
  explicit Reading(const App& app);
  store::Catalog& catalog() { return *catalog_; }

 private:
  std::unique_ptr<store::Catalog> catalog_;
};

/// The catalog under drain.lock, drained: for commands that change recordings. Throws Error{busy}.
class Writing {
 public:
  explicit Writing(const App& app);
  store::Catalog& catalog() { return drainer_.catalog(); }
  Drainer& drainer() { return drainer_; }

 private:
  store::DrainLock lock_;
  Drainer drainer_;
};

/// What a REF names: a recording (and its session once it is bound), or a session.
struct Named {
  std::optional<store::Recording> recording;
  std::optional<store::Session> session;
  store::Slice slice;
};
/// Throws Error{not_found} if nothing matches, or several do: then it names them.
Named resolve(store::Catalog& catalog, const std::string& ref);
/// The slice of a recording within its session.
Named named(store::Catalog& catalog, const store::Recording& recording);

/// Text for a terminal: escapes, controls and direction marks made harmless, line breaks kept or made spaces.
std::string printable(std::string_view text, bool one_line = true);
/// The first `most` characters, with an ellipsis if there is more.
std::string shortened(const std::string& text, std::size_t most);
/// Writes to stdout; ends the program quietly if nobody reads it any more.
void print(const std::string& text);
void warn(const std::string& text);
/// Columns, padded; the last one is not.
void print_table(const std::vector<std::vector<std::string>>& rows);
/// "3 s", "5 min", "2 h", "4 d".
std::string age(Nanos span);

}  // namespace galdr::drain
