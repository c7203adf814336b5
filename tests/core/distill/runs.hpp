/// Runs made up for tests, call by call, and runs read from files of raw hook payloads.
#pragma once
#include <string>

#include "core/distill/distill.hpp"

namespace galdr::test {

/// Builds a run in /home/mira/src/kit. Each call gives its start and its end.
class RunOf {
 public:
  explicit RunOf(const std::string& prompt);
  RunOf& shell(const std::string& command, const std::string& output = "", const std::string& about = "");
  RunOf& shell_fails(const std::string& command, const std::string& error);
  RunOf& write(const std::string& path, const std::string& content);
  RunOf& edit(const std::string& path, const std::string& before, const std::string& after);
  RunOf& read(const std::string& path);
  RunOf& call(const std::string& tool, const std::string& input_json, const std::string& output_json = "{}");
  RunOf& says(const std::string& prompt);

  distill::Run run;

 private:
  void add(const std::string& tool, const std::string& input, event::Status status,
           const std::string& output);
};

/// The run that a file of Claude Code's payloads, one a line, normalises to; secrets redacted.
distill::Run run_of_payloads(const std::string& path);

}  // namespace galdr::test
