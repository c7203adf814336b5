#include <unistd.h>

#include <climits>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/ulid.hpp"
#include "core/privacy/redact.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/hook_flags.hpp"

namespace galdr::drain::cmd {
namespace {

std::string here() {
  char path[PATH_MAX];
  if (::getcwd(path, sizeof path) == nullptr) throw errno_error("cannot tell the current folder");
  return path;
}

/// A call that runs this command began no longer ago than this.
constexpr Nanos kJustNow = 60 * kSecond;

bool goes_on(const store::Recording& r) { return r.state == "recording"; }

/// The call in which an agent runs this very command: begun, not ended, its input naming galdr and `words`.
/// It says which session the command belongs to.
std::optional<event::Event> call_around(store::Catalog& catalog, const std::string& words) {
  std::optional<event::Event> found;
  store::Sessions sessions(catalog.db());
  store::Calls calls(catalog.db());
  for (const auto& session : sessions.all()) {
    if (session.ended_at || session.last_at < realtime_now() - kJustNow) continue;
    for (const auto& call : calls.open_calls(session.id, std::nullopt)) {
      const auto start = store::find_event(catalog, call.start_event.value_or(""));
      if (!start || start->ts < realtime_now() - kJustNow ||
          start->input.find("galdr") == std::string::npos || start->input.find(words) == std::string::npos)
        continue;
      if (store::at_or_under(here(), start->cwd) && (!found || found->ts < start->ts)) found = start;
    }
  }
  return found;
}

std::map<std::string, std::string> inputs_of(const std::vector<std::string>& pairs) {
  std::map<std::string, std::string> inputs;
  for (const auto& pair : pairs) {
    const auto equals = pair.find('=');
    if (equals == 0 || equals == std::string::npos)
      throw Error(ErrorCode::usage, "--input takes NAME=VALUE, not " + printable(pair));
    inputs[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return inputs;
}

/// What a user typed about a recording may hold a secret as well.
store::Recording redacted(const Root& root, store::Recording r) {
  const privacy::Redactor redactor(redaction_key(root));
  redactor.redact(r.name);
  redactor.redact(r.goal);
  for (auto& [name, value] : r.inputs) redactor.redact(value);
  return r;
}

store::Recording new_recording(const std::string& name) {
  store::Recording r;
  r.started_at = realtime_now();
  r.rec_id = new_ulid(r.started_at).text.data();
  r.name = name.empty() ? "recording-" + format_utc(r.started_at).substr(0, 19) : name;
  r.cwd = here();
  r.state = "recording";
  return r;
}

int tell(const App& app, store::Catalog& catalog, const store::Recording& r, const std::string& what) {
  const Named found = named(catalog, r);
  const auto steps = found.session ? store::count_events(catalog, found.session->id, found.slice) : 0;
  if (app.json) return print_json({{"recording", to_json(r, steps)}}), kDone;
  print(what + " " + printable(r.name) + "  (" + r.rec_id + ")" +
        (r.bound() ? ", session " + printable(r.session_id) + ", " + std::to_string(steps) + " events\n"
                   : (goes_on(r) ? ", waits for a session in " + printable(r.cwd)
                                 : std::string(", empty: no session came by")) +
                         "\n"));
  return kDone;
}

/// The recording that `rec stop` and `rec cancel` mean.
store::Recording running_one(store::Catalog& catalog, const std::string& ref, const std::string& words) {
  if (!ref.empty() && ref != "@") {
    const Named found = resolve(catalog, ref);
    if (!found.recording)
      throw Error(ErrorCode::not_found, printable(ref) + " is a session, not a recording");
    return *found.recording;
  }
  std::vector<store::Recording> running;
  for (auto& r : store::all_recordings(catalog.db()))
    if (goes_on(r)) running.push_back(std::move(r));
  if (running.empty()) throw Error(ErrorCode::not_found, "nothing is being recorded");
  if (running.size() == 1 || ref == "@") return running.back();
  if (const auto around = call_around(catalog, words))
    for (const auto& r : running)
      if (r.session_id == around->session_id) return r;
  std::string names;
  for (const auto& r : running) names += "\n  " + r.rec_id + "  " + printable(r.name);
  throw Error(ErrorCode::not_found, "several recordings go on, name one:" + names);
}

/// The session that `rec save` cuts from.
store::Session session_to_save(store::Catalog& catalog, const RecSave& options) {
  store::Sessions sessions(catalog.db());
  if (!options.session.empty()) {
    const Named found = resolve(catalog, options.session);
    if (!found.session)
      throw Error(ErrorCode::not_found, printable(options.session) + " is bound to no session yet");
    return *found.session;
  }
  std::optional<store::Session> best;
  for (const auto& s : sessions.all())
    if (s.cwd && (store::at_or_under(here(), *s.cwd) || store::at_or_under(*s.cwd, here())) &&
        (!best || s.last_at > best->last_at))
      best = s;
  if (!best) best = sessions.latest();
  if (!best) throw Error(ErrorCode::not_found, "no session is recorded yet");
  return *best;
}

}  // namespace

int rec_start(const App& app, const RecStart& options) {
  Writing writing(app);
  auto& catalog = writing.catalog();
  store::Recording r = new_recording(options.name);
  r.goal = options.goal;
  r.inputs = inputs_of(options.inputs);
  r = redacted(app.root, std::move(r));
  if (const auto around = call_around(catalog, "rec start"))
    r.agent = around->agent, r.session_id = around->session_id, r.from_seq = around->seq;
  store::save(catalog.db(), app.root, r);
  write_hook_flags(app.root, catalog);
  return tell(app, catalog, r, "recording");
}

int rec_stop(const App& app, const std::string& ref, bool then_distill) {
  std::string rec_id;
  {
    Writing writing(app);
    auto& catalog = writing.catalog();
    store::Recording r = running_one(catalog, ref, "rec stop");
    if (!goes_on(r)) throw Error(ErrorCode::not_found, printable(r.name) + " was stopped already");
    r.state = "done";
    r.ended_at = realtime_now();
    if (const Named found = named(catalog, r); found.session) r.to_seq = found.session->last_seq;
    store::save(catalog.db(), app.root, r);
    write_hook_flags(app.root, catalog);
    rec_id = r.rec_id;
    if (!then_distill || !app.json) tell(app, catalog, r, "recorded");
  }
  return then_distill ? distill(app, {{rec_id}, "", false, false, false}) : kDone;
}

int rec_status(const App& app) {
  Reading reading(app);
  auto& catalog = reading.catalog();
  Json rows = Json::array();
  for (const auto& r : store::all_recordings(catalog.db())) {
    if (!goes_on(r)) continue;
    const Named found = named(catalog, r);
    rows.push_back(
        to_json(r, found.session ? store::count_events(catalog, found.session->id, found.slice) : 0));
    if (!app.json) tell(app, catalog, r, "recording");
  }
  if (app.json) return print_json({{"recordings", rows}}), kDone;
  if (rows.empty()) print("nothing is being recorded\n");
  return kDone;
}

int rec_cancel(const App& app, const std::string& ref) {
  Writing writing(app);
  const store::Recording r = running_one(writing.catalog(), ref, "rec cancel");
  if (!goes_on(r))
    throw Error(ErrorCode::not_found,
                printable(r.name) + " is not being recorded any more; it stays as it is");
  store::remove(writing.catalog().db(), app.root, r.rec_id);
  write_hook_flags(app.root, writing.catalog());
  if (app.json) return print_json({{"cancelled", r.rec_id}}), kDone;
  print("cancelled " + printable(r.name) + "; its events stay in their session\n");
  return kDone;
}

int rec_save(const App& app, const RecSave& options) {
  const auto last = options.last.empty() ? std::nullopt : parse_duration(options.last);
  if (!options.last.empty() && !last)
    throw Error(ErrorCode::usage, "--last takes a duration such as 20m, not " + printable(options.last));
  Writing writing(app);
  auto& catalog = writing.catalog();
  const store::Session session = session_to_save(catalog, options);
  const Nanos since = last ? realtime_now() - *last : 0;
  store::Recording r = redacted(app.root, new_recording(options.name));
  std::int64_t first = 0, final = 0;
  const store::Slice range{options.from_seq.value_or(0), options.to_seq.value_or(INT64_MAX)};
  store::read_events(catalog, session, range, [&](const event::Event& e) {
    if (e.ts < since) return;
    if (first == 0) first = e.seq, r.started_at = e.ts;
    final = e.seq, r.ended_at = e.ts;
  });
  if (first == 0)
    throw Error(ErrorCode::not_found, "session " + printable(session.session_id) + " has no event there");
  r.agent = session.agent, r.session_id = session.session_id, r.cwd = session.cwd.value_or(r.cwd);
  r.from_seq = first, r.to_seq = final, r.state = "done";
  store::save(catalog.db(), app.root, r);
  return tell(app, catalog, r, "saved");
}

}  // namespace galdr::drain::cmd
