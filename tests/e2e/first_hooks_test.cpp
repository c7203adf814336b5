#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "tests/e2e/user.hpp"

using namespace galdr::test;

TEST_CASE("of the first hooks, all at once in a home without a root, none is lost", "[e2e]") {
  for (int round = 0; round < 12; ++round) {
    const User user;
    std::vector<std::thread> agents;
    std::vector<int> statuses(8, -1);
    for (std::size_t i = 0; i < statuses.size(); ++i)
      agents.emplace_back([&, i] {
        RunOptions options;
        options.env = {{"HOME", user.home()}, {"GALDR_ROOT", ""}};
        options.stdin_bytes = pre_tool("s", std::to_string(i), "true", "/w").dump();
        statuses[i] = run({galdr_hook_program(), "--agent", "claude-code"}, options).status;
      });
    for (auto& agent : agents) agent.join();
    CHECK(statuses == std::vector<int>(8, 0));
    REQUIRE(user.events().size() == 8);
  }
}
