#include "core/distill/distill.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/words.hpp"
#include "core/gate/gate.hpp"
#include "core/library/drafts.hpp"
#include "core/library/folder.hpp"
#include "core/library/library.hpp"
#include "core/skill/author.hpp"
#include "core/skill/skill.hpp"
#include "drain/cmd/authors.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/findings.hpp"
#include "drain/cmd/json.hpp"
#include "drain/cmd/runs.hpp"
#include "drain/neighbours.hpp"
#include "drain/places.hpp"

namespace galdr::drain::cmd {
namespace {

/// What was asked for, made: the runs, the model, the files that galdr makes of it.
struct Made {
  std::vector<distill::Run> runs;
  distill::Skill skill;
  skill::Files files;
  std::string again;  ///< the command that makes the same, whatever is recorded later
};

/// The same slice of the same session, by whatever name.
bool same_run(const distill::Run& a, const distill::Run& b) {
  if (a.session_id != b.session_id || a.events.size() != b.events.size()) return false;
  return a.events.empty() || (a.events.front().event_id == b.events.front().event_id &&
                              a.events.back().event_id == b.events.back().event_id);
}

/// A run named twice is told once: it cannot bear itself out.
std::vector<distill::Run> runs_of(const App& app, const std::vector<std::string>& refs) {
  std::vector<distill::Run> out;
  Reading reading(app);
  for (const std::string& ref : refs) {
    distill::Run run = run_of(reading.catalog(), ref);
    if (std::none_of(out.begin(), out.end(), [&](const distill::Run& known) { return same_run(known, run); }))
      out.push_back(std::move(run));
    else
      warn(printable(ref) + " is a run that was named already: it counts once");
  }
  return out;
}

Made make(const App& app, const Distill& options) {
  Made out;
  out.runs = runs_of(app, options.refs);
  out.skill = distill::distill(out.runs, options.name);
  out.files = skill::files_of(out.skill);
  out.again = "galdr distill";
  for (const auto& run : out.runs)
    out.again += " " + shell_quoted(printable(run.rec_id.empty() ? run.session_id : run.rec_id));
  out.again += " --name " + shell_quoted(out.skill.name);
  return out;
}

/// Of what is to be installed; a draft has no neighbours.
gate::Surroundings surroundings(const Distill& options, const Made& made) {
  return options.install ? Neighbours().around(made.skill.name, "") : gate::Surroundings{};
}

void show(const App& app, const Made& made, const skill::Files& files,
          const std::vector<gate::Finding>& findings) {
  print(app.json ? gate::to_json(made.skill, files, findings) + "\n" : files.skill_md);
}

/// What was written where.
struct Written {
  std::string path;       ///< "" for nothing
  std::string kept_edit;  ///< the version that an edit by hand was kept as
};

/// What is installed is no draft any more; one that an author wrote is somebody's work, and stays.
void drop_own_draft(const std::string& drafts, const std::string& name) {
  const std::string folder = drafts + "/" + name;
  if (!library::is_galdrs(folder)) return;
  const auto text = read_file(folder + "/SKILL.md");
  if (text && !skill::is_authored(*text)) library::drop_draft(drafts, name);
}

/// Writes the files where the options say. `by`: who made them.
Written put(const App& app, const Distill& options, const Made& made, const skill::Files& files, bool install,
            const char* by) {
  if (options.dry_run) return {};
  const std::string& name = made.skill.name;
  const std::string model = gate::to_json(made.skill, files, {}) + "\n";
  if (!install) return {library::write_draft(app.root.drafts(), name, files, model), ""};
  const auto change = library::Library(app.root, skills_root()).install(name, files, by, model);
  drop_own_draft(app.root.drafts(), name);
  return {change.path, change.kept_edit};
}

void tell_where(const App& app, const std::string& name, const Written& written, bool installed) {
  if (written.path.empty() || app.json) return;
  if (!written.kept_edit.empty())
    warn("what was changed by hand there is kept: galdr skill rollback " + name + " " +
         written.kept_edit.substr(0, 12));
  warn((installed ? "installed " : "draft written to ") + written.path);
  if (installed) hint_links(name);
}

/// Is an author's version of the skill in that folder? It is not replaced by galdr's own where people rely on
/// it.
bool authored_in(const std::string& dir, const Made& made) {
  const auto text = read_file(dir + "/" + made.skill.name + "/SKILL.md");
  return text && skill::is_authored(*text);
}

/// Where galdr's own version may not go, as it would replace an author's; "" if it may.
std::string kept_from(const App& app, const Made& made, bool install) {
  if (!authored_in(install ? skills_root() : app.root.drafts(), made)) return "";
  return std::string(install ? "not installed: an author's version is"
                             : "not written: the draft there is an author's version") +
         ", which only --from and --author replace; --name gives this one another name";
}

/// galdr's own version.
int rendered(const App& app, const Distill& options, const Made& made) {
  const gate::Surroundings around = surroundings(options, made);
  const auto findings = gate::check(made.files, made.skill.name, &around);
  const bool mend = options.install && blocks(findings, options.strict);
  const std::string kept = options.dry_run ? "" : kept_from(app, made, options.install && !mend);
  const Written written =
      kept.empty() ? put(app, options, made, made.files, options.install && !mend, "distill") : Written{};
  show(app, made, made.files, findings);
  tell(findings);
  if (mend)
    warn("not installed: the errors above must be mended first" +
         (written.path.empty() ? "" : "; the draft is " + written.path));
  if (!kept.empty())
    warn(kept);
  else if (!mend)
    tell_where(app, made.skill.name, written, options.install);
  if (options.hint && !app.json)
    warn("next: " + made.again + " --brief tells an agent how to write it better" +
         (written.path.empty() || options.install
              ? ""
              : "; galdr skill install " + made.skill.name + " accepts it as it is"));
  return mend || !kept.empty() ? kRefused : kDone;
}

/// An author's version. Nothing is written if the gate refuses it: then `refused` is what the command does.
template <typename Refused>
int authored(const App& app, const Distill& options, const Made& made, const std::string& text,
             const Refused& refused) {
  const skill::Files files = skill::adopted(text, made.skill, made.files);
  const gate::Surroundings around = surroundings(options, made);
  const auto findings = gate::check_authored(files, made.skill, text, &around);
  tell(findings);
  if (blocks(findings, options.strict)) return refused(files, findings);
  const Written written = put(app, options, made, files, options.install, "author");
  show(app, made, files, findings);
  tell_where(app, made.skill.name, written, options.install);
  return kDone;
}

int from_file(const App& app, const Distill& options, const Made& made) {
  const std::string text = authored_text(options.from);
  const auto refused = [&](const skill::Files& files, const std::vector<gate::Finding>& findings) {
    if (app.json) print(gate::to_json(made.skill, files, findings) + "\n");
    warn("refused, nothing was written: mend the errors above" +
         (options.from == "-" ? " and hand it in again" : " in " + options.from + " and run this again"));
    return int{kRefused};
  };
  return authored(app, options, made, text, refused);
}

/// The author gave nothing that can be used: galdr's own version is kept as a draft.
int without_author(const App& app, const Distill& options, const Made& made, int status,
                   const std::string& why) {
  const bool stays = !options.dry_run && authored_in(app.root.drafts(), made);
  const std::string path = stays ? "" : put(app, options, made, made.files, false, "distill").path;
  show(app, made, made.files, gate::check(made.files, made.skill.name));
  warn(why + (stays          ? "; the author's version of before is still the draft"
              : path.empty() ? "; nothing was written"
                             : "; galdr's own version is kept as a draft: " + path));
  return status;
}

int by_author(const App& app, const Distill& options, const Made& made) {
  const Answer answer = ask_author(options.author, skill::brief(made.skill, made.files, made.runs, ""),
                                   options.author_timeout_s * kSecond);
  if (!answer.problem.empty()) return without_author(app, options, made, kFailed, answer.problem);
  const auto text = answer.too_long ? std::nullopt : skill::answer_in(answer.text);
  if (!text)
    return without_author(app, options, made, kRefused,
                          answer.too_long ? "the author printed more than a SKILL.md may hold and was stopped"
                                          : "the author's answer holds no SKILL.md, or several");
  const auto refused = [&](const skill::Files&, const std::vector<gate::Finding>&) {
    return without_author(app, options, made, kRefused,
                          "the author's version is refused: see the errors above");
  };
  return authored(app, options, made, *text, refused);
}

int print_brief(const App& app, const Made& made) {
  const std::string text = skill::brief(made.skill, made.files, made.runs, made.again + " --from SKILL.md");
  if (app.json)
    print_json({{"brief", text}});
  else
    print(text);
  return kDone;
}

}  // namespace

int distill(const App& app, const Distill& options) {
  if (!options.author.empty()) split_words(options.author);  // a command that cannot be run is told first
  const Made made = make(app, options);
  if (options.brief) return print_brief(app, made);
  if (!options.from.empty()) return from_file(app, options, made);
  if (!options.author.empty()) return by_author(app, options, made);
  return rendered(app, options, made);
}

}  // namespace galdr::drain::cmd
