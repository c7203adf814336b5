#include "drain/app.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "core/base/error.hpp"
#include "core/event/utf8.hpp"
#include "core/outbox/dead.hpp"
#include "core/outbox/spill_files.hpp"
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
  Drained drained;
  do {
    drained = drainer.run_batch(lock);
    for (const auto& notice : drained.notices) warn(notice);
  } while (!drained.idle() && monotonic_now() < until);
  drainer.tidy();
}

store::DrainLock lock_or_throw(const Root& root) {
  make_private_dirs(root.dir);
  auto lock = store::DrainLock::acquire(root, 5 * kSecond);
  if (!lock)
    throw Error(ErrorCode::busy, "drain.lock is held by another process; `galdr daemon status` tells more");
  return std::move(*lock);
}

void say_what_waits(Drainer& drainer, const Root& root) {
  const auto rows = outbox::counts(drainer.outbox()).pending;
  const auto waiting = rows + static_cast<std::int64_t>(outbox::list_spills(root.spill(), SIZE_MAX).size());
  if (waiting > 0)
    warn(std::to_string(waiting) + " event(s) still wait in " + root.dir +
         " and are not in what follows; see `galdr daemon status`");
}

/// Drains here, or waits a moment for whoever does.
void take_in(const Root& root, Drainer& drainer) {
  for (const Nanos until = monotonic_now() + kWaitForDaemon;;) {
    if (const auto lock = store::DrainLock::acquire(root, 100 * kMilli)) {
      drain_under(*lock, drainer, monotonic_now() + kInlineFor);
      break;
    }
    if (!anything_waits(drainer, root) || monotonic_now() > until) break;
  }
  say_what_waits(drainer, root);
}

}  // namespace

Root root_or_throw() {
  const auto root = find_root();
  if (!root)
    throw Error(ErrorCode::invalid,
                "HOME is not set: set it, or GALDR_ROOT, to say where galdr keeps its data");
  if (::access(root->dir.c_str(), F_OK) == 0 && !is_own_dir(root->dir.c_str()))
    throw Error(ErrorCode::invalid, root->dir + " is not a folder of yours: name another by GALDR_ROOT");
  struct stat info {};
  if (::stat(root->dir.c_str(), &info) == 0 && (info.st_mode & 077) != 0) ::chmod(root->dir.c_str(), 0700);
  return *root;
}

Reading::Reading(const App& app) {
  make_private_dirs(app.root.dir);
  const bool indexed = ::access(app.root.catalog().c_str(), F_OK) == 0;
  if (app.drain) {
    Drainer drainer(app.root, Config::load(app.root.config()));
    try {
      take_in(app.root, drainer);
    } catch (const Error& e) {
      if (e.code() == ErrorCode::invalid) throw;
      warn(std::string("what waits could not be taken in: ") + e.what());
    }
  } else if (!indexed) {  // an empty answer would be a wrong one
    const auto lock = lock_or_throw(app.root);
    Drainer(app.root, {}).catalog();
  }
  if (!indexed && ::access(app.root.catalog().c_str(), F_OK) != 0)
    throw Error(
        ErrorCode::busy,
        "there is no index yet, and drain.lock, which it takes to make one, is held by another process");
  catalog_ = std::make_unique<store::Catalog>(app.root);
}

Writing::Writing(const App& app)
    : lock_(lock_or_throw(app.root)), drainer_(app.root, Config::load(app.root.config())) {
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
  if (ref.empty()) throw Error(ErrorCode::not_found, "an empty reference matches nothing");
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
  for (const auto& r : recordings) names += "\n  recording " + r.rec_id + "  " + printable(r.name);
  for (const auto& s : found)
    names += "\n  session " + printable(s.session_id) + "  (" + printable(s.agent) + ")";
  throw Error(ErrorCode::not_found, printable(ref) + " matches several:" + names);
}

namespace {

/// Is the character one that a terminal acts on, or that nobody sees?
bool is_hidden(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

}  // namespace

std::string printable(std::string_view bytes, bool one_line) {
  std::string out;
  const std::string text = event::valid_utf8(bytes);
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t c = size == 1 ? first : first & (0xFFu >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) c = c << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
    if (c == '\n' || c == '\t') {
      out += one_line ? ' ' : text[at];
    } else {
      out += is_hidden(c) ? "\xEF\xBF\xBD" : text.substr(at, size);
    }
    at += size;
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

void warn(const std::string& text) { write_all(STDERR_FILENO, "galdr: " + printable(text, false) + "\n"); }

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
