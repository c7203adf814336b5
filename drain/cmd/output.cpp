#include "drain/cmd/output.hpp"

#include <nlohmann/json.hpp>

namespace galdr::drain::cmd {
namespace {

constexpr std::size_t kBuffer = 1 << 16;

}  // namespace

void Output::line(const std::string& text) {
  text_ += text;
  text_ += '\n';
  if (text_.size() > kBuffer) print(text_), text_.clear();
}

std::string gist(const event::Event& event) {
  if (event.prompt) return *event.prompt;
  const auto input = nlohmann::json::parse(event.input, nullptr, false);
  if (input.is_object())
    for (const char* key : {"command", "file_path", "filePath", "path", "absolute_path", "pattern", "query",
                            "url", "description", "prompt"})
      if (const auto found = input.find(key); found != input.end() && found->is_string())
        return found->get<std::string>();
  return event.error.value_or("");
}

}  // namespace galdr::drain::cmd
