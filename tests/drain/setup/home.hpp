/// A home of its own for a test: HOME, GALDR_ROOT and PATH point into a temporary folder until it is gone.
#pragma once
#include <sys/stat.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "tests/support/support.hpp"

namespace galdr::test {

/// Sets an environment variable (or unsets it, for nothing) and puts it back.
class Variable {
 public:
  Variable(const char* name, const std::optional<std::string>& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    set(value);
  }
  ~Variable() { set(old_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const std::optional<std::string>& value) {
    value ? ::setenv(name_, value->c_str(), 1) : ::unsetenv(name_);
  }

  const char* name_;
  std::optional<std::string> old_;
};

/// With a galdr-hook in PATH that can be run, and no agent.
class Home {
 public:
  Home() {
    ::mkdir((dir_ / "bin").c_str(), 0700);
    spit(dir_ / "bin/galdr-hook", "#!/bin/sh\n");
    ::chmod((dir_ / "bin/galdr-hook").c_str(), 0700);
  }
  const std::string& path() const { return dir_.path(); }
  std::string operator/(const std::string& name) const { return dir_ / name; }
  std::string settings() const { return dir_ / ".claude/settings.json"; }
  std::string hook() const { return dir_ / "bin/galdr-hook"; }
  void put_settings(const std::string& bytes) const {
    ::mkdir((dir_ / ".claude").c_str(), 0700);
    spit(settings(), bytes);
  }

 private:
  TempDir dir_;
  Variable home_{"HOME", dir_.path()};
  Variable root_{"GALDR_ROOT", dir_ / "root"};
  Variable path_{"PATH", dir_ / "bin"};
  Variable claude_{"CLAUDE_CONFIG_DIR", std::nullopt}, codex_{"CODEX_HOME", std::nullopt},
      copilot_{"COPILOT_HOME", std::nullopt}, gemini_{"GEMINI_CLI_HOME", std::nullopt},
      config_{"XDG_CONFIG_HOME", std::nullopt};
};

}  // namespace galdr::test
