/// Where sessions loaded skills, told by the shape of an event alone: a skill tool's call, a SKILL.md that is
/// read, a prompt that names one. Whose skill it is, is for the reader to judge.
///
/// Writer: the fold. Table: schema/catalog/0004_skill_uses.sql.
#pragma once
#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <vector>

#include "core/event/event.hpp"

namespace galdr::store {

enum class LoadedBy { tool, read, shell, prompt };
std::string_view name_of(LoadedBy how);

/// What an event names as a skill.
struct LoadShape {
  std::string name;
  LoadedBy how = LoadedBy::tool;
  std::string path = {};  ///< the SKILL.md as it was named, below the event's folder where it was relative
  bool operator==(const LoadShape&) const = default;
};
/// Each skill once. Cheap for events that name none.
std::vector<LoadShape> load_shapes(const event::Event& event);

struct SkillLoad {
  std::int64_t session = 0, seq = 0;
  Nanos ts = 0;
  std::string call_id;  ///< "" of a prompt
  std::string status;   ///< of the call; "" while it is open, or of a prompt
  LoadShape shape;
};

/// Not thread-safe. Borrows `db`, which must outlive it.
class SkillLoads {
 public:
  explicit SkillLoads(SQLite::Database& db);
  /// Folds one line.
  void add(const event::Event& event, std::int64_t session);
  /// Those of a skill's name, each call once, by time. Of failed calls too.
  std::vector<SkillLoad> named(const std::string& name);
  void erase_session(std::int64_t session);

 private:
  SQLite::Database& db_;
  SQLite::Statement add_;
};

}  // namespace galdr::store
