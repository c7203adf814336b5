/// Sessions made up for tests of outcomes, call by call.
#pragma once
#include <string>
#include <vector>

#include "core/event/event.hpp"

namespace galdr::test {

/// Builds the events of one session in /home/mira/src/kit; a second passes with each.
class Acts {
 public:
  Acts& says(const std::string& prompt);
  Acts& runs(const std::string& command, const std::string& output = "");
  Acts& fails(const std::string& command, const std::string& error = "error: it did not work");
  /// Its end is told, how it went is not.
  Acts& runs_untold(const std::string& command);
  Acts& writes(const std::string& path);
  Acts& reads(const std::string& path);
  Acts& calls(const std::string& tool, const std::string& input);
  /// What follows is done by a subagent.
  Acts& by(const std::string& subagent);
  Acts& in(const std::string& cwd);

  std::vector<event::Event> events;

 private:
  void call(const std::string& tool, const std::string& input, event::Status status,
            const std::string& result);
  event::Event& add(event::Kind kind);
  std::string cwd_ = "/home/mira/src/kit", subagent_;
};

}  // namespace galdr::test
