#include "drain/setup/backup.hpp"

#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/digest.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"

namespace galdr::drain::setup {
namespace {

void remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw errno_error("cannot remove " + path);
}

}  // namespace

BackupStore::BackupStore(const Root& root, const Agent& agent, std::string config)
    : dir_(root.dir + "/setup"), agent_(agent.name), config_(std::move(config)) {
  base_ = dir_ + "/" + agent_ + "-" + sha256_hex(config_).substr(0, 16);
}

std::optional<Backup> BackupStore::load() const {
  const auto text = read_file(base_ + ".json");
  if (!text) return std::nullopt;
  try {
    const auto record = nlohmann::json::parse(*text);
    Backup backup{std::nullopt, record.at("made_dirs"), record.at("written_sha256")};
    if (!record.at("existed").get<bool>()) return backup;
    backup.original = read_file(base_ + ".original");
    if (backup.original) return backup;
  } catch (const nlohmann::json::exception&) {
  }
  throw Error(ErrorCode::corrupt,
              base_ +
                  ".json or the .original beside it is damaged: remove both, and galdr can "
                  "still take its entries out, but no longer restore the file as it was");
}

void BackupStore::save(const Backup& backup) const {
  const nlohmann::ordered_json record{{"v", 1},
                                      {"agent", agent_},
                                      {"config", config_},
                                      {"existed", backup.original.has_value()},
                                      {"made_dirs", backup.made_dirs},
                                      {"written_sha256", backup.written}};
  make_private_dirs(dir_);
  if (backup.original) write_file_atomic(base_ + ".original", *backup.original);
  write_file_atomic(base_ + ".json",
                    record.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

void BackupStore::drop() const {
  remove_file(base_ + ".json");
  remove_file(base_ + ".original");
}

}  // namespace galdr::drain::setup
