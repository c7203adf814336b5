// Times whole processes, so that nothing of an interpreter is in the figures.
//
//   bench_timer round PEERS PAYLOAD FIRST ROUNDS WARMUP
//     each peer once a round, in a new order each round, the payload on stdin as a file; the rounds of WARMUP
//     before that are not counted
//   bench_timer burst PEERS PAYLOAD FIRST WIDTH EACH TURNS
//     WIDTH processes of a peer at once, EACH one after the other, the payload through a pipe; then the next
//     peer; all of that TURNS times
//
// FIRST numbers the first payload. Output: print_samples().
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <numeric>
#include <random>
#include <string>
#include <thread>

#include "tests/bench/processes.hpp"

using namespace galdr::bench;

namespace {

/// A file to read `text` from. It has no name that outlives the call.
int file_of(const std::string& path, const std::string& text) {
  const int out = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const bool written =
      out >= 0 && ::pwrite(out, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
  ::close(out);
  const int in = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (!written || in < 0) die("cannot write " + path);
  return in;
}

std::vector<Command> commands_of(const std::vector<Peer>& peers) { return {peers.begin(), peers.end()}; }

std::vector<Sample> round_robin(const std::vector<Peer>& peers, const std::string& path, std::int64_t number,
                                int rounds, int warm_up) {
  const auto commands = commands_of(peers);
  Payload payload(path);
  std::vector<std::size_t> order(peers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 random(std::random_device{}());
  std::vector<Sample> samples;
  for (int round = -warm_up; round < rounds; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    for (const auto index : order) {
      if (round >= 0 && round % peers[index].every != 0) continue;
      const int in = file_of(path + ".numbered", payload.numbered(number));
      Sample sample = commands[index].run(in);
      ::close(in);
      sample.peer = index;
      sample.number = number++;
      if (round >= 0 || sample.failed) samples.push_back(sample);
    }
  }
  return samples;
}

/// One thread's share of a burst.
void run_in_turn(const Command& command, std::size_t peer, Payload payload, std::atomic<std::int64_t>& number,
                 int each, std::vector<Sample>& samples) {
  for (int i = 0; i < each; ++i) {
    const auto mine = number++;
    const int in = pipe_of(payload.numbered(mine));
    Sample sample = command.run(in);
    ::close(in);
    sample.peer = peer;
    sample.number = mine;
    samples.push_back(sample);
  }
}

std::vector<Sample> burst(const std::vector<Peer>& peers, const std::string& path, std::int64_t first,
                          std::size_t width, int each, int turns) {
  const auto commands = commands_of(peers);
  const Payload payload(path);
  std::atomic<std::int64_t> number{first};
  std::vector<Sample> samples;
  for (std::size_t turn = 0; turn < static_cast<std::size_t>(turns) * peers.size(); ++turn) {
    const auto index = turn % peers.size();
    std::vector<std::vector<Sample>> shares(width);
    std::vector<std::thread> threads;
    for (auto& share : shares)
      threads.emplace_back([&] { run_in_turn(commands[index], index, payload, number, each, share); });
    for (auto& thread : threads) thread.join();
    for (const auto& share : shares) samples.insert(samples.end(), share.begin(), share.end());
  }
  return samples;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  const bool is_round = argc == 7 && words[1] == "round";
  if (!is_round && !(argc == 8 && words[1] == "burst")) die("usage: see timer.cpp");
  const auto peers = read_peers(words[2]);
  const auto first = std::atoll(argv[4]);
  const int count = std::atoi(argv[5]);
  print_samples(is_round ? round_robin(peers, words[3], first, count, std::atoi(argv[6]))
                         : burst(peers, words[3], first, static_cast<std::size_t>(count), std::atoi(argv[6]),
                                 std::atoi(argv[7])));
  return 0;
}
