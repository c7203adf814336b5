#include "core/exchange/opencode_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/paths.hpp"

namespace galdr::exchange {
namespace {

using Json = nlohmann::json;

constexpr int kBusyMillis = 2000;
constexpr char kSessions[] =
    "SELECT id,parent_id,directory,title,version,time_created,time_updated FROM session ORDER BY "
    "time_created,id";
constexpr char kMessages[] = "SELECT id,data FROM message WHERE session_id=?1 ORDER BY time_created,id";
constexpr char kParts[] = "SELECT id,message_id,data FROM part WHERE message_id=?1 ORDER BY id";

std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The object `data`, which OpenCode stores without its ids, with `ids`, members as text, in front.
std::string with_ids(const std::string& ids, const std::string& data) {
  const auto open = data.find_first_not_of(" \t\r\n");
  if (open == std::string::npos || data[open] != '{') return "{" + ids + "}";
  const auto first = data.find_first_not_of(" \t\r\n", open + 1);
  const bool is_empty = first == std::string::npos || data[first] == '}';
  return "{" + ids + (is_empty ? "" : ",") + data.substr(open + 1);
}

std::string parts_of(SQLite::Database& db, const std::string& session, const std::string& message) {
  SQLite::Statement row(db, kParts);
  row.bind(1, message);
  std::string parts;
  while (row.executeStep())
    parts += (parts.empty() ? "" : ",") +
             with_ids("\"id\":" + quoted(row.getColumn(0).getString()) + ",\"sessionID\":" + quoted(session) +
                          ",\"messageID\":" + quoted(message),
                      row.getColumn(2).getString());
  return parts;
}

std::string messages_of(SQLite::Database& db, const std::string& session) {
  SQLite::Statement row(db, kMessages);
  row.bind(1, session);
  std::string messages;
  while (row.executeStep()) {
    const std::string id = row.getColumn(0).getString();
    const std::string ids = "\"id\":" + quoted(id) + ",\"sessionID\":" + quoted(session);
    messages += (messages.empty() ? "" : ",") + ("{\"info\":" + with_ids(ids, row.getColumn(1).getString())) +
                ",\"parts\":[" + parts_of(db, session, id) + "]}";
  }
  return messages;
}

Json info_of(SQLite::Statement& row) {
  Json info{{"id", row.getColumn(0).getString()},
            {"directory", row.getColumn(2).getString()},
            {"title", row.getColumn(3).getString()},
            {"version", row.getColumn(4).getString()},
            {"time", {{"created", row.getColumn(5).getInt64()}, {"updated", row.getColumn(6).getInt64()}}}};
  if (!row.getColumn(1).isNull()) info["parentID"] = row.getColumn(1).getString();
  return info;
}

std::vector<Json> sessions_of(SQLite::Database& db) {
  std::vector<Json> sessions;
  for (SQLite::Statement row(db, kSessions); row.executeStep();) sessions.push_back(info_of(row));
  return sessions;
}

}  // namespace

std::string opencode_database() {
  const auto data = env("XDG_DATA_HOME");
  const auto home = env("HOME");
  if (!data && !home)
    throw Error(ErrorCode::invalid, "HOME is not set: name the database of OpenCode, or exported sessions");
  return (data ? *data : *home + "/.local/share") + "/opencode/opencode.db";
}

bool is_opencode_database(const std::string& path) { return path.ends_with(".db"); }

void for_each_opencode_session(const std::string& path,
                               const std::function<void(const std::string&, const std::string&)>& use) {
  if (::access(path.c_str(), R_OK) != 0) throw Error(ErrorCode::not_found, path + " is not there");
  try {
    SQLite::Database db(path, SQLite::OPEN_READONLY, kBusyMillis);
    for (const Json& info : sessions_of(db)) {
      const std::string id = info.at("id");
      use(id, "{\"info\":" + info.dump(-1, ' ', false, Json::error_handler_t::replace) + ",\"messages\":[" +
                  messages_of(db, id) + "]}");
    }
  } catch (const SQLite::Exception& e) {
    throw Error(ErrorCode::invalid, path + " cannot be read as OpenCode's sessions: " + e.what() +
                                        "; `opencode export` files can be imported instead");
  }
}

}  // namespace galdr::exchange
