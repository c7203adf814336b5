#include "drain/setup/setup.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "core/base/digest.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "drain/setup/backup.hpp"
#include "drain/setup/command.hpp"
#include "drain/setup/hook_entries.hpp"

namespace galdr::drain::setup {
namespace {

constexpr std::size_t kLargestConfig = std::size_t{16} << 20;

Content read_config(const Target& target) { return read_file(target.config, kLargestConfig); }

/// `work`, with the file's name and what to do put to what it says of the file's text.
template <typename Work>
auto explained(const Target& target, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::refused)
      throw Error(ErrorCode::refused, target.config + ": " + error.what());
    if (error.code() != ErrorCode::invalid) throw;
    throw Error(ErrorCode::invalid,
                target.config + ": " + error.what() + ". Nothing was changed: mend it there, then try again");
  }
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

/// The folders above `config` that are not there, outermost first.
std::vector<std::string> missing_dirs(const std::string& config) {
  std::vector<std::string> missing;
  for (std::string dir = parent_dir(config); !exists(dir) && dir != "/"; dir = parent_dir(dir)) {
    missing.insert(missing.begin(), dir);
  }
  return missing;
}

/// Replacing a file makes it ours: another user's agent could no longer read it.
void require_own_file(const std::string& config) {
  struct stat info {};
  if (::stat(config.c_str(), &info) != 0 && ::lstat(config.c_str(), &info) == 0) {
    throw Error(ErrorCode::refused,
                config + " is a link to nothing: make the file that it names, or remove the link");
  }
  std::string owned = config;
  while (owned != "/" && ::stat(owned.c_str(), &info) != 0) owned = parent_dir(owned);
  if (info.st_uid != ::geteuid()) {
    throw Error(ErrorCode::refused, owned + " belongs to another user: run galdr setup as that user");
  }
}

/// Where no backup tells: a file of galdr's own was not there, another was.
Content unknown_original(const Target& target) { return target.agent.own_file ? Content() : "{}"; }

/// What undo has to go back to, if `current` is about to be changed. Edits made since the last install are
/// the user's, so they become part of it.
Backup renewed_backup(const Target& target, const BackupStore& store, const Content& current) {
  Backup backup = store.load().value_or(Backup{unknown_original(target), {}, ""});
  if (!current || sha256_hex(*current) != backup.written) {
    const bool ours = has_hooks(target.agent, current);
    backup.original = ours ? without_hooks(target.agent, *current, backup.original) : current;
  }
  for (std::string& dir : missing_dirs(target.config)) {
    const auto known = std::find(backup.made_dirs.begin(), backup.made_dirs.end(), dir);
    if (known == backup.made_dirs.end()) backup.made_dirs.push_back(std::move(dir));
  }
  return backup;
}

/// Removes those folders of `dirs` that are empty, innermost first.
void remove_empty_dirs(const std::vector<std::string>& dirs) {
  for (auto dir = dirs.rbegin(); dir != dirs.rend(); ++dir) ::rmdir(dir->c_str());
}

void restore(const Target& target, const Content& content, const std::vector<std::string>& made_dirs) {
  if (content) return write_file_through_link(target.config, *content);
  if (::unlink(target.config.c_str()) != 0) throw errno_error("cannot remove " + target.config);
  sync_dir(parent_dir(target.config));
  remove_empty_dirs(made_dirs);
}

/// One try at it; nothing if somebody else changed the file meanwhile.
std::optional<State> try_install(const Target& target) {
  const Content current = read_config(target);
  const std::string next = with_hooks(target.agent, current, target.program);
  if (next == current) return State::unchanged;
  const BackupStore store(target.root, target.agent, target.config);
  Backup backup = renewed_backup(target, store, current);
  backup.written = sha256_hex(next);
  store.save(backup);
  make_private_dirs(parent_dir(target.config));
  if (read_config(target) != current) return std::nullopt;
  write_file_through_link(target.config, next);
  return has_hooks(target.agent, current) ? State::updated : State::installed;
}

std::vector<std::string> obstacles_of(const Target& target, const std::string& text) {
  if (target.agent.obstacles == nullptr) return {};
  return target.agent.obstacles(target.agent, target.config, text);
}

}  // namespace

std::string_view name_of(State state) {
  constexpr std::string_view kNames[] = {"installed", "updated", "unchanged",
                                         "removed",   "absent",  "outdated"};
  return kNames[static_cast<int>(state)];
}

State install(const Target& target) {
  require_own_file(target.config);
  return explained(target, [&] {
    for (int tries = 0; tries < 5; ++tries) {
      if (const auto state = try_install(target)) return *state;
    }
    throw Error(ErrorCode::busy, target.config + " is being changed by another program all the time");
  });
}

State undo(const Target& target) {
  const BackupStore store(target.root, target.agent, target.config);
  const auto backup = store.load();
  const Content current = read_config(target);
  const bool untouched = backup && current && sha256_hex(*current) == backup->written;
  const bool ours = untouched || explained(target, [&] { return has_hooks(target.agent, current); });
  if (ours) {
    require_own_file(target.config);
    const Content original = backup ? backup->original : unknown_original(target);
    restore(target, untouched ? original : without_hooks(target.agent, *current, original),
            backup ? backup->made_dirs : std::vector<std::string>{});
  } else if (backup && !current) {
    remove_empty_dirs(backup->made_dirs);
  }
  store.drop();
  return ours ? State::removed : State::absent;
}

Inspection inspect(const Target& target) {
  return explained(target, [&] {
    const Content current = read_config(target);
    if (!has_hooks(target.agent, current)) return Inspection{State::absent, {}};
    Inspection seen{State::unchanged, differences(target.agent, current, target.program)};
    const std::string fault = program_fault(target.program);
    if (!fault.empty()) seen.problems.push_back(fault);
    for (std::string& obstacle : obstacles_of(target, *current)) seen.problems.push_back(std::move(obstacle));
    if (!seen.problems.empty()) seen.state = State::outdated;
    return seen;
  });
}

std::string fragment(const Target& target) { return with_hooks(target.agent, std::nullopt, target.program); }

}  // namespace galdr::drain::setup
