/// Where an author's version of a skill comes from: a file, or a program that is asked.
#pragma once
#include <string>

#include "core/base/clock.hpp"

namespace galdr::drain::cmd {

inline constexpr std::size_t kLongestAuthored = std::size_t{256} << 10;

/// The bytes of `file`, a pipe too, or of stdin for "-". Throws Error: not_found, io, or invalid if it is
/// longer.
std::string authored_text(const std::string& file, std::size_t longest = kLongestAuthored);

struct Answer {
  std::string text;
  bool too_long = false;  ///< it printed more than 256 KiB and was killed
  std::string problem;    ///< why there is no answer: it could not be run, failed, or took too long
};

/// Runs `command`, split into words as a shell does, without a shell, with `brief` on its stdin and the hook
/// off. Throws Error{usage} if the command cannot be split.
Answer ask_author(const std::string& command, const std::string& brief, Nanos limit);

}  // namespace galdr::drain::cmd
