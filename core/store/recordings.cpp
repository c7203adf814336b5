#include "core/store/recordings.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/store/sessions.hpp"

namespace galdr::store {
namespace {

using Json = nlohmann::ordered_json;
using ReadJson = nlohmann::json;  // ordered_json looks through all members at each one that it reads

constexpr char kPut[] =
    "INSERT OR REPLACE INTO "
    "recording(rec_id,name,state,session,started_at,ended_at,cwd,document)VALUES(?1,?2,?3,?4,?5,?6,?7,?8)";
constexpr char kErase[] = "DELETE FROM recording WHERE rec_id=?1";
constexpr char kAll[] = "SELECT document FROM recording ORDER BY started_at,rec_id";
constexpr char kDocuments[] = "SELECT rec_id,document FROM recording";
constexpr char kWaiting[] =
    "SELECT document FROM recording WHERE session=0 AND state='recording' ORDER BY rec_id";
constexpr off_t kMaxFile = 1 << 20;

std::string path_of(const Root& root, const std::string& rec_id) {
  return root.recordings() + "/" + rec_id + ".json";
}

void put_row(SQLite::Database& catalog, const Recording& r) {
  SQLite::Statement put(catalog, kPut);
  put.bind(1, r.rec_id);
  put.bind(2, r.name);
  put.bind(3, r.state);
  put.bind(4, r.bound() ? session_key(r.agent, r.session_id) : std::int64_t{0});
  put.bind(5, r.started_at);
  r.ended_at ? put.bind(6, *r.ended_at) : put.bind(6);
  put.bind(7, r.cwd);
  put.bind(8, to_json(r));
  put.exec();
}

void erase_row(SQLite::Database& catalog, const std::string& rec_id) {
  SQLite::Statement erase(catalog, kErase);
  erase.bind(1, rec_id);
  erase.exec();
}

std::vector<Recording> recordings_of(SQLite::Database& catalog, const char* sql) {
  std::vector<Recording> rows;
  for (SQLite::Statement select(catalog, sql); select.executeStep();)
    if (auto recording = recording_from(select.getColumn(0).getString()))
      rows.push_back(std::move(*recording));
  return rows;
}

template <typename Value>
Json nullable(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

std::string text_at(const ReadJson& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<std::int64_t> number_at(const ReadJson& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

}  // namespace

std::string to_json(const Recording& r) {
  const Json document = {{"v", 1},
                         {"rec_id", r.rec_id},
                         {"name", r.name},
                         {"goal", r.goal},
                         {"inputs", r.inputs},
                         {"agent", r.bound() ? Json(r.agent) : Json()},
                         {"session_id", r.bound() ? Json(r.session_id) : Json()},
                         {"cwd", r.cwd},
                         {"state", r.state},
                         {"started_at", format_utc(r.started_at)},
                         {"ended_at", r.ended_at ? Json(format_utc(*r.ended_at)) : Json()},
                         {"from_seq", r.bound() ? Json(r.from_seq) : Json()},
                         {"to_seq", nullable(r.to_seq)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<Recording> recording_from(const std::string& json) {
  const ReadJson document = ReadJson::parse(json, nullptr, false);
  if (!document.is_object() || number_at(document, "v") != 1) return std::nullopt;
  Recording r;
  r.rec_id = text_at(document, "rec_id");
  r.name = text_at(document, "name");
  r.goal = text_at(document, "goal");
  r.agent = text_at(document, "agent");
  r.session_id = text_at(document, "session_id");
  r.cwd = text_at(document, "cwd");
  r.state = text_at(document, "state");
  const auto started = parse_utc(text_at(document, "started_at"));
  if (r.rec_id.empty() || !started) return std::nullopt;
  r.started_at = *started;
  r.ended_at = parse_utc(text_at(document, "ended_at"));
  r.from_seq = number_at(document, "from_seq").value_or(0);
  r.to_seq = number_at(document, "to_seq");
  if (const auto inputs = document.find("inputs"); inputs != document.end() && inputs->is_object())
    for (const auto& [name, value] : inputs->items())
      if (value.is_string()) r.inputs[name] = value.get<std::string>();
  return r;
}

void save(SQLite::Database& catalog, const Root& root, const Recording& recording) {
  make_private_dirs(root.recordings());
  write_file_atomic(path_of(root, recording.rec_id), to_json(recording));
  put_row(catalog, recording);
}

void remove(SQLite::Database& catalog, const Root& root, const std::string& rec_id) {
  if (::unlink(path_of(root, rec_id).c_str()) != 0 && errno != ENOENT)
    throw errno_error("cannot remove recording " + rec_id);
  erase_row(catalog, rec_id);
}

void index_recordings(SQLite::Database& catalog, const Root& root) {
  std::map<std::string, std::string> indexed;
  for (SQLite::Statement row(catalog, kDocuments); row.executeStep();)
    indexed[row.getColumn(0).getString()] = row.getColumn(1).getString();
  for (const auto& name : names_in(root.recordings())) {
    const std::string path = root.recordings() + "/" + name;
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > kMaxFile) continue;
    const auto text = read_file(path);
    const auto recording = text ? recording_from(*text) : std::nullopt;
    if (!recording || recording->rec_id + ".json" != name) continue;
    const auto row = indexed.extract(recording->rec_id);
    if (!row || row.mapped() != to_json(*recording)) put_row(catalog, *recording);
  }
  for (const auto& [rec_id, document] : indexed) erase_row(catalog, rec_id);
}

std::vector<Recording> all_recordings(SQLite::Database& catalog) { return recordings_of(catalog, kAll); }

std::vector<Recording> matching_recordings(SQLite::Database& catalog, const std::string& text) {
  std::vector<Recording> begins;
  std::optional<Recording> named;
  for (auto& r : all_recordings(catalog)) {
    if (r.rec_id == text) return {r};
    if (r.name == text) named = r;  // the newest: they come oldest first
    if (r.rec_id.rfind(text, 0) == 0 || r.name.rfind(text, 0) == 0) begins.push_back(std::move(r));
  }
  if (named) return {*named};
  return begins;
}

bool at_or_under(const std::string& path, const std::string& dir) {
  return path == dir || (path.size() > dir.size() && path.compare(0, dir.size(), dir) == 0 &&
                         (path[dir.size()] == '/' || dir == "/"));
}

RecordingBinder::RecordingBinder(SQLite::Database& catalog, const Root& root)
    : catalog_(catalog), root_(root), waiting_(recordings_of(catalog, kWaiting)) {}

void RecordingBinder::see(const event::Event& event) {
  const auto binds = [&](const Recording& r) {
    return event.ts >= r.started_at && !event.cwd.empty() && at_or_under(event.cwd, r.cwd);
  };
  const auto first_bound =
      std::stable_partition(waiting_.begin(), waiting_.end(), [&](const Recording& r) { return !binds(r); });
  for (auto r = first_bound; r != waiting_.end(); ++r) {
    r->agent = event.agent;
    r->session_id = event.session_id;
    r->from_seq = event.seq;
    bound_.push_back(std::move(*r));
  }
  waiting_.erase(first_bound, waiting_.end());
}

void RecordingBinder::save_bound() {
  for (const auto& recording : bound_) save(catalog_, root_, recording);
  bound_.clear();
}

}  // namespace galdr::store
