#include "drain/places.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/base/error.hpp"
#include "core/base/paths.hpp"
#include "drain/setup/agents.hpp"

namespace galdr::drain {
namespace {

/// What an agent's own documentation says of skills; tried with those that README says so of.
struct Reader {
  std::string_view agent;
  std::string_view user_dir;  ///< below HOME; "" where setup knows the agent's folder
  bool reads_shared;          ///< ~/.agents/skills, too
};

constexpr std::array<Reader, 8> kReaders = {{{"claude-code", "", false},
                                             {"codex", "", true},
                                             {"gemini-cli", "", true},
                                             {"opencode", "", true},
                                             {"copilot", "", true},
                                             {"cursor", "", true},
                                             {"windsurf", "", false},
                                             {"goose", ".config/goose", false}}};

constexpr std::array<std::string_view, 7> kProjectDirs = {
    ".claude/skills",   ".agents/skills", ".gemini/skills", ".github/skills",
    ".opencode/skills", ".codex/skills",  ".cursor/skills"};

std::string absolute(const std::string& path) {
  std::error_code error;
  const auto full = std::filesystem::absolute(path, error);
  if (error) throw Error(ErrorCode::io, "cannot tell the current folder: " + error.message());
  std::string out = full.lexically_normal().string();
  while (out.size() > 1 && out.back() == '/') out.pop_back();
  return out;
}

std::string shared_root() { return setup::below_home(".agents/skills"); }

std::string agent_dir(const Reader& reader) {
  if (!reader.user_dir.empty()) return setup::below_home(reader.user_dir);
  return setup::agent_named(reader.agent)->user_dir();
}

const Reader* reader_named(std::string_view agent) {
  const auto found = std::find_if(kReaders.begin(), kReaders.end(),
                                  [&](const Reader& reader) { return reader.agent == agent; });
  return found == kReaders.end() ? nullptr : &*found;
}

bool is_there(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

}  // namespace

std::string skills_root() {
  if (const auto root = env("GALDR_SKILLS_ROOT")) return absolute(*root);
  if (env("HOME")) return absolute(shared_root());
  throw Error(ErrorCode::invalid,
              "HOME is not set: set it, or GALDR_SKILLS_ROOT, to say where skills are installed");
}

std::vector<Place> user_places() {
  std::vector<Place> out;
  if (env("HOME")) out.push_back({"", absolute(shared_root()), false});
  for (const Reader& reader : kReaders) {
    try {
      out.push_back({std::string(reader.agent), absolute(agent_dir(reader) + "/skills"), false});
    } catch (const Error&) {  // HOME is unset
    }
  }
  return out;
}

std::vector<Place> project_places(const std::string& cwd) {
  std::vector<Place> out;
  const std::string home = env("HOME").value_or("");
  for (std::string dir = cwd; dir.size() > 1 && dir != home; dir = std::filesystem::path(dir).parent_path()) {
    for (const std::string_view one : kProjectDirs) out.push_back({"", dir + "/" + std::string(one), true});
    if (is_there(dir + "/.git")) break;
  }
  return out;
}

std::vector<std::string> readers_of(const Place& place) {
  if (!place.agent.empty()) return {place.agent};
  std::vector<std::string> out;
  if (!env("HOME") || place.dir != absolute(shared_root())) return out;
  for (const Reader& reader : kReaders)
    if (reader.reads_shared) out.emplace_back(reader.agent);
  return out;
}

bool reads_skills_root(std::string_view agent) {
  const Reader* reader = reader_named(agent);
  if (reader == nullptr) return false;
  const std::string root = skills_root();
  if (env("HOME") && reader->reads_shared && root == absolute(shared_root())) return true;
  return root == absolute(agent_dir(*reader) + "/skills");
}

bool is_agent_found(std::string_view agent) {
  const Reader* reader = reader_named(agent);
  if (reader == nullptr) return false;
  if (reader->user_dir.empty()) return setup::is_found(*setup::agent_named(agent));
  return is_there(agent_dir(*reader)) || !setup::programs_on_path(agent).empty();
}

std::string place_agents() {
  std::string out;
  for (const Reader& reader : kReaders) out += (out.empty() ? "" : ", ") + std::string(reader.agent);
  return out;
}

}  // namespace galdr::drain
