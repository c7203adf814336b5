/// What the bench's tools share: peers (the programs that are compared), their stdin, and one timed process.
///
/// A peers file, written by timing.py, has a block for each peer, one word a line after its keyword:
///   peer <name> / every <k> / env <NAME=value> / arg <word>
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace galdr::bench {

struct Peer {
  std::string name;
  int every = 1;  ///< runs in each k-th round only: for slow ones
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  ///< over the tool's own
};

/// One process, from its spawn to its end.
struct Sample {
  std::size_t peer = 0;
  std::int64_t number = 0;  ///< what stood in its payload's slot
  std::int64_t ns = 0;
  long rss_kb = 0;
  bool failed = false;  ///< did not start, or any exit status but 0
};

/// Ends the program with a message if the file is not there or has an unknown keyword.
std::vector<Peer> read_peers(const std::string& path);

/// A payload with a slot of twelve '@', which the number replaces: no two events are the same.
class Payload {
 public:
  explicit Payload(const std::string& path);
  const std::string& numbered(std::int64_t number);

 private:
  std::string text_;
  std::size_t slot_;
};

/// argv and envp of a peer, ready to be spawned many times.
class Command {
 public:
  explicit Command(const Peer& peer);
  /// Runs it with `in` as its stdin and nowhere as its output. Safe to call from several threads.
  Sample run(int in) const;

 private:
  std::vector<std::string> words_, environment_;
  std::vector<char*> argv_, envp_;
};

/// "<peer>\t<number>\t<nanoseconds>\t<peak kB>\t<failed>" a line, on stdout.
void print_samples(const std::vector<Sample>& samples);

/// The reading end of a pipe that holds `text`, closed at its other end.
int pipe_of(const std::string& text);

std::string read_whole(const std::string& path);
[[noreturn]] void die(const std::string& message);

}  // namespace galdr::bench
