/// The gate's security axis: what no file of a skill may hold, line by line. Pure.
#pragma once
#include <string>
#include <vector>

#include "core/gate/gate.hpp"
#include "core/privacy/redact.hpp"

namespace galdr::gate {

/// Findings on one file of a skill.
struct Paper {
  const std::string& file;  ///< its name in the findings
  const std::string& text;
  std::vector<std::string> lines;
  std::vector<Finding> findings = {};

  void error(const char* axis, const char* code, const std::string& message, int line = 0) {
    findings.push_back({"error", axis, code, message, line, file});
  }
  void warning(const char* axis, const char* code, const std::string& message, int line = 0) {
    findings.push_back({"warning", axis, code, message, line, file});
  }
};

/// Secrets, homes, mail addresses, hidden characters, live forms, dangerous commands.
void check_security(Paper& paper, const privacy::Redactor& redactor);

}  // namespace galdr::gate
