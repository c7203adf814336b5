#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "drain/cli.hpp"

namespace {

/// Where a standard stream is closed, the next file that is opened would become it: a message would go into a
/// database.
void hold_standard_streams() {
  int fd = 0;
  do fd = ::open("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0) ::close(fd);
}

}  // namespace

int main(int argc, char** argv) {
  hold_standard_streams();
  std::signal(SIGXFSZ, SIG_IGN);  // a write beyond a limit is refused like any other, and said to be
  return galdr::drain::run_cli(argc, argv);
}
