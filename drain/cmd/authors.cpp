#include "drain/cmd/authors.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/words.hpp"
#include "drain/app.hpp"
#include "drain/child.hpp"

namespace galdr::drain::cmd {
namespace {

constexpr std::size_t kLongest = kLongestAuthored;
constexpr std::size_t kMostOfStderr = 2000;

// A pipe is as good as a file here.
std::string read_stream(int fd, const std::string& name, std::size_t longest) {
  std::string out;
  char buffer[16384];
  for (;;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n == 0) return out;
    if (n < 0 && errno != EINTR) throw errno_error("cannot read " + name);
    if (n > 0) out.append(buffer, static_cast<std::size_t>(n));
    if (out.size() > longest)
      throw Error(ErrorCode::invalid,
                  name + " is longer than " + std::to_string(longest >> 10) + " KiB: that is no SKILL.md");
  }
}

std::string last_words(const std::string& err) {
  const std::string text = err.substr(err.size() - std::min(err.size(), kMostOfStderr));
  return text.find_first_not_of(" \n\r\t") == std::string::npos ? "" : "; it said:\n" + text;
}

std::string problem_of(const ChildOutcome& ran, const std::string& program, Nanos limit) {
  const std::string who = "the author " + program;
  if (ran.timed_out)
    return who + " did not end within " + std::to_string(limit / kSecond) +
           " s (--author-timeout) and was killed" + last_words(ran.err);
  if (ran.status == 127 && ran.out.empty())
    return who + " could not be run: is it on the PATH?" + last_words(ran.err);
  return who + " ended with status " + std::to_string(ran.status) + last_words(ran.err);
}

}  // namespace

std::string authored_text(const std::string& file, std::size_t longest) {
  if (file == "-") return read_stream(STDIN_FILENO, "stdin", longest);
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && errno == ENOENT) throw Error(ErrorCode::not_found, "there is no file " + file);
  if (!fd) throw errno_error("cannot open " + file);
  return read_stream(fd.get(), file, longest);
}

Answer ask_author(const std::string& command, const std::string& brief, Nanos limit) {
  const std::vector<std::string> words = split_words(command);
  if (words.empty()) throw Error(ErrorCode::usage, "--author names no command");
  const ChildOutcome ran = run_child(words, {{"GALDR_HOOK_OFF", "1"}}, brief, {limit, kLongest, true});
  Answer out{ran.out, ran.too_much, ""};
  if (!out.too_long && (ran.timed_out || ran.status != 0)) out.problem = problem_of(ran, words[0], limit);
  return out;
}

}  // namespace galdr::drain::cmd
