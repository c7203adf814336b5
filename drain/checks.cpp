#include "drain/checks.hpp"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include "core/base/config.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "drain/app.hpp"
#include "drain/status.hpp"

namespace galdr::drain {
namespace {

constexpr int kFirstGoodSqlite = 3051003;
constexpr std::uint64_t kLeastFree = std::uint64_t{100} << 20;

Check ok(std::string name, std::string message) { return {std::move(name), "ok", std::move(message), ""}; }

Check check_sqlite() {
  const int version = sqlite3_libversion_number();
  if (version >= kFirstGoodSqlite) return ok("sqlite", sqlite3_libversion());
  return {"sqlite", "error",
          std::string(sqlite3_libversion()) + " can corrupt a database that several programs write at once",
          "rebuild galdr with SQLite 3.51.3 or newer: packaging/install.sh"};
}

Check check_root(const Root& root) {
  struct stat info {};
  if (::stat(root.dir.c_str(), &info) != 0)
    return {"root", "warning", root.dir + " does not exist yet", "it is made by the first event or command"};
  if (info.st_uid != ::geteuid())
    return {"root", "error", root.dir + " belongs to another user", "name a folder of yours by GALDR_ROOT"};
  if ((info.st_mode & 077) != 0)
    return {"root", "warning", root.dir + " can be read by others", "chmod 700 " + root.dir};
  if (::access(root.dir.c_str(), W_OK) != 0)
    return {"root", "error", root.dir + " cannot be written",
            "make it writable: recorded events have no place to go"};
  return ok("root", root.dir);
}

Check check_disk(const Root& root) {
  struct statvfs info {};
  if (::statvfs(root.dir.c_str(), &info) != 0)
    return {"disk", "warning", "the disk of " + root.dir + " cannot be asked for its room",
            "see the check `root`"};
  const std::uint64_t free = static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
  if (free >= kLeastFree) return ok("disk", std::to_string(free >> 20) + " MB free");
  return {"disk", "error", "only " + std::to_string(free >> 20) + " MB free under " + root.dir,
          "make room, or move the folder and set GALDR_ROOT"};
}

Check check_file_system(const Root& root) {
#ifdef __linux__
  struct statfs info {};
  if (::statfs(root.dir.c_str(), &info) == 0) {
    const auto type = static_cast<std::uint64_t>(info.f_type) & 0xFFFFFFFFu;
    for (const std::uint64_t shared : {0x6969u, 0x517Bu, 0xFF534D42u, 0xFE534D42u, 0x01021997u, 0x65735546u})
      if (type == shared)
        return {"file system", "error",
                root.dir + " is on a network or user-space file system, which cannot carry SQLite's WAL",
                "set GALDR_ROOT to a folder on a local disk"};
  }
#endif
  return ok("file system", "local");
}

Check check_daemon(const Status& status) {
  if (status.state == "running") return ok("daemon", "running, pid " + std::to_string(status.identity.pid));
  if (status.state == "not_running")
    return ok("daemon", "not running; commands drain what waits when they are called");
  if (status.state == "stale")
    return {"daemon", "warning", "it is gone and left daemon.pid", "galdr daemon stop"};
  return {"daemon", "error", "stuck: work waits and nothing moves",
          "galdr daemon stop; galdr daemon start; then see galdr daemon logs"};
}

/// State of a process, as /proc tells it: 'T' is stopped. ' ' where it does not.
char state_of(pid_t pid) {
  const auto stat = read_file("/proc/" + std::to_string(pid) + "/stat", 1 << 16).value_or("");
  const auto name_end = stat.rfind(')');  // the name may hold anything
  return name_end == std::string::npos || name_end + 2 >= stat.size() ? ' ' : stat[name_end + 2];
}

Check check_drain_lock(const Root& root) {
  const pid_t holder = store::DrainLock::holder(root);
  const std::string pid = std::to_string(holder);
  if (holder == 0) return ok("drain lock", "free");
  if (state_of(holder) != 'T') return ok("drain lock", "held by pid " + pid + ", which drains");
  return {"drain lock", "error", "pid " + pid + " holds drain.lock and is stopped: nothing can be drained",
          "kill -CONT " + pid + ", or kill -9 " + pid + ": nothing is lost by either"};
}

Check check_outbox(const Status& status) {
  if (!status.problem.empty())
    return {"outbox", "error", status.problem,
            "recording goes on in spill/; `galdr drain --once` mends a damaged outbox.db"};
  const auto waiting = status.counts.pending + status.spill_files;
  std::string message = std::to_string(waiting) + " waiting, " + std::to_string(status.counts.dead) + " dead";
  if (status.counts.dead > 0)
    return {"outbox", "warning", message, "galdr outbox list --dead, then galdr outbox retry or discard"};
  return ok("outbox", message);
}

Check check_policies(const Status& status) {
  if (status.denied == 0) return ok("policies", "nothing was dropped");
  return ok("policies",
            std::to_string(status.denied) +
                " event(s) dropped, ever, by capture.deny_tools, capture.deny_paths or a .galdrignore");
}

Check check_damaged_copies(const Status& status) {
  if (status.damaged_copies.empty()) return ok("damaged copies", "none");
  std::string message, folders;
  for (const auto& copy : status.damaged_copies) {
    message += (message.empty() ? "" : "; ") +
               ("outbox.db was damaged on " + format_utc(copy.at).substr(0, 19)) +
               "Z: " + outbox::describe(copy) + "; kept in " + copy.folder;
    folders += " " + copy.folder;
  }
  return {"damaged copies", "warning", message + ". A copy may hold what agents sent, unredacted",
          "when you want nothing more from it: rm -r" + folders};
}

Check check_hook_log(const Root& root) {
  const HookLog log = read_hook_log(root);
  if (log.lost > 0)
    return {"hook", "error",
            std::to_string(log.lost) + " event(s) were lost: the machine left no place to put them; " +
                std::to_string(log.empty) + " call(s) came with nothing on stdin",
            "see the checks `root` and `disk`; " + root.hook_log() + " has the times; to count anew: rm -f " +
                root.hook_log() + " " + root.hook_log() + ".1 " + root.dir + "/hook.lost"};
  if (log.empty > 0)
    return {"hook", "warning", std::to_string(log.empty) + " call(s) came with nothing on stdin",
            "the agent's hook entry should hand the event over on stdin: galdr setup --check"};
  return ok("hook", "nothing lost");
}

Check check_config(const Root& root) {
  try {
    const Config config = Config::load(root.config());
    if (config.problems().empty()) return ok("config", root.config());
    return {"config", "error", config.problems().front(),
            "galdr config shows what counts; edit " + root.config()};
  } catch (const Error& e) {
    return {"config", "error", e.what(), "mend the file, or move it away"};
  }
}

Check check_catalog(const Root& root) {
  try {
    store::Catalog catalog(root);
    return ok("catalog", std::to_string(store::Sessions(catalog.db()).all().size()) + " session(s)");
  } catch (const std::exception& e) {
    return {"catalog", "error", e.what(), "galdr reindex"};
  }
}

}  // namespace

HookLog read_hook_log(const Root& root) {
  HookLog log;
  const std::string text =
      read_file(root.hook_log() + ".1").value_or("") + read_file(root.hook_log()).value_or("");
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    log.empty += line.find(" empty ") != std::string_view::npos;
    log.lost += line.find(" lost ") != std::string_view::npos;
    at = end + 1;
  }
  log.lost += file_size(root.dir + "/hook.lost").value_or(0);
  return log;
}

std::vector<Check> run_checks(const Root& root) {
  std::vector<Check> checks = {check_sqlite(), check_root(root), check_config(root), check_hooks(root)};
  if (::access(root.dir.c_str(), F_OK) != 0) return checks;
  checks.push_back(check_disk(root));
  checks.push_back(check_file_system(root));
  const Status status = look(root);
  checks.push_back(check_daemon(status));
  checks.push_back(check_drain_lock(root));
  checks.push_back(check_outbox(status));
  checks.push_back(check_policies(status));
  checks.push_back(check_damaged_copies(status));
  checks.push_back(check_hook_log(root));
  checks.push_back(check_catalog(root));
  checks.push_back(check_skills(root));
  return checks;
}

}  // namespace galdr::drain
