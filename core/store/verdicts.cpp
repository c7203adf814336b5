#include "core/store/verdicts.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/files.hpp"
#include "core/store/span_log.hpp"
#include "core/store/sql.hpp"

namespace galdr::store {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kAdd[] = "INSERT OR IGNORE INTO verdict(id,skill,ts,file,line)VALUES(?1,?2,?3,?4,?5)";
constexpr char kKnows[] = "SELECT 1 FROM verdict WHERE id=?1";
constexpr char kFiles[] = "SELECT file,folded_bytes,skipped FROM verdict_file";
constexpr char kPutFile[] = "INSERT OR REPLACE INTO verdict_file(file,folded_bytes,skipped)VALUES(?1,?2,?3)";
constexpr char kEraseLines[] = "DELETE FROM verdict WHERE file=?1";
constexpr char kEraseFile[] = "DELETE FROM verdict_file WHERE file=?1";
constexpr char kOfSkill[] = "SELECT line FROM verdict WHERE ?1='' OR skill=?1 ORDER BY ts,id";

constexpr std::size_t kLongestLine = std::size_t{1} << 20;

struct Folded {
  std::int64_t bytes = 0, skipped = 0;
};

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<std::int64_t> number_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

/// "2026-11.jsonl" and nothing else.
bool is_name(const std::string& name) {
  return name.size() == 13 && name.ends_with(".jsonl") && name[4] == '-' &&
         name.find_first_not_of("0123456789-") == 7;
}

void add_row(SQLite::Database& catalog, const Verdict& verdict, const std::string& file,
             std::string_view line) {
  SQLite::Statement add(catalog, kAdd);
  add.bind(1, verdict.id);
  add.bind(2, verdict.skill);
  add.bind(3, verdict.ts);
  add.bind(4, file);
  add.bind(5, std::string(line));
  add.exec();
}

void put_file(SQLite::Database& catalog, const std::string& file, const Folded& folded) {
  SQLite::Statement put(catalog, kPutFile);
  put.bind(1, file);
  put.bind(2, folded.bytes);
  put.bind(3, folded.skipped);
  put.exec();
}

void erase(SQLite::Database& catalog, const std::string& file) {
  for (const char* statement : {kEraseLines, kEraseFile}) {
    SQLite::Statement erase(catalog, statement);
    erase.bind(1, file);
    erase.exec();
  }
}

std::map<std::string, Folded> known_files(SQLite::Database& catalog) {
  std::map<std::string, Folded> out;
  for (SQLite::Statement row(catalog, kFiles); row.executeStep();)
    out[row.getColumn(0).getString()] = {row.getColumn(1).getInt64(), row.getColumn(2).getInt64()};
  return out;
}

/// Folds what a file holds beyond `folded`, and cuts a torn tail.
void fold_file(SQLite::Database& catalog, const SpanLog& log, const std::string& file, Folded folded) {
  folded.bytes = log.read(file, folded.bytes, [&](std::string_view line, std::int64_t) {
    const auto verdict = line.size() <= kLongestLine ? verdict_from(line) : std::nullopt;
    if (verdict)
      add_row(catalog, *verdict, file, line);
    else
      ++folded.skipped;
  });
  if (folded.bytes < log.size(file)) log.cut(file, folded.bytes);
  put_file(catalog, file, folded);
}

bool knows(SQLite::Database& catalog, const std::string& id) {
  SQLite::Statement select(catalog, kKnows);
  select.bind(1, id);
  return select.executeStep();
}

}  // namespace

std::string to_line(const Verdict& v) {
  Json out{{"v", 1}, {"id", v.id}, {"ts", format_utc(v.ts)}, {"kind", v.kind}, {"skill", v.skill}};
  if (!v.session_id.empty()) {
    out["agent"] = v.agent;
    out["session_id"] = v.session_id;
    if (v.seq > 0) out["seq"] = v.seq;
  }
  if (!v.version.empty()) out["version"] = v.version;
  if (v.step) out["step"] = *v.step;
  if (!v.word.empty()) out["verdict"] = v.word;
  if (v.score) out["score"] = *v.score;
  if (!v.judge.empty()) out["judge"] = v.judge;
  if (!v.note.empty()) out["note"] = v.note;
  if (!v.baseline.empty()) out["baseline"] = Json::parse(v.baseline, nullptr, false);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Verdict> verdict_from(std::string_view line) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth < 16; };
  const Json object = Json::parse(line, shallow, false);
  if (!object.is_object() || number_at(object, "v") != 1) return std::nullopt;
  Verdict v;
  v.id = text_at(object, "id");
  v.skill = text_at(object, "skill");
  v.kind = text_at(object, "kind");
  const auto ts = parse_utc(text_at(object, "ts"));
  if (v.id.empty() || v.skill.empty() || v.kind.empty() || !ts) return std::nullopt;
  v.ts = *ts;
  v.agent = text_at(object, "agent");
  v.session_id = text_at(object, "session_id");
  v.seq = number_at(object, "seq").value_or(0);
  v.version = text_at(object, "version");
  v.step = number_at(object, "step");
  v.word = text_at(object, "verdict");
  if (const auto score = object.find("score"); score != object.end() && score->is_number())
    v.score = score->get<double>();
  v.judge = text_at(object, "judge");
  v.note = text_at(object, "note");
  if (const auto baseline = object.find("baseline"); baseline != object.end() && baseline->is_object())
    v.baseline = baseline->dump(-1, ' ', false, Json::error_handler_t::replace);
  return v;
}

std::vector<bool> append_verdicts(SQLite::Database& catalog, const Root& root,
                                  const std::vector<Verdict>& verdicts) {
  const SpanLog log(root.verdicts());
  SpanBatch batch(log);
  std::vector<bool> added;
  try {
    Immediate transaction(catalog);
    index_verdicts(catalog, root);  // whoever wrote last may have died before it was indexed
    auto files = known_files(catalog);
    for (const Verdict& verdict : verdicts) {
      added.push_back(!knows(catalog, verdict.id));
      if (!added.back()) continue;
      const std::string file = format_utc(verdict.ts).substr(0, 7) + ".jsonl", line = to_line(verdict);
      Folded& folded = files[file];
      const std::int64_t queued = batch.add(file, log.size(file), line);
      folded.bytes = queued + static_cast<std::int64_t>(line.size()) + 1;
      add_row(catalog, verdict, file, line);
      put_file(catalog, file, folded);
    }
    batch.write();
    transaction.commit();
  } catch (const SQLite::Exception& e) {
    throw translate(e, "catalog.db");
  }
  return added;
}

void index_verdicts(SQLite::Database& catalog, const Root& root) {
  const SpanLog log(root.verdicts());
  auto known = known_files(catalog);
  for (const auto& name : names_in(root.verdicts())) {
    struct stat info {};
    if (!is_name(name) || ::lstat(log.path(name).c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    const auto row = known.extract(name);
    Folded folded = row ? row.mapped() : Folded{};
    if (row && folded.bytes == info.st_size) continue;
    if (info.st_size < folded.bytes) {  // the truth was replaced by something shorter
      erase(catalog, name);
      folded = {};
    }
    fold_file(catalog, log, name, folded);
  }
  for (const auto& [name, gone] : known) erase(catalog, name);
}

std::vector<Verdict> verdicts_of(SQLite::Database& catalog, const std::string& skill) {
  std::vector<Verdict> out;
  try {
    SQLite::Statement select(catalog, kOfSkill);
    for (select.bind(1, skill); select.executeStep();)
      if (auto verdict = verdict_from(select.getColumn(0).getString())) out.push_back(std::move(*verdict));
  } catch (const SQLite::Exception& e) {
    throw translate(e, "catalog.db");
  }
  return out;
}

}  // namespace galdr::store
