/// Text on its way to the terminal.
#pragma once
#include <string>

#include "core/event/event.hpp"
#include "drain/app.hpp"

namespace galdr::drain::cmd {

/// Lines on their way out, in large writes.
class Output {
 public:
  ~Output() { print(text_); }
  void line(const std::string& text);

 private:
  std::string text_;
};

/// What a step did, in a few words: the command, the path, the pattern, the prompt.
std::string gist(const event::Event& event);

}  // namespace galdr::drain::cmd
