#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.hpp"
#include "core/event/transcript.hpp"
#include "core/exchange/opencode_store.hpp"
#include "core/store/sql.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/transcript_files.hpp"

namespace galdr::drain::cmd {
namespace {

struct Imported {
  std::set<std::string> sessions;  ///< that something was told of
  std::int64_t transcripts = 0, events = 0, duplicates = 0, skipped = 0;
};

/// Takes what one transcript tells; a transaction of its own.
void take(Writing& writing, const App& app, event::Told&& told, Imported& sum) {
  sum.transcripts += 1;
  sum.skipped += told.skipped;
  for (const auto& event : told.events) sum.sessions.insert(event.session_id);
  const auto events = static_cast<std::int64_t>(told.events.size());
  store::Immediate transaction(writing.catalog().db());
  store::Intake intake(writing.catalog(), app.root, writing.drainer().rules());
  const auto added = intake.take_told(std::move(told.events), false);
  intake.write();
  transaction.commit();
  sum.events += added;
  sum.duplicates += events - std::min(added, events);
}

void import_file(Writing& writing, const App& app, const std::string& agent, const std::string& path,
                 Imported& sum) {
  try {
    const std::string text = transcript_text(path);
    const auto& rules = writing.drainer().rules();
    take(writing, app, event::read_transcript(agent, {path, "", text}, rules.redact, rules.keep), sum);
  } catch (const Error& e) {
    warn("left out: " + std::string(e.what()));
    sum.skipped += 1;
  }
}

/// OpenCode keeps its sessions in a database; each is read as `opencode export` would print it.
void import_database(Writing& writing, const App& app, const std::string& path, Imported& sum) {
  exchange::for_each_opencode_session(path, [&](const std::string& id, const std::string& document) {
    const auto& rules = writing.drainer().rules();
    take(writing, app, event::read_transcript("opencode", {path, id, document}, rules.redact, rules.keep),
         sum);
  });
}

std::string where_kept(const std::string& agent) {
  if (agent == "opencode") return exchange::opencode_database();
  const auto folder = event::transcript_folder(agent);
  if (!folder)
    throw Error(ErrorCode::invalid, "HOME is not set: name the folder of " + agent + "'s transcripts");
  return *folder;
}

std::string names_of_agents() {
  std::string names;
  for (const auto agent : agents_with_transcripts())
    names += (names.empty() ? "" : ", ") + std::string(agent);
  return names;
}

}  // namespace

int import(const App& app, const Import& options) {
  const std::string& agent = options.agent;
  const auto known = agents_with_transcripts();
  if (std::find(known.begin(), known.end(), agent) == known.end())
    throw Error(ErrorCode::usage,
                "no transcripts of " + agent + " can be read; those of: " + names_of_agents());
  const std::string path = options.path.empty() ? where_kept(agent) : options.path;
  Writing writing(app);
  Imported sum;
  if (agent == "opencode" && exchange::is_opencode_database(path)) {
    import_database(writing, app, path, sum);
  } else {
    for (const auto& file : find_transcripts(agent, path)) import_file(writing, app, agent, file.path, sum);
  }
  writing.drainer().settling().look(writing.catalog(), writing.drainer().rules());
  if (app.json) {
    print_json({{"sessions", sum.sessions.size()},
                {"events", sum.events},
                {"skipped", sum.skipped},
                {"duplicates", sum.duplicates},
                {"transcripts", sum.transcripts}});
    return kDone;
  }
  print(std::to_string(sum.sessions.size()) + " session(s) in " + std::to_string(sum.transcripts) +
        " transcript(s) of " + agent + " under " + printable(path) + ": " + std::to_string(sum.events) +
        " event(s) added, " + std::to_string(sum.duplicates) + " known already" +
        (sum.skipped > 0 ? ", " + std::to_string(sum.skipped) + " line(s) could not be read" : "") + "\n");
  return kDone;
}

}  // namespace galdr::drain::cmd
