#include "hook/record.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "core/base/home.hpp"
#include "core/base/posix.hpp"
#include "core/base/ulid.hpp"
#include "core/outbox/append.hpp"
#include "core/outbox/create.hpp"
#include "core/outbox/flags.hpp"
#include "core/outbox/spill.hpp"
#include "hook/arena.hpp"
#include "hook/hook_log.hpp"
#include "hook/input.hpp"
#include "hook/system_calls.hpp"

namespace galdr::hook {
namespace {

/// A name from the command line, made safe to store: [A-Za-z0-9._-]{1,64}.
class Name {
 public:
  void set(const char* text) {
    for (size_ = 0; size_ < sizeof text_ && text[size_] != '\0'; ++size_)
      text_[size_] = is_safe(text[size_]) ? text[size_] : '_';
  }
  std::string_view view() const { return {text_, size_}; }

 private:
  static bool is_safe(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  }
  char text_[64] = {};
  std::size_t size_ = 0;
};

struct Arguments {
  Name agent, event;
};

/// Everything that the signal handler needs to keep the event when the outbox hangs.
struct InFlight {
  outbox::Record record;
  outbox::Durability durability = outbox::Durability::process;
  PathText root;
  PathText spill_dir;
};
InFlight in_flight;

void take_option(const char* word, const char* next, const char* option, Name& name) {
  const std::size_t n = std::strlen(option);
  if (std::strncmp(word, option, n) != 0) return;
  if (word[n] == '=') name.set(word + n + 1);
  if (word[n] == '\0' && next != nullptr) name.set(next);
}

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  arguments.agent.set("unknown");
  for (int i = 1; i < argc; ++i) {
    take_option(argv[i], argv[i + 1], "--agent", arguments.agent);
    take_option(argv[i], argv[i + 1], "--event", arguments.event);
  }
  if (arguments.agent.view().empty()) arguments.agent.set("unknown");
  return arguments;
}

/// The variables that tell of the agent. Everything else in its environment may be a secret.
constexpr std::string_view kKept[] = {"AI_AGENT=",
                                      "CLAUDE_CODE_ENTRYPOINT=",
                                      "CLAUDE_PROJECT_DIR=",
                                      "COPILOT_CLI_BINARY_VERSION=",
                                      "COPILOT_PROJECT_DIR=",
                                      "CURSOR_VERSION=",
                                      "GEMINI_PROJECT_DIR=",
                                      "GEMINI_SESSION_ID=",
                                      "OPENCODE_VERSION="};
char kept_environment[4096];

std::string_view keep_environment(char** environment) {
  std::size_t size = 0;
  for (char** entry = environment; *entry != nullptr; ++entry) {
    if (**entry != 'A' && **entry != 'C' && **entry != 'G' && **entry != 'O') continue;
    const std::string_view variable(*entry);
    for (const auto name : kKept) {
      if (variable.substr(0, name.size()) != name || size + variable.size() + 1 > sizeof kept_environment)
        continue;
      std::memcpy(kept_environment + size, variable.data(), variable.size());
      size += variable.size();
      kept_environment[size++] = '\n';
    }
  }
  return {kept_environment, size};
}

outbox::HookFlags read_flags(std::string_view root) {
  char text[256];
  const int fd = ::open(path_in(root, kHookFlagsFile).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return {};
  const ssize_t n = ::read(fd, text, sizeof text);
  ::close(fd);
  return outbox::parse_flags({text, static_cast<std::size_t>(n > 0 ? n : 0)});
}

/// The data home, made where there is none. A root of another user is never written to.
bool ready_root(const PathText& dir) {
  if (is_own_dir(dir.c_str())) return true;
  // Another hook may make it at any moment: what counts is what is there in the end.
  if (::access(dir.c_str(), F_OK) != 0 && (errno != ENOENT || !make_dirs(dir.view()))) return false;
  return is_own_dir(dir.c_str());
}

void spill() noexcept {
  ::close(STDIN_FILENO);  // it was read; where the limit leaves no descriptor, this is one for the file
  if (outbox::write_spill(in_flight.spill_dir.c_str(), in_flight.record, in_flight.durability)) return;
  log_line(in_flight.root.view(), in_flight.record.ts, "lost", in_flight.record.agent);
}

/// Some waits inside SQLite know no busy handler (a peer frozen in WAL recovery): then the timer ends them.
/// If the commit had just succeeded, the spill is the same event by its id.
void on_deadline(int) {
  const int saved = errno;
  spill();
  errno = saved;
  ::_exit(0);
}

/// 0: no deadline any more.
void arm_deadline(Nanos after) {
  struct sigaction action {};
  action.sa_handler = on_deadline;
  ::sigaction(SIGALRM, &action, nullptr);
  sigset_t alarm;  // the agent may have started us with the signal blocked
  ::sigemptyset(&alarm);
  ::sigaddset(&alarm, SIGALRM);
  ::sigprocmask(SIG_UNBLOCK, &alarm, nullptr);
  itimerval timer{};
  timer.it_value.tv_usec = static_cast<suseconds_t>(after / 1000);
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

void prepare_sqlite() {
  use_arena();
  sqlite3_initialize();
  use_fewer_system_calls();
}

void keep(const outbox::HookFlags& flags) {
  if (flags.spill_only) return spill();
  arm_deadline(320 * kMilli);
  const PathText path = path_in(in_flight.root.view(), kOutboxFile);
  outbox::AppendOptions options;
  options.durability = in_flight.durability;
  prepare_sqlite();
  auto appended = outbox::append(path.c_str(), in_flight.record, options);
  if (appended == outbox::Appended::missing && outbox::create(path.c_str()))
    appended = outbox::append(path.c_str(), in_flight.record, options);
  if (appended == outbox::Appended::committed) return;
  arm_deadline(0);  // off: nothing may cut this spill short
  spill();
}

bool switched_off() {
  const char* off = std::getenv("GALDR_HOOK_OFF");
  return off != nullptr && *off != '\0' && std::strcmp(off, "0") != 0;
}

bool is_blank(std::string_view bytes) { return bytes.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// An agent that takes silence for a refusal is told an empty object.
void answer(std::string_view agent) {
  if (agent != "cursor") return;
  [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, "{}\n", 3);
}

void record_event(const Arguments& arguments, char** environment, Nanos ts, Nanos boot_ns) {
  PathText& root = in_flight.root;
  const bool usable = find_home(root) && !switched_off() && ready_root(root);
  const outbox::HookFlags flags = usable ? read_flags(root.view()) : outbox::HookFlags{};
  Limits limits;
  limits.max_bytes = flags.max_bytes;
  const Input input = read_input(STDIN_FILENO, limits);
  if (!usable || input.terminal || !flags.capture) return;
  if (is_blank(input.bytes)) return log_line(root.view(), ts, "empty", arguments.agent.view());
  const Ulid id = new_ulid(ts);
  in_flight.record = {id.view(),
                      arguments.agent.view(),
                      arguments.event.view(),
                      ts,
                      boot_ns,
                      keep_environment(environment),
                      input.cut,
                      input.total,
                      input.bytes};
  in_flight.durability = flags.power ? outbox::Durability::power : outbox::Durability::process;
  in_flight.spill_dir = path_in(root.view(), kSpillDir);
  keep(flags);
}

}  // namespace

void record(int argc, char** argv, char** environment) noexcept {
  const Nanos ts = realtime_now(), boot_ns = boottime_now();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  const Arguments arguments = parse(argc, argv);
  answer(arguments.agent.view());
  record_event(arguments, environment, ts, boot_ns);
}

}  // namespace galdr::hook
