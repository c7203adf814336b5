#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/skill.hpp"

namespace galdr::skill {
namespace {

bool is_folder_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && name[0] != '.' && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

bool is_ours(const std::string& skill_md) {
  return read_front_matter(skill_md).value("metadata.generator") == "galdr";
}

// Refuses a folder that somebody else made, and a link: what is behind it is not ours to change.
bool folder_is_there(const std::string& folder) {
  struct stat info {};
  if (lstat(folder.c_str(), &info) != 0) {
    if (errno == ENOENT) return false;
    throw errno_error("cannot look at " + folder);
  }
  const auto old = S_ISDIR(info.st_mode) ? read_file(folder + "/SKILL.md") : std::nullopt;
  if (!old || !is_ours(*old)) throw Error(ErrorCode::refused, folder + " is there and was not made by galdr");
  return true;
}

void write_new(const std::string& dir, const std::string& folder, const std::string& skill_md) {
  std::string temp = dir + "/.tmp-skill-XXXXXX";
  if (mkdtemp(temp.data()) == nullptr) throw errno_error("cannot make a folder in " + dir);
  try {
    write_file_atomic(temp + "/SKILL.md", skill_md);
    if (rename(temp.c_str(), folder.c_str()) != 0) throw errno_error("cannot make " + folder);
  } catch (...) {
    unlink((temp + "/SKILL.md").c_str());
    rmdir(temp.c_str());
    throw;
  }
  sync_dir(dir);
}

}  // namespace

std::string write(const std::string& dir, const std::string& name, const std::string& skill_md) {
  if (!is_folder_name(name)) throw Error(ErrorCode::invalid, "not a skill's name: " + name);
  make_private_dirs(dir);
  const std::string folder = dir + "/" + name;
  if (folder_is_there(folder))
    write_file_atomic(folder + "/SKILL.md", skill_md);
  else
    write_new(dir, folder, skill_md);
  return folder + "/SKILL.md";
}

}  // namespace galdr::skill
