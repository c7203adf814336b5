#include "core/outcome/outcome.hpp"

#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/ulid.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/cmd/outcomes.hpp"
#include "drain/cmd/output.hpp"

namespace galdr::drain::cmd {
namespace {

using outcome::State;

std::string mark_of(const outcome::StepOutcome& step) {
  switch (step.state) {
    case State::followed:
      return "ok";
    case State::unseen:
      return "-";
    default:
      return std::string(outcome::name_of(step.state));
  }
}

std::string step_told(const outcome::StepOutcome& s) {
  std::string out = std::to_string(s.n) + ". " + shortened(printable(s.intent), 70);
  if (s.state == State::skipped && s.optional) out += "  (optional)";
  if (s.tries > 1) out += "  (" + std::to_string(s.tries) + " tries)";
  if (s.moved) out += "  (at another point)";
  if (!s.made.empty()) out += "  -> " + shortened(printable(s.made), 100);
  if (!s.error.empty() && s.state == State::failed) out += "  " + shortened(printable(s.error), 100);
  if (!s.said.empty()) out += "  (said to be " + printable(s.said) + ")";
  return out;
}

std::string result_told(const outcome::Use& use) {
  const std::string result(outcome::name_of(use.result));
  if (!use.verdict) return result;
  std::string out = result + ": " + printable(use.verdict->judge) + " says " + printable(use.verdict->word);
  if (!use.verdict->note.empty()) out += ", " + shortened(printable(use.verdict->note), 100);
  if (use.inferred != use.result)
    out += " (its calls look " + std::string(outcome::name_of(use.inferred)) + ")";
  return out;
}

void say_use(Output& out, const outcome::Use& use) {
  out.line("");
  out.line(format_utc(use.ts).substr(0, 19) + "Z  " + printable(use.agent) + "  " +
           printable(use.session_id) + "  " + result_told(use));
  for (const auto& [name, value] : use.followed.inputs)
    out.line("  {{" + printable(name) + "}} = " + shortened(printable(value), 80));
  for (const auto& step : use.followed.steps) {
    const std::string mark = mark_of(step);
    out.line("  " + mark + std::string(9 - std::min<std::size_t>(mark.size(), 8), ' ') + step_told(step));
  }
  for (const auto& check : use.followed.checks)
    out.line("  check " + shortened(printable(check.told), 80) + ": " +
             (check.held == outcome::Held::not_run ? "not run" : std::string(outcome::name_of(check.held))));
}

void say(const outcome::Report& report) {
  Output out;
  out.line(printable(report.name) + ": " + told(report.summary));
  for (const auto& use : report.uses) say_use(out, use);
  if (!report.summary.drift.empty()) out.line("\nWhere its uses differ from it:");
  for (const auto& line : told(report.summary.drift)) out.line("  " + line);
}

int list_all(const App& app) {
  Reading reading(app);
  const auto reports = outcome::reports(reading.catalog(), known_skills(app));
  if (app.json) {
    Json skills = Json::array();
    for (const auto& report : reports) skills.push_back(Json::parse(outcome::to_json(report, false)));
    print_json({{"skills", std::move(skills)}});
    return kDone;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& r : reports) rows.push_back({printable(r.name), told(r.summary)});
  print_table(rows);
  return kDone;
}

int list(const App& app, const std::string& skill) {
  Reading reading(app);
  const auto report = report_of(app, reading.catalog(), skill);
  app.json ? print(outcome::to_json(report) + "\n") : say(report);
  return kDone;
}

/// Must not be more than the steps of the version that was used.
void check_step(const outcome::Use& use, std::int64_t step) {
  const auto steps = static_cast<std::int64_t>(use.followed.steps.size());
  if (step < 1 || step > steps)
    throw Error(ErrorCode::usage,
                "step " + std::to_string(step) + " is none: the skill has " + std::to_string(steps));
}

}  // namespace

int outcome(const App& app, const Outcome& options) {
  if (options.skill.empty()) return list_all(app);
  if (options.word.empty()) return list(app, options.skill);
  Writing writing(app);
  const auto report = report_of(app, writing.catalog(), options.skill);
  const outcome::Use& use = use_in(report, options.session);
  if (options.step) check_step(use, *options.step);
  store::Verdict said;
  said.id = std::string(new_ulid(realtime_now()).view());
  said.ts = realtime_now();
  said.skill = report.name;
  said.agent = use.agent;
  said.session_id = use.session_id;
  said.seq = use.seq;
  said.version = use.version;
  said.step = options.step;
  said.word = options.word;
  said.judge = "user";
  said.note = options.note;
  writing.drainer().rules().redact(said.note);
  store::append_verdicts(writing.catalog().db(), app.root, {said});
  if (app.json)
    print(store::to_line(said) + "\n");
  else
    warn(printable(report.name) + " in session " + printable(use.session_id) + " of " +
         format_utc(use.ts).substr(0, 16) + " was " + printable(options.word));
  return kDone;
}

}  // namespace galdr::drain::cmd
