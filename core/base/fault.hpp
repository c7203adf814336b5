/// Named places where a test can make the process die or fail. Which body is linked decides: products link
/// fault_none.cpp, where this is nothing; the test program links fault_armed.cpp.
#pragma once

namespace galdr {

/// In the test program: dies by SIGKILL where GALDR_FAULT is "<name>", or "<name>:<n>" the n-th time it comes
/// by; stops by SIGSTOP where it is "stop:<name>".
void fault_point(const char* name);

}  // namespace galdr
