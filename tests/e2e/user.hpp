/// A user of galdr in a home of their own: runs the built programs, reads what they print.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/support.hpp"

namespace galdr::test {

class User {
 public:
  /// `galdr` with these arguments.
  Outcome galdr(std::vector<std::string> arguments, const std::string& cwd = "") const;
  /// The same with --json; fails the test unless it exits 0 and prints one JSON object.
  nlohmann::json json(std::vector<std::string> arguments) const;
  /// `galdr events --json …`, an object a line.
  std::vector<nlohmann::json> events(std::vector<std::string> arguments = {}) const;
  /// Hands a payload to galdr-hook, as Claude Code would; fails the test unless it exits 0 in silence.
  void hook(const std::string& payload) const;
  void hook(const nlohmann::json& payload) const { hook(payload.dump()); }
  /// The same for another agent, whose payload may not name its event.
  void hook(const std::string& agent, const std::string& event, const std::string& payload) const;
  /// All payloads of a fixture in tests/data/claude-code.
  void hook_all(const std::string& fixture) const;

  std::string root() const { return home_ / ".galdr"; }
  std::string home() const { return home_.path(); }

 private:
  TempDir home_;
};

/// A tool call's start or end, as Claude Code tells it.
nlohmann::json pre_tool(const std::string& session, const std::string& id, const std::string& command,
                        const std::string& cwd);
nlohmann::json post_tool(const std::string& session, const std::string& id, const std::string& command,
                         const std::string& cwd);

}  // namespace galdr::test
