#include <unistd.h>

#include "hook/record.hpp"

extern char** environ;

int main(int argc, char** argv) {
  galdr::hook::record(argc, argv, environ);
  ::_exit(0);  // no destructors: whatever is still open is closed by the kernel, faster
}
