#include "drain/setup/plugin_file.hpp"

#include "core/base/error.hpp"

namespace galdr::drain::setup {
namespace {

bool is_blank(const Content& content) {
  return !content || content->find_first_not_of(" \t\r\n") == std::string::npos;
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

}  // namespace

bool is_plugin(const Agent& agent, const Content& content) {
  if (!content) return false;
  const std::string ours = agent.plugin("");
  std::string_view line = first_line(*content);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line == first_line(ours);
}

std::string with_plugin(const Agent& agent, const Content& content, const std::string& program) {
  if (!is_blank(content) && !is_plugin(agent, content)) {
    throw Error(
        ErrorCode::refused,
        "this file is not galdr's, and its name is that of galdr's plugin: move it away, then try again");
  }
  return agent.plugin(program);
}

Content without_plugin(const Content& original) { return is_blank(original) ? original : std::nullopt; }

std::vector<std::string> plugin_differences(const Agent& agent, const Content& content,
                                            const std::string& program) {
  if (content == agent.plugin(program)) return {};
  return {"the plugin is not the one that this galdr writes"};
}

}  // namespace galdr::drain::setup
