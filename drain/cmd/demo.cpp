#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>

#include "core/base/error.hpp"
#include "core/base/ulid.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/demo_session.hpp"
#include "drain/temporary_root.hpp"

namespace galdr::drain::cmd {
namespace {

std::string hook_program() {
  char self[PATH_MAX];
  const ssize_t n = ::readlink("/proc/self/exe", self, sizeof self - 1);
  if (n <= 0) throw errno_error("cannot tell where galdr is");
  return parent_dir(std::string(self, static_cast<std::size_t>(n))) + "/galdr-hook";
}

/// Hands one payload to the real hook, as an agent would.
void call_hook(const std::string& hook, const Root& root, std::string_view payload) {
  int ends[2];
  if (::pipe(ends) != 0) throw errno_error("cannot make a pipe");
  const pid_t child = ::fork();
  if (child < 0) throw errno_error("cannot fork");
  if (child == 0) {
    ::setenv("GALDR_ROOT", root.dir.c_str(), 1);
    ::unsetenv("GALDR_HOOK_OFF");
    ::dup2(ends[0], STDIN_FILENO);
    ::close(ends[0]), ::close(ends[1]);
    ::execl(hook.c_str(), hook.c_str(), "--agent", "claude-code", nullptr);
    ::_exit(127);
  }
  ::close(ends[0]);
  const bool written = write_all(ends[1], payload);
  ::close(ends[1]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!written || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw Error(ErrorCode::io, hook + " could not be run: is galdr-hook installed beside galdr?");
}

std::size_t play(const std::string& hook, const Root& root) {
  std::size_t count = 0;
  for (std::string_view rest = kDemoSession; !rest.empty(); ++count) {
    const auto end = std::min(rest.find('\n'), rest.size());
    call_hook(hook, root, rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return count;
}

}  // namespace

int demo(bool json) {
  const TemporaryRoot temporary("demo");
  App app;
  app.root = temporary.root();
  app.json = json;
  const auto count = play(hook_program(), app.root);
  warn("demo: " + std::to_string(count) +
       " events of a recorded session went through galdr-hook into a temporary folder");
  { const Reading drained(app); }
  Distill options;
  options.refs = {"@"};
  options.dry_run = true;
  options.hint = false;
  warn("demo: drained and distilled; this is the SKILL.md that came of it:");
  return distill(app, options);
}

}  // namespace galdr::drain::cmd
