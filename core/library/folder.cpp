#include "core/library/folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/fault.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/shelf.hpp"

namespace galdr::library {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporary = ".tmp-skill-";
constexpr std::string_view kAside = ".old-skill-";

bool is_our_reference(const fs::path& path) {
  if (!is_regular(path)) return false;
  const auto text = read_file(path);
  return text && text->substr(0, 1024).find(skill::kReplaced) != std::string::npos;
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
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

void fill(const std::string& folder, const skill::Files& files) {
  for (const skill::File& file : files.others) {
    const std::string path = folder + "/" + file.path;
    make_private_dirs(parent_dir(path));
    write_file_atomic(path, file.text);
    if (file.executable && chmod(path.c_str(), 0700) != 0) throw errno_error("cannot mark " + path);
  }
  write_file_atomic(folder + "/SKILL.md", files.skill_md);
}

/// Carries what is somebody's own from an old version's folder over to the new one's.
class Carrier {
 public:
  Carrier(const fs::path& old, const fs::path& fresh, const std::vector<std::string>& replaced)
      : old_(old), fresh_(fresh), replaced_(replaced) {}

  void carry() const { carry_below(""); }

 private:
  bool is_replaced(const fs::path& path) const {
    return path == "SKILL.md" || std::find(replaced_.begin(), replaced_.end(), path) != replaced_.end() ||
           (path.parent_path() == "references" && is_our_reference(old_ / path));
  }
  bool holds_replaced(const fs::path& folder) const {
    const std::string head = folder.string() + "/";
    return folder == "references" ||
           std::any_of(replaced_.begin(), replaced_.end(),
                       [&](const std::string& path) { return path.starts_with(head); });
  }

  void carry_below(const fs::path& folder) const {
    for (const auto& entry : fs::directory_iterator(old_ / folder)) {
      const fs::path path = folder / entry.path().filename();
      if (is_replaced(path)) continue;
      const bool is_folder = fs::is_directory(entry.symlink_status());
      if (is_folder && (holds_replaced(path) || fs::exists(fs::symlink_status(fresh_ / path))))
        carry_below(path);
      else
        carry_one(path);
    }
  }

  void carry_one(const fs::path& path) const {
    const fs::path to = fresh_ / path;
    if (fs::exists(fs::symlink_status(to)))
      throw Error(ErrorCode::refused,
                  (old_ / path).string() + " was not made by galdr and is in the way: move it");
    fs::create_directories(to.parent_path());
    fs::copy(
        old_ / path, to,
        fs::copy_options::recursive | fs::copy_options::copy_symlinks | fs::copy_options::create_hard_links);
  }

  fs::path old_, fresh_;
  const std::vector<std::string>& replaced_;
};

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
// version there, and the next change puts it back.
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

void replace(const std::string& fresh, const std::string& folder, const std::string& aside) {
  if (exchange(fresh, folder)) return;
  if (!cannot_exchange()) throw errno_error("cannot replace " + folder);
  replace_by_steps(fresh, folder, aside);
}

/// False where the file system has no locks. Throws Error{busy} if somebody holds it for long.
bool lock(int dir, const std::string& path) {
  constexpr Nanos kPause = 20 * kMilli, kLongest = 10 * kSecond;
  for (const Nanos until = monotonic_now() + kLongest; flock(dir, LOCK_EX | LOCK_NB) != 0;) {
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    if (monotonic_now() > until)
      throw Error(ErrorCode::busy, path + " is locked by another process; try again when it is done");
    std::this_thread::sleep_for(std::chrono::nanoseconds(kPause));
  }
  return true;
}

/// Runs `work`; what the standard library says of files becomes an Error.
template <typename Work>
auto guarded(const std::string& what, Work&& work) {
  try {
    return work();
  } catch (const fs::filesystem_error& e) {
    throw Error(ErrorCode::io, what + ": " + e.what());
  }
}

/// A whole copy of the folder `from` at `to`, which appears at once.
void copy_whole(const std::string& from, const std::string& to, const std::string& staged) {
  fs::copy(from, staged, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  sync_dir(staged);
  if (rename(staged.c_str(), to.c_str()) != 0) throw errno_error("cannot make " + to);
  sync_dir(parent_dir(to));
}

bool is_other_device() { return errno == EXDEV; }

}  // namespace

bool is_folder_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && name[0] != '.' && name.find('/') == std::string::npos &&
         std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

bool is_regular(const std::string& path) {
  struct stat info {};
  return lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

bool is_galdrs(const std::string& folder) {
  struct stat info {};
  if (lstat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return false;
  const std::string path = folder + "/SKILL.md";
  try {
    const auto text = is_regular(path) ? read_file(path) : std::nullopt;
    return text && skill::read_front_matter(*text).value("metadata.generator") == "galdr";
  } catch (const Error&) {
    return false;  // unreadable
  }
}

Folder::Folder(std::string dir) : dir_(std::move(dir)) {
  make_private_dirs(dir_);
  lock_ = open_file(dir_, O_RDONLY | O_DIRECTORY);
  locked_ = lock(lock_.get(), dir_);
  mend();
}

// Only one process at a time is here, where the file system has locks; where it has none, a folder that is
// being made ready is left alone.
void Folder::mend() const {
  std::error_code ignored;
  for (const std::string& name : names_in(dir_)) {
    if (name.starts_with(kAside) && access(path_of(name.substr(kAside.size())).c_str(), F_OK) != 0)
      rename(path_of(name).c_str(), path_of(name.substr(kAside.size())).c_str());
    else if (locked_ && (name.starts_with(kTemporary) || name.starts_with(kAside)))
      fs::remove_all(path_of(name), ignored);
  }
}

// Refuses a folder that somebody else made, and a link: what is behind it is not ours to change.
bool Folder::is_there(const std::string& name, bool ours) const {
  struct stat info {};
  const std::string folder = path_of(name);
  if (lstat(folder.c_str(), &info) != 0) {
    if (errno == ENOENT) return false;
    throw errno_error("cannot look at " + folder);
  }
  if (!S_ISDIR(info.st_mode) || !(ours || is_galdrs(folder)))
    throw Error(ErrorCode::refused, folder + " is there and was not made by galdr");
  return true;
}

std::string Folder::put(const std::string& name, const skill::Files& files,
                        const std::vector<std::string>& replaced, bool ours) {
  if (!is_folder_name(name)) throw Error(ErrorCode::invalid, "not a skill's name: " + name);
  const std::string folder = path_of(name);
  return guarded("cannot replace " + folder, [&] {
    const bool replaces = is_there(name, ours);
    const Stage stage(dir_);
    const std::string fresh = stage / "new";
    make_private_dirs(fresh);
    fill(fresh, files);
    if (replaces) Carrier(folder, fresh, replaced).carry();
    sync_dir(fresh);
    fault_point("skill-ready");
    if (replaces)
      replace(fresh, folder, path_of(std::string(kAside) + name));
    else if (rename(fresh.c_str(), folder.c_str()) != 0)
      throw errno_error("cannot make " + folder);
    fault_point("skill-put");
    sync_dir(dir_);
    return folder + "/SKILL.md";
  });
}

void Folder::move_out(const std::string& name, const std::string& to) {
  const std::string folder = path_of(name);
  guarded("cannot move " + folder, [&] {
    make_private_dirs(parent_dir(to));
    if (rename(folder.c_str(), to.c_str()) != 0) {
      if (!is_other_device()) throw errno_error("cannot move " + folder);
      const Stage there(parent_dir(to)), here(dir_);
      copy_whole(folder, to, there / "new");
      if (rename(folder.c_str(), (here / "old").c_str()) != 0) throw errno_error("cannot remove " + folder);
    }
    fault_point("skill-moved-out");
    sync_dir(dir_);
  });
}

void Folder::move_in(const std::string& from, const std::string& name) {
  guarded("cannot move " + from, [&] {
    if (rename(from.c_str(), path_of(name).c_str()) != 0) {
      if (!is_other_device()) throw errno_error("cannot make " + path_of(name));
      const Stage stage(dir_);
      copy_whole(from, path_of(name), stage / "new");
      fs::remove_all(from);
    }
    fault_point("skill-moved-in");
    sync_dir(dir_);
  });
}

void Folder::drop(const std::string& name) {
  const Stage stage(dir_);
  if (rename(path_of(name).c_str(), (stage / "old").c_str()) != 0)
    throw errno_error("cannot remove " + path_of(name));
}

void mend(const std::string& dir) {
  const std::vector<std::string> names = names_in(dir);
  if (std::any_of(names.begin(), names.end(), [](const std::string& name) {
        return name.starts_with(kTemporary) || name.starts_with(kAside);
      }))
    Folder{dir};
}

std::string write(const std::string& dir, const std::string& name, const skill::Files& files) {
  return Folder(dir).put(name, files);
}

}  // namespace galdr::library
