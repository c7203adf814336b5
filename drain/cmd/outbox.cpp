#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/event/normalise.hpp"
#include "core/outbox/dead.hpp"
#include "core/outbox/spill_files.hpp"
#include "core/privacy/redact.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"

namespace galdr::drain::cmd {
namespace {

constexpr std::int64_t kMostRows = 10'000;

/// outbox.db, in a root that is there.
std::string path_of(const Root& root) {
  make_private_dirs(root.dir);
  return root.outbox();
}

Json to_json(const outbox::Summary& row) {
  Json object = {{"id", row.id},       {"event_id", row.event_id}, {"agent", row.agent},
                 {"event", row.event}, {"ts", format_utc(row.ts)}, {"bytes", row.bytes}};
  if (!row.reason.empty()) object["reason"] = row.reason;
  return object;
}

int print_row(const App& app, const outbox::Row& row, const std::string& reason) {
  const privacy::Redactor redactor(redaction_key(app.root));
  const std::string payload =
      event::redacted(row.payload, [&](std::string& text) { return redactor.redact(text); });
  if (app.json) {
    Json object = {{"id", row.id},       {"event_id", row.event_id}, {"agent", row.agent},
                   {"event", row.event}, {"ts", format_utc(row.ts)}, {"bytes", row.bytes},
                   {"cut", row.cut},     {"payload", payload}};
    if (!reason.empty()) object["reason"] = reason;
    return print_json(object), kDone;
  }
  print(printable(row.event_id + "  " + row.agent + "  " + format_utc(row.ts)) +
        (reason.empty() ? "" : "\n" + printable(reason)) + "\n" + printable(payload, false) + "\n");
  return kDone;
}

/// Does `change` to each id; an id that is no dead row is an error, after the others were done.
int change_each(const App& app, const std::vector<std::string>& ids,
                bool (*change)(outbox::Database&, const std::string&), const char* done) {
  outbox::Database db(path_of(app.root));
  Json changed = Json::array();
  std::string missing;
  for (const auto& id : ids) {
    if (change(db, id))
      changed.push_back(id);
    else
      missing += " " + printable(id);
  }
  if (app.json)
    print_json({{done, changed}});
  else
    print(std::string(done) + ": " + std::to_string(changed.size()) + "\n");
  if (!missing.empty())
    throw Error(ErrorCode::not_found, "no dead event" + missing + "; `galdr outbox list --dead` shows them");
  return kDone;
}

}  // namespace

int outbox_counts(const App& app) {
  outbox::Database db(path_of(app.root));
  const auto c = outbox::counts(db);
  const auto spills = outbox::list_spills(app.root.spill(), SIZE_MAX).size();
  const auto oldest = c.oldest_ts ? Json((realtime_now() - *c.oldest_ts) / kSecond) : Json();
  if (app.json) {
    print_json({{"pending", c.pending},
                {"claimed", c.claimed},
                {"dead", c.dead},
                {"oldest_age_s", oldest},
                {"bytes", c.bytes},
                {"spill_files", spills}});
    return kDone;
  }
  print("pending " + std::to_string(c.pending) + " (" + std::to_string(c.bytes) + " bytes), claimed " +
        std::to_string(c.claimed) + ", dead " + std::to_string(c.dead) + ", spill files " +
        std::to_string(spills) + "\n");
  return kDone;
}

int outbox_list(const App& app, bool dead) {
  outbox::Database db(path_of(app.root));
  const auto rows = dead ? outbox::list_dead(db, kMostRows) : outbox::list_pending(db, kMostRows);
  if (app.json) {
    Json list = Json::array();
    for (const auto& row : rows) list.push_back(to_json(row));
    return print_json({{"rows", list}}), kDone;
  }
  std::vector<std::vector<std::string>> table = {
      {"ID", "EVENT", "AGENT", "RECEIVED", "BYTES", dead ? "REASON" : ""}};
  for (const auto& r : rows)
    table.push_back({std::to_string(r.id), r.event_id, printable(r.agent), format_utc(r.ts).substr(0, 19),
                     std::to_string(r.bytes), printable(r.reason)});
  print_table(table);
  return kDone;
}

int outbox_show(const App& app, const std::string& id) {
  outbox::Database db(path_of(app.root));
  if (const auto row = outbox::find_pending(db, id)) return print_row(app, *row, "");
  if (const auto row = outbox::find_dead(db, id)) return print_row(app, row->row, row->reason);
  throw Error(ErrorCode::not_found, "the outbox has no event " + printable(id));
}

int outbox_retry(const App& app, const std::vector<std::string>& ids) {
  return change_each(app, ids, outbox::retry, "retried");
}
int outbox_discard(const App& app, const std::vector<std::string>& ids) {
  return change_each(app, ids, outbox::discard, "discarded");
}

}  // namespace galdr::drain::cmd
