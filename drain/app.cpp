#include "drain/app.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "core/base/error.hpp"
#include "core/outbox/dead.hpp"
#include "core/outbox/spill.hpp"
#include "drain/daemon.hpp"
#include "drain/pidfile.hpp"

namespace galdr::drain {
namespace {

constexpr Nanos kInlineFor = 5 * kSecond;  ///< an inline drain takes no longer
constexpr Nanos kWaitForDaemon = 2 * kSecond;

bool anything_waits(Drainer& drainer, const Root& root) {
  return outbox::counts(drainer.outbox()).pending > 0 || !outbox::list_spills(root.spill(), 1).empty();
}

/// Drains under the lock until nothing waits or the time is over.
void drain_under(const store::DrainLock& lock, Drainer& drainer, Nanos until) {
  while (!drainer.run_batch(lock).idle() && monotonic_now() < until) {
  }
  drainer.tidy();
}

void say_what_waits(Drainer& drainer, const Root& root) {
  const auto waiting = outbox::counts(drainer.outbox()).pending;
  if (waiting > 0)
    warn(std::to_string(waiting) + " event(s) still wait in " + root.outbox() +
         " and are not in what follows; see `galdr daemon status`");
}

}  // namespace

Root root_or_throw() {
  const auto root = find_root();
  if (!root)
    throw Error(ErrorCode::invalid,
                "HOME is not set: set it, or GALDR_ROOT, to say where galdr keeps its data");
  if (::access(root->dir.c_str(), F_OK) == 0 && !is_own_dir(root->dir))
    throw Error(ErrorCode::invalid, root->dir + " is not a folder of yours: name another by GALDR_ROOT");
  return *root;
}

Reading::Reading(const App& app) {
  make_private_dirs(app.root.dir);
  if (app.drain) {
    Drainer drainer(app.root, limits_of(Config::load(app.root.config())));
    const Nanos until = monotonic_now() + kWaitForDaemon;
    try {
      for (;;) {
        if (const auto lock = store::DrainLock::acquire(app.root, 100 * kMilli)) {
          drain_under(*lock, drainer, monotonic_now() + kInlineFor);
          break;
        }
        if (!anything_waits(drainer, app.root) || monotonic_now() > until) break;
      }
      say_what_waits(drainer, app.root);
    } catch (const Error& e) {
      if (e.code() == ErrorCode::invalid) throw;
      warn(std::string("what waits could not be taken in: ") + e.what());
    }
  }
  catalog_ = std::make_unique<store::Catalog>(app.root);
}

namespace {

store::DrainLock lock_or_throw(const Root& root) {
  make_private_dirs(root.dir);
  auto lock = store::DrainLock::acquire(root, 5 * kSecond);
  if (!lock)
    throw Error(ErrorCode::busy, "drain.lock is held by another process; `galdr daemon status` tells more");
  return std::move(*lock);
}

}  // namespace

Writing::Writing(const App& app)
    : lock_(lock_or_throw(app.root)), drainer_(app.root, limits_of(Config::load(app.root.config()))) {
  drain_under(lock_, drainer_, monotonic_now() + kInlineFor);
}

Named named(store::Catalog& catalog, const store::Recording& recording) {
  Named out;
  out.recording = recording;
  if (!recording.bound()) return out;
  out.session = store::Sessions(catalog.db()).find(store::session_key(recording.agent, recording.session_id));
  out.slice.from_seq = recording.from_seq;
  if (recording.to_seq) out.slice.to_seq = *recording.to_seq;
  return out;
}

Named resolve(store::Catalog& catalog, const std::string& ref) {
  store::Sessions sessions(catalog.db());
  if (ref == "@") {
    const auto all = store::all_recordings(catalog.db());
    if (!all.empty()) return named(catalog, all.back());
    const auto latest = sessions.latest();
    if (!latest) throw Error(ErrorCode::not_found, "nothing is recorded yet");
    return {std::nullopt, latest, {}};
  }
  const auto recordings = store::matching_recordings(catalog.db(), ref);
  if (recordings.size() == 1) return named(catalog, recordings.front());
  const auto found = sessions.matching(ref);
  if (recordings.empty() && found.size() == 1) return {std::nullopt, found.front(), {}};
  if (recordings.empty() && found.empty())
    throw Error(ErrorCode::not_found, "nothing matches " + printable(ref) +
                                          "; `galdr list` and `galdr sessions` show what there is");
  std::string names;
  for (const auto& r : recordings) names += "\n  recording " + r.rec_id + "  " + r.name;
  for (const auto& s : found) names += "\n  session " + s.session_id + "  (" + s.agent + ")";
  throw Error(ErrorCode::not_found, printable(ref) + " matches several:" + names);
}

std::string printable(std::string_view text, bool one_line) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    const auto third = i + 2 < text.size() ? static_cast<unsigned char>(text[i + 2]) : 0;
    const bool c1 = c == 0xC2 && next >= 0x80 && next < 0xA0;
    const bool direction =
        c == 0xE2 && ((next == 0x80 && (third == 0x8B || (third >= 0x8E && third <= 0x8F) ||
                                        (third >= 0xAA && third <= 0xAE))) ||
                      (next == 0x81 && third >= 0xA6 && third <= 0xA9));
    if (c == '\n' || c == '\t') {
      out += one_line ? ' ' : static_cast<char>(c);
    } else if (c < 0x20 || c == 0x7F || c1 || direction) {
      out += "\xEF\xBF\xBD";
      i += c1 ? 1 : direction ? 2 : 0;
    } else {
      out += static_cast<char>(c);
    }
  }
  return out;
}

std::string shortened(const std::string& text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    if (++characters > most) return text.substr(0, i) + "…";
  }
  return text;
}

void print(const std::string& text) {
  if (!write_all(STDOUT_FILENO, text)) std::exit(errno == EPIPE ? kDone : kFailed);
}

void warn(const std::string& text) { write_all(STDERR_FILENO, "galdr: " + text + "\n"); }

void print_table(const std::vector<std::vector<std::string>>& rows) {
  const auto width_of = [](const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  };
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += row[i];
      if (i + 1 < row.size()) out.append(widths[i] + 2 - width_of(row[i]), ' ');
    }
    out += '\n';
  }
  print(out);
}

std::string age(Nanos span) {
  const auto seconds = span / kSecond;
  if (seconds < 120) return std::to_string(seconds) + " s";
  if (seconds < 7200) return std::to_string(seconds / 60) + " min";
  if (seconds < 172'800) return std::to_string(seconds / 3600) + " h";
  return std::to_string(seconds / 86'400) + " d";
}

}  // namespace galdr::drain
