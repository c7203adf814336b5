#include "core/store/skill_loads.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "core/event/json_text.hpp"
#include "core/store/sql.hpp"

namespace galdr::store {
namespace {

using event::Event;
using event::Kind;

constexpr char kAdd[] =
    "INSERT OR IGNORE INTO skill_load(event_id,name,path,how,session,call_id,seq,ts)"
    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8)";
constexpr char kNamed[] =
    "SELECT l.session,l.seq,l.ts,l.call_id,coalesce(c.status,''),l.how,l.path FROM skill_load l"
    " JOIN event e ON e.event_id=l.event_id LEFT JOIN call c ON c.session=l.session AND c.call_id=l.call_id"
    " WHERE l.name=?1 AND e.superseded=0 ORDER BY l.ts,l.seq";
constexpr char kErase[] = "DELETE FROM skill_load WHERE session=?1";

constexpr std::string_view kFile = "SKILL.md";
constexpr std::size_t kLongestName = 64, kLongestPath = 4096, kMostRead = std::size_t{64} << 10;
constexpr int kDeepest = 4;
constexpr std::array<std::string_view, 4> kHow{"tool", "read", "shell", "prompt"};

bool is_skill_tool(std::string_view tool) {
  std::string name;
  for (const char c : tool)
    if (c != '_' && c != '-') name += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  constexpr std::array<std::string_view, 8> kTools{"skill",    "activateskill", "loadskill", "useskill",
                                                   "runskill", "invokeskill",   "readskill", "slashcommand"};
  return std::find(kTools.begin(), kTools.end(), name) != kTools.end();
}

bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

/// "release" of "/release 1.2" or "release"; "" where that is no name of a skill, or that of a plugin's
/// ("plugin:release").
std::string skill_name(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (text.starts_with('/')) text.remove_prefix(1);
  text = text.substr(0, text.find_first_of(" \t\r\n"));
  if (text.empty() || text.size() > kLongestName || !std::all_of(text.begin(), text.end(), is_name_char))
    return "";
  return std::string(text);
}

/// The folder that `path`, which ends in SKILL.md, stands in; "" where it names none.
std::string folder_of(std::string_view path) {
  if (path.size() <= kFile.size() || !path.ends_with(kFile)) return "";
  path.remove_suffix(kFile.size());
  if (path.back() != '/') return "";
  while (path.ends_with('/')) path.remove_suffix(1);
  return skill_name(path.substr(path.rfind('/') + 1));
}

std::string below(const std::string& cwd, std::string path) {
  if (path.starts_with("file://")) path.erase(0, 7);
  while (path.starts_with("./")) path.erase(0, 2);
  const bool whole = path.starts_with('/') || path.starts_with('~') || path.starts_with('$') || cwd.empty();
  return whole ? path : cwd + (cwd.ends_with('/') ? "" : "/") + path;
}

class Shapes {
 public:
  explicit Shapes(const Event& event) : event_(event) {}

  void add_name(std::string_view name, LoadedBy how, std::string path = "") {
    LoadShape shape{skill_name(name), how, std::move(path)};
    if (!shape.name.empty() && std::find(out_.begin(), out_.end(), shape) == out_.end())
      out_.push_back(std::move(shape));
  }

  void add_path(std::string_view text, const std::string& cwd, LoadedBy how) {
    if (!text.ends_with(kFile) || text.size() > kLongestPath) return;
    std::string path = below(cwd, std::string(text));
    const std::string folder = folder_of(path);
    add_name(folder, how, std::move(path));
  }

  /// The words of a command; a folder that it changes into counts for what follows.
  void add_command(std::string_view command) {
    constexpr std::string_view kBetween = " \t\r\n;&|<>()'\"`=";
    std::string cwd = event_.cwd, before;
    command = command.substr(0, kMostRead);
    for (std::size_t at = 0; at < command.size();) {
      const std::size_t begin = std::min(command.find_first_not_of(kBetween, at), command.size());
      at = std::min(command.find_first_of(kBetween, begin), command.size());
      const std::string word(command.substr(begin, at - begin));
      if (before == "cd") cwd = below(cwd, word);
      add_path(word, cwd, LoadedBy::shell);
      before = word;
    }
  }

  void add_member(std::string_view key, std::string_view json, bool shell, int depth) {
    if (depth > kDeepest) return;
    for (const auto& field : event::json_fields(json)) add_member(field.key, field.value, shell, depth + 1);
    for (const auto element : event::json_elements(json)) add_member(key, element, shell, depth + 1);
    const auto text = event::json_string(json);
    if (!text) return;
    shell ? add_command(*text) : add_path(*text, event_.cwd, LoadedBy::read);
  }

  std::vector<LoadShape> take() { return std::move(out_); }

 private:
  const Event& event_;
  std::vector<LoadShape> out_;
};

void add_tool_call(Shapes& shapes, const Event& event) {
  const auto fields = event::json_fields(event.input);
  for (const char* key : {"skill", "skill_name", "skillName", "name", "command"})
    if (const auto text = event::json_string(event::json_member(fields, key))) {
      shapes.add_name(*text, LoadedBy::tool);
      return;
    }
}

/// "/release 1.2", Claude's own record of it, and Codex's "$release".
void add_prompt(Shapes& shapes, const Event& event) {
  const std::string_view prompt = std::string_view(*event.prompt).substr(0, kMostRead);
  constexpr std::string_view kCommand = "<command-name>";
  if (prompt.starts_with('/')) shapes.add_name(prompt, LoadedBy::prompt);
  if (const auto at = prompt.find(kCommand); at != prompt.npos) {
    const auto name = prompt.substr(at + kCommand.size());
    shapes.add_name(name.substr(0, name.find('<')), LoadedBy::prompt);
  }
  if (event.agent != "codex") return;
  for (std::size_t at = prompt.find('$'); at != prompt.npos; at = prompt.find('$', at + 1)) {
    if (at > 0 && std::string_view(" \t\n([").find(prompt[at - 1]) == std::string_view::npos) continue;
    const auto name = prompt.substr(at + 1);
    const auto end = std::find_if_not(name.begin(), name.end(), is_name_char);
    shapes.add_name(name.substr(0, static_cast<std::size_t>(end - name.begin())), LoadedBy::prompt);
  }
}

std::optional<LoadedBy> how_named(std::string_view name) {
  const auto found = std::find(kHow.begin(), kHow.end(), name);
  if (found == kHow.end()) return std::nullopt;
  return static_cast<LoadedBy>(found - kHow.begin());
}

}  // namespace

std::string_view name_of(LoadedBy how) { return kHow.at(static_cast<std::size_t>(how)); }

std::vector<LoadShape> load_shapes(const Event& event) {
  Shapes shapes(event);
  if (event.kind == Kind::prompt) {
    if (event.prompt) add_prompt(shapes, event);
  } else if (event.kind == Kind::tool_start || event.kind == Kind::tool_end) {
    if (is_skill_tool(event.tool)) {
      add_tool_call(shapes, event);
    } else if (event.input.find(kFile) != std::string::npos) {
      const auto tool_class = event::tool_class(event);
      if (tool_class != "write" && tool_class != "edit" && tool_class != "search")
        shapes.add_member("", event.input, tool_class == "shell", 0);
    }
  }
  return shapes.take();
}

SkillLoads::SkillLoads(SQLite::Database& db) : db_(db), add_(db, kAdd) {}

void SkillLoads::add(const Event& event, std::int64_t session) {
  for (const LoadShape& shape : load_shapes(event)) {
    add_.reset();
    add_.bind(1, event.event_id);
    add_.bind(2, shape.name);
    add_.bind(3, shape.path);
    add_.bind(4, std::string(name_of(shape.how)));
    add_.bind(5, session);
    add_.bind(6, event.call_id);
    add_.bind(7, event.seq);
    add_.bind(8, event.ts);
    add_.exec();
  }
}

std::vector<SkillLoad> SkillLoads::named(const std::string& name) {
  std::vector<SkillLoad> out;
  std::set<std::pair<std::int64_t, std::string>> calls;  // a start and its end are one
  try {
    SQLite::Statement select(db_, kNamed);
    for (select.bind(1, name); select.executeStep();) {
      SkillLoad load;
      load.session = select.getColumn(0).getInt64();
      load.call_id = select.getColumn(3).getString();
      if (!load.call_id.empty() && !calls.emplace(load.session, load.call_id).second) continue;
      load.seq = select.getColumn(1).getInt64();
      load.ts = select.getColumn(2).getInt64();
      load.status = select.getColumn(4).getString();
      load.shape = {name, how_named(select.getColumn(5).getString()).value_or(LoadedBy::tool),
                    select.getColumn(6).getString()};
      out.push_back(std::move(load));
    }
  } catch (const SQLite::Exception& e) {
    throw translate(e, "catalog.db");
  }
  return out;
}

void SkillLoads::erase_session(std::int64_t session) {
  SQLite::Statement erase(db_, kErase);
  erase.bind(1, session);
  erase.exec();
}

}  // namespace galdr::store
