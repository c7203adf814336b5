/// The one error type of galdr's libraries.
#pragma once
#include <stdexcept>
#include <string>

namespace galdr {

/// What the caller should do about a failure: one value per reaction, not per cause.
enum class ErrorCode {
  busy,       ///< another process holds the lock; the same call may work later
  invalid,    ///< the input is wrong; retrying cannot help
  usage,      ///< the command line is wrong
  corrupt,    ///< stored data contradicts the schema; stop and tell the user
  io,         ///< the operating system refused; what() carries its reason
  not_found,  ///< nothing matches what the user named
  refused,    ///< the gate said no
};

/// The one exception type that leaves a core library. what(): one line for a person, no trailing period.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& what) : std::runtime_error(what), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

/// An Error of code io: "`what`: <reason of errno>". Reads errno first thing.
Error errno_error(const std::string& what);

}  // namespace galdr
