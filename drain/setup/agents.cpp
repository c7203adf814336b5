#include "drain/setup/agents.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "core/base/error.hpp"
#include "core/base/paths.hpp"

namespace galdr::drain::setup {
namespace {

bool is_executable(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

std::string absolute(const std::string& path) {
  std::error_code error;
  const auto full = std::filesystem::absolute(path, error);
  if (error) throw Error(ErrorCode::io, "cannot tell the current folder: " + error.message());
  return full.lexically_normal().string();
}

}  // namespace

std::span<const Agent* const> agents() {
  static const std::array kAll{&claude_code(), &codex(),  &gemini_cli(), &opencode(),
                               &copilot(),     &cursor(), &windsurf()};
  return kAll;
}

const Agent* agent_named(std::string_view name) {
  for (const Agent* agent : agents()) {
    if (agent->name == name) return agent;
  }
  return nullptr;
}

std::string agent_names() {
  std::string names;
  for (const Agent* agent : agents()) names += (names.empty() ? "" : ", ") + std::string(agent->name);
  return names;
}

bool is_found(const Agent& agent) {
  if (!programs_on_path(agent.program).empty()) return true;
  std::error_code error;
  return std::filesystem::is_directory(agent.user_dir(), error);
}

std::string config_path(const Agent& agent, bool project) {
  if (project) return absolute(std::string(agent.project_config));
  return absolute(agent.user_dir() + "/" + std::string(agent.user_config));
}

std::vector<std::string> programs_on_path(std::string_view name) {
  const std::string path = env("PATH").value_or("");
  std::vector<std::string> found;
  for (std::size_t at = 0; at < path.size();) {
    const auto end = std::min(path.find(':', at), path.size());
    std::string candidate = path.substr(at, end - at) + "/" + std::string(name);
    if (candidate.front() == '/' && end > at && is_executable(candidate))
      found.push_back(std::move(candidate));
    at = end + 1;
  }
  return found;
}

std::string below_home(std::string_view name) {
  const auto home = env("HOME");
  if (!home) throw Error(ErrorCode::invalid, "HOME is not set, so the agent's folder cannot be told");
  return *home + "/" + std::string(name);
}

}  // namespace galdr::drain::setup
