#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/shelf.hpp"
#include "core/skill/skill.hpp"

namespace galdr::skill {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporary = ".tmp-skill-";

bool is_folder_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && name[0] != '.' && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

bool is_regular(const std::string& path) {
  struct stat info {};
  return lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

bool is_ours(const std::string& folder) {
  const std::string path = folder + "/SKILL.md";
  const auto text = is_regular(path) ? read_file(path) : std::nullopt;
  return text && read_front_matter(*text).value("metadata.generator") == "galdr";
}

// Refuses a folder that somebody else made, and a link: what is behind it is not ours to change.
bool folder_is_there(const std::string& folder) {
  struct stat info {};
  if (lstat(folder.c_str(), &info) != 0) {
    if (errno == ENOENT) return false;
    throw errno_error("cannot look at " + folder);
  }
  if (!S_ISDIR(info.st_mode) || !is_ours(folder))
    throw Error(ErrorCode::refused, folder + " is there and was not made by galdr");
  return true;
}

bool is_our_reference(const fs::path& path) {
  if (!is_regular(path)) return false;
  const auto text = read_file(path);
  return text && text->substr(0, 1024).find(kReplaced) != std::string::npos;
}

/// A folder beside the skill's, removed at the end with whatever it holds then.
class Stage {
 public:
  explicit Stage(const std::string& dir) : path_(dir + "/" + std::string(kTemporary) + "XXXXXX") {
    if (mkdtemp(path_.data()) == nullptr) throw errno_error("cannot make a folder in " + dir);
  }
  ~Stage() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void fill(const std::string& folder, const Files& files) {
  if (!files.others.empty()) make_private_dirs(folder + "/references");
  for (const File& reference : files.others)
    write_file_atomic(folder + "/" + reference.path, reference.text);
  write_file_atomic(folder + "/SKILL.md", files.skill_md);
}

void keep_one(const fs::path& from, const fs::path& to) {
  if (fs::exists(fs::symlink_status(to)))
    throw Error(ErrorCode::refused, from.string() + " was not made by galdr and is in the way: move it");
  fs::create_directories(to.parent_path());
  fs::copy(
      from, to,
      fs::copy_options::recursive | fs::copy_options::copy_symlinks | fs::copy_options::create_hard_links);
}

// Whatever in the old folder is somebody's own.
void keep_others(const fs::path& old, const fs::path& fresh) {
  for (const auto& entry : fs::directory_iterator(old)) {
    const fs::path name = entry.path().filename();
    if (name == "SKILL.md") continue;
    if (name != "references" || !fs::is_directory(entry.symlink_status())) {
      keep_one(entry.path(), fresh / name);
      continue;
    }
    for (const auto& reference : fs::directory_iterator(entry.path())) {
      if (!is_our_reference(reference.path()))
        keep_one(reference.path(), fresh / name / reference.path().filename());
    }
  }
}

bool exchange(const std::string& a, const std::string& b) {
#if defined(__linux__)
  return renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0;
#elif defined(__APPLE__)
  return renamex_np(a.c_str(), b.c_str(), RENAME_SWAP) == 0;
#else
  return errno = ENOSYS, false;
#endif
}

bool cannot_exchange() { return errno == EINVAL || errno == ENOSYS || errno == ENOTSUP; }

// Where the file system cannot exchange two names: by way of a third. A crash in between leaves the old
// version there, and the next write puts it back.
std::string aside_of(const std::string& dir, const std::string& name) { return dir + "/.old-skill-" + name; }

void replace_by_steps(const std::string& fresh, const std::string& folder, const std::string& aside) {
  if (rename(folder.c_str(), aside.c_str()) != 0) throw errno_error("cannot replace " + folder);
  if (rename(fresh.c_str(), folder.c_str()) != 0) {
    const Error error = errno_error("cannot replace " + folder);
    rename(aside.c_str(), folder.c_str());
    throw error;
  }
  std::error_code ignored;
  fs::remove_all(aside, ignored);
}

void put(const std::string& fresh, const std::string& folder, bool replaces, const std::string& aside) {
  if (!replaces) {
    if (rename(fresh.c_str(), folder.c_str()) != 0) throw errno_error("cannot make " + folder);
  } else if (!exchange(fresh, folder)) {
    if (!cannot_exchange()) throw errno_error("cannot replace " + folder);
    replace_by_steps(fresh, folder, aside);
  }
}

// What a crash left. Only one process at a time is here, where the file system has locks.
void mend(const std::string& dir, const std::string& folder, const std::string& aside, bool locked) {
  if (access(folder.c_str(), F_OK) != 0) rename(aside.c_str(), folder.c_str());
  std::error_code ignored;
  for (const std::string& name : locked ? names_in(dir) : std::vector<std::string>{}) {
    if (name.rfind(kTemporary, 0) == 0) fs::remove_all(dir + "/" + name, ignored);
  }
}

std::string write_locked(const std::string& dir, const std::string& name, const Files& files, bool locked) {
  const std::string folder = dir + "/" + name, aside = aside_of(dir, name);
  mend(dir, folder, aside, locked);
  const bool replaces = folder_is_there(folder);
  const Stage stage(dir);
  const std::string fresh = stage.path() + "/new";
  make_private_dirs(fresh);
  fill(fresh, files);
  if (replaces) keep_others(folder, fresh);
  sync_dir(fresh);
  put(fresh, folder, replaces, aside);
  sync_dir(dir);
  return folder + "/SKILL.md";
}

}  // namespace

std::string write(const std::string& dir, const std::string& name, const Files& files) {
  if (!is_folder_name(name)) throw Error(ErrorCode::invalid, "not a skill's name: " + name);
  make_private_dirs(dir);
  const Fd lock = open_file(dir, O_RDONLY | O_DIRECTORY);
  const bool locked = flock(lock.get(), LOCK_EX) == 0;
  try {
    return write_locked(dir, name, files, locked);
  } catch (const fs::filesystem_error& e) {
    throw Error(ErrorCode::io, std::string("cannot replace ") + dir + "/" + name + ": " + e.what());
  }
}

std::string write(const std::string& dir, const std::string& name, const std::string& skill_md) {
  return write(dir, name, Files{skill_md, {}});
}

}  // namespace galdr::skill
