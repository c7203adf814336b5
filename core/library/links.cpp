#include "core/library/links.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "core/base/error.hpp"
#include "core/base/files.hpp"

namespace galdr::library {
namespace {

std::string name_of(const std::string& skill) { return skill.substr(skill.rfind('/') + 1); }

std::string place_in(const std::string& dir, const std::string& skill) { return dir + "/" + name_of(skill); }

/// Where the link at `path` points, made absolute; nothing if there is no link.
std::optional<std::string> target_of(const std::string& path) {
  std::error_code error;
  const auto target = std::filesystem::read_symlink(path, error);
  if (error) return std::nullopt;
  return (std::filesystem::path(parent_dir(path)) / target).lexically_normal().string();
}

bool is_there(const std::string& path) {
  struct stat info {};
  return lstat(path.c_str(), &info) == 0;
}

std::optional<std::string> manual_in(const std::string& folder) {
  try {
    return read_file(folder + "/SKILL.md");
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool is_same_folder(const std::string& a, const std::string& b) {
  std::error_code error;
  return std::filesystem::equivalent(a, b, error) && !error;
}

bool reads_through(const std::string& link, const std::string& skill) {
  const auto manual = manual_in(link);
  return manual && manual == manual_in(skill);
}

void put_link(const std::string& skill, const std::string& at) {
  const std::string temporary = at + ".tmp-" + std::to_string(getpid());
  unlink(temporary.c_str());
  if (symlink(skill.c_str(), temporary.c_str()) != 0)
    throw errno_error("cannot make a link in " + parent_dir(at));
  if (rename(temporary.c_str(), at.c_str()) == 0) return;
  const Error error = errno_error("cannot make " + at);
  unlink(temporary.c_str());
  throw error;
}

}  // namespace

LinkState link_state(const std::string& dir, const std::string& skill) {
  const std::string at = place_in(dir, skill);
  if (!is_there(at)) return LinkState::none;
  const auto target = target_of(at);
  const bool same = is_same_folder(at, skill);
  if (!same && target != std::filesystem::path(skill).lexically_normal().string()) return LinkState::taken;
  return reads_through(at, skill) ? LinkState::whole : LinkState::broken;
}

bool make_link(const std::string& dir, const std::string& skill) {
  const std::string at = place_in(dir, skill);
  const LinkState before = link_state(dir, skill);
  if (before == LinkState::whole) return false;
  if (before == LinkState::taken)
    throw Error(ErrorCode::refused, at + " is there and is no link to " + skill);
  make_private_dirs(dir);
  put_link(skill, at);
  if (link_state(dir, skill) != LinkState::whole)
    throw Error(ErrorCode::io, at + " was made, but " + skill + "/SKILL.md cannot be read through it");
  sync_dir(dir);
  return true;
}

bool has_link(const std::string& dir, const std::string& skill) {
  const LinkState state = link_state(dir, skill);
  return (state == LinkState::whole || state == LinkState::broken) && target_of(place_in(dir, skill));
}

bool remove_link(const std::string& dir, const std::string& skill) {
  const std::string at = place_in(dir, skill);
  if (!has_link(dir, skill)) return false;
  if (unlink(at.c_str()) != 0) throw errno_error("cannot remove " + at);
  return true;
}

}  // namespace galdr::library
