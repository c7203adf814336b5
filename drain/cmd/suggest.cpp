#include "core/suggest/suggest.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/words.hpp"
#include "core/skill/front_matter.hpp"
#include "core/store/past_calls.hpp"
#include "core/store/work.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/places.hpp"

namespace galdr::drain::cmd {
namespace {

using suggest::Suggestion;

constexpr std::size_t kMostSkills = 2000, kLongestSkill = 256 << 10;

/// A suggestion, and why it is not told unasked; "" if it is.
struct Row {
  Suggestion suggestion;
  std::string hidden;
};

suggest::Past past_of(store::Catalog& catalog) {
  suggest::Past past;
  store::PastReader reader(catalog);
  const store::UsePast use{[&](const store::PastCall& call) { past.call(call.start, call.to_seq, call.end); },
                           [&](const event::Event& e) { past.ask(*e.prompt, e.seq, e.ts); }};
  for (const store::Session& session : store::Sessions(catalog.db()).all()) {
    past.begin(session.session_id, session.agent);
    reader.read(session, use);
  }
  past.close();
  return past;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), {}};
}

/// Nothing of what is no file, cannot be read, or is too long: other people keep things there, too.
std::optional<std::string> skill_in(const std::string& folder) {
  try {
    return read_file(folder + "/SKILL.md", kLongestSkill);
  } catch (const Error&) {
    return std::nullopt;
  }
}

void add_skills(std::vector<suggest::Known>& out, const std::string& dir) {
  for (const std::string& name : names_in(dir)) {
    if (name.starts_with(".") || out.size() >= kMostSkills) continue;
    const auto text = skill_in(dir + "/" + name);
    if (!text) continue;
    out.push_back(suggest::known_of(name, *text));
    out.back().sessions = words_of(skill::read_front_matter(*text).value("metadata.sessions"));
  }
}

/// Installed ones, then drafts.
std::vector<suggest::Known> known_skills(const Root& root) {
  std::vector<suggest::Known> out;
  if (env("GALDR_SKILLS_ROOT") || env("HOME")) add_skills(out, skills_root());
  add_skills(out, root.drafts());
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

const store::Silenced* silencing(const std::vector<store::Silenced>& all, const Suggestion& suggestion,
                                 Nanos now) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const store::Silenced& s) {
    const bool counts = !s.until || *s.until > now;
    return counts && (s.id == suggestion.id || suggest::same_shape(s.shape, suggestion.shape));
  });
  return found == all.end() ? nullptr : &*found;
}

std::vector<Row> rows_of(const App& app, std::size_t least) {
  std::vector<Suggestion> all;
  std::vector<store::Silenced> silenced;
  {
    Reading reading(app);
    silenced = store::Work(app.root).silenced();
    std::vector<suggest::Told> told;
    for (const store::Silenced& s : silenced) told.push_back({s.id, s.shape});
    all = suggest::suggest(past_of(reading.catalog()), known_skills(app.root), least, told);
  }
  std::vector<Row> rows;
  for (Suggestion& s : all) {
    Row& row = rows.emplace_back(Row{std::move(s), ""});
    if (!row.suggestion.known_as.empty()) row.hidden = "the skill " + row.suggestion.known_as + " does it";
    if (const auto* by = silencing(silenced, row.suggestion, realtime_now())) {
      row.suggestion.id = by->id;  // what `--forget` takes
      row.hidden = by->until ? "snoozed until " + format_utc(*by->until).substr(0, 10) : "never to be told";
    }
  }
  return rows;
}

Json to_json(const Row& row) {
  const Suggestion& s = row.suggestion;
  Json members = Json::array();
  for (const auto& m : s.members)
    members.push_back(
        {{"session_id", m.session_id}, {"agent", m.agent}, {"from", m.from_seq}, {"to", m.to_seq}});
  return {{"id", s.id},
          {"name", s.name},
          {"count", s.members.size()},
          {"steps", s.steps},
          {"score", static_cast<double>(static_cast<std::int64_t>(s.score * 10)) / 10},
          {"reason", s.reason},
          {"asked", s.asked.empty() ? Json() : Json(s.asked)},
          {"does", s.does},
          {"took_ms", s.took / kMilli},
          {"last", format_utc(s.last)},
          {"hidden", row.hidden.empty() ? Json() : Json(row.hidden)},
          {"members", members}};
}

/// The commands that make a skill of it, to be copied.
std::string commands_for(const Suggestion& s) {
  std::string out, names;
  for (std::size_t i = 0; i < s.members.size(); ++i) {
    const auto& m = s.members[i];
    const std::string name = s.name + "-" + std::to_string(i + 1);
    out += "  galdr rec save " + name + " --session " + shell_quoted(printable(m.session_id)) + " --from " +
           std::to_string(m.from_seq) + " --to " + std::to_string(m.to_seq) + "\n";
    names += " " + name;
  }
  return out + "  galdr distill" + names + " --name " + s.name + "\n";
}

int tell_one(const Row& row) {
  const Suggestion& s = row.suggestion;
  print(printable(s.name) + "  (" + s.id + ")\n" + printable(s.reason) + "\n" +
        (row.hidden.empty() ? "" : "Not told unasked: " + printable(row.hidden) + ".\n") +
        "\nTo make a skill of it:\n" + commands_for(s) + "\nNot to be told of it: galdr suggest --snooze " +
        s.id + " 7d, or galdr suggest --never " + s.id + "\n");
  return kDone;
}

void tell_hidden(std::size_t hidden, bool all) {
  if (hidden > 0 && !all)
    print("\n" + std::to_string(hidden) +
          " left out, since a skill or draft does it, or you said so; `galdr suggest --all` shows them.\n");
}

int tell_table(const std::vector<Row>& rows, std::size_t hidden, bool all) {
  if (rows.empty()) {
    print(hidden > 0 && !all ? "Nothing more to suggest.\n"
                             : "No task was found that was done again and again.\n");
    return tell_hidden(hidden, all), kDone;
  }
  print("What was done again and again, what would save most time first:\n\n");
  std::vector<std::vector<std::string>> table = {
      {"TASK", "TIMES", "STEPS", "EACH", "LAST", "TO SEE IT AND MAKE A SKILL OF IT"}};
  for (const Row& row : rows) {
    const Suggestion& s = row.suggestion;
    table.push_back(
        {shortened(s.name, 40), std::to_string(s.members.size()), std::to_string(s.steps),
         age(std::max(s.took, kSecond)), format_utc(s.last).substr(0, 10),
         "galdr suggest " + s.id + (row.hidden.empty() ? "" : "  (" + printable(row.hidden) + ")")});
  }
  print_table(table);
  tell_hidden(hidden, all);
  return kDone;
}

/// The one of `all` that `text` names: an id, the beginning of one, or a name. `what` they are; `of` gives
/// the id and the name of each.
template <typename T, typename Of>
const T& one_named(const std::vector<T>& all, const std::string& text, const std::string& what,
                   const Of& of) {
  std::vector<const T*> found;
  std::string ids;
  for (const T& one : all) {
    const auto& [id, name] = of(one);
    if (text.empty() || (!id.starts_with(text) && name != text)) continue;
    found.push_back(&one);
    ids += " " + id;
  }
  if (found.size() == 1) return *found.front();
  if (found.empty())
    throw Error(ErrorCode::not_found,
                "no " + what + " is called '" + printable(text) + "'; `galdr suggest --all` shows them");
  throw Error(ErrorCode::not_found, printable(text) + " matches several:" + ids);
}

const Row& row_named(const std::vector<Row>& rows, const std::string& text) {
  return one_named(rows, text, "suggestion",
                   [](const Row& r) { return std::pair(r.suggestion.id, r.suggestion.name); });
}

std::optional<Nanos> end_of_snooze(const std::vector<std::string>& snooze) {
  const std::string text = snooze.size() > 1 ? snooze[1] : "7d";
  const auto span = parse_duration(text);
  if (!span)
    throw Error(ErrorCode::usage, "--snooze takes a duration such as 7d or 12h, not " + printable(text));
  return realtime_now() + *span;
}

int silence(const App& app, const Suggestion& s, const std::optional<Nanos>& until) {
  store::Work(app.root).silence({s.id, s.name, s.shape, until});
  if (app.json)
    return print_json({{"silenced", {{"id", s.id}, {"name", s.name}, {"until", time_or_null(until)}}}}),
           kDone;
  print(
      printable(s.name) +
      (until ? " is not suggested before " + format_utc(*until).substr(0, 16) : " is never suggested again") +
      "; `galdr suggest --forget " + s.id + "` takes that back\n");
  return kDone;
}

int forget(const App& app, const std::string& text) {
  store::Work work(app.root);
  const auto all = work.silenced();
  const store::Silenced& s = one_named(all, text, "snoozed or refused suggestion",
                                       [](const store::Silenced& k) { return std::pair(k.id, k.name); });
  work.unsilence(s.id);
  if (app.json) return print_json({{"forgotten", {{"id", s.id}, {"name", s.name}}}}), kDone;
  return print(printable(s.name) + " may be suggested again\n"), kDone;
}

}  // namespace

int suggest(const App& app, const Suggest& options) {
  if (options.forget) return forget(app, *options.forget);
  std::vector<Row> rows = rows_of(app, options.least);
  if (!options.snooze.empty())
    return silence(app, row_named(rows, options.snooze.front()).suggestion, end_of_snooze(options.snooze));
  if (options.never) return silence(app, row_named(rows, *options.never).suggestion, std::nullopt);
  if (options.ref) {
    const Row& row = row_named(rows, *options.ref);
    return app.json ? (print_json({{"suggestions", {to_json(row)}}}), kDone) : tell_one(row);
  }
  const auto hidden = static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const Row& r) { return !r.hidden.empty(); }));
  if (!options.all) std::erase_if(rows, [](const Row& r) { return !r.hidden.empty(); });
  if (!app.json) return tell_table(rows, hidden, options.all);
  Json all = Json::array();
  for (const Row& row : rows) all.push_back(to_json(row));
  print_json({{"suggestions", all}, {"left_out", options.all ? 0 : hidden}});
  return kDone;
}

}  // namespace galdr::drain::cmd
