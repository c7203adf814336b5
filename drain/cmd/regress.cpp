#include "core/outcome/regress.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/base/ulid.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/cmd/outcomes.hpp"
#include "drain/cmd/output.hpp"

namespace galdr::drain::cmd {
namespace {

using outcome::Compared;
using outcome::Trend;

store::Verdict line_of(const std::string& kind, const std::string& skill) {
  store::Verdict out;
  out.ts = realtime_now();
  out.id = std::string(new_ulid(out.ts).view());
  out.kind = kind;
  out.skill = skill;
  out.judge = "user";
  return out;
}

void say(const App& app, const store::Verdict& line, const std::string& message) {
  app.json ? print(store::to_line(line) + "\n") : warn(message);
}

Json to_object(const Compared& c) {
  Json differences = Json::array();
  for (const auto& d : c.differences)
    differences.push_back(
        {{d.what, d.key}, {"was", d.was}, {"now", d.now}, {"trend", outcome::name_of(d.trend)}});
  return {{"session_id", c.use->session_id},    {"agent", c.use->agent},
          {"ts", format_utc(c.use->ts)},        {"version", c.use->version},
          {"trend", outcome::name_of(c.trend)}, {"differences", std::move(differences)}};
}

/// The worst that any of them is; better only where none is worse.
Trend trend_of(const std::vector<Compared>& all) {
  const auto any = [&](Trend trend) {
    return std::any_of(all.begin(), all.end(), [&](const Compared& c) { return c.trend == trend; });
  };
  return any(Trend::worse) ? Trend::worse : any(Trend::better) ? Trend::better : Trend::same;
}

void say(Output& out, const store::Verdict& pin, const std::vector<Compared>& all) {
  out.line(printable(pin.skill) + ": " +
           (all.empty() ? "not used since it was pinned"
                        : std::string(outcome::name_of(trend_of(all))) + " in " + std::to_string(all.size()) +
                              (all.size() == 1 ? " use" : " uses") + " since the pinned one"));
  for (const Compared& c : all) {
    if (c.trend == Trend::same) continue;
    out.line("  " + format_utc(c.use->ts).substr(0, 19) + "Z  " + printable(c.use->session_id) + "  " +
             std::string(outcome::name_of(c.trend)));
    for (const auto& d : c.differences)
      out.line("    " + d.what + " " + shortened(printable(d.key), 80) + ": " + d.was + " -> " + d.now);
  }
}

}  // namespace

int regress_pin(const App& app, const std::string& skill, const std::string& session) {
  Writing writing(app);
  const auto report = report_of(app, writing.catalog(), skill);
  const outcome::Use& use = use_in(report, session);
  store::Verdict pin = line_of("pin", report.name);
  pin.agent = use.agent;
  pin.session_id = use.session_id;
  pin.seq = use.seq;
  pin.version = use.version;
  pin.baseline = outcome::baseline_of(use);
  writing.drainer().rules().redact(pin.baseline);
  store::append_verdicts(writing.catalog().db(), app.root, {pin});
  if (use.result != outcome::Result::clean)
    warn("the pinned use was not clean, but " + std::string(outcome::name_of(use.result)));
  say(app, pin,
      "later uses of " + printable(report.name) + " are held against that in session " +
          printable(use.session_id));
  return kDone;
}

int regress_unpin(const App& app, const std::string& skill) {
  Writing writing(app);
  if (outcome::pins_in(store::verdicts_of(writing.catalog().db(), skill)).empty() || skill.empty())
    throw Error(ErrorCode::not_found, "no use of " + printable(skill) + " is pinned");
  const store::Verdict unpin = line_of("unpin", skill);
  store::append_verdicts(writing.catalog().db(), app.root, {unpin});
  say(app, unpin, "no use of " + printable(skill) + " is pinned any more");
  return kDone;
}

int regress_status(const App& app, const std::string& skill) {
  Reading reading(app);
  const auto pins = outcome::pins_in(store::verdicts_of(reading.catalog().db(), skill));
  if (pins.empty() && !skill.empty())
    throw Error(ErrorCode::not_found, "no use of " + printable(skill) + " is pinned");
  bool worse = false;
  Json skills = Json::array();
  Output out;
  for (const auto& pin : pins) {
    const auto reports = outcome::reports(reading.catalog(), known_skills(app), pin.skill);
    const std::vector<outcome::Use> none;
    const auto all = outcome::against(pin, reports.empty() ? none : reports.front().uses);
    worse = worse || trend_of(all) == Trend::worse;
    Json uses = Json::array();
    for (const Compared& c : all) uses.push_back(to_object(c));
    skills.push_back({{"name", pin.skill},
                      {"pinned", {{"session_id", pin.session_id}, {"version", pin.version}}},
                      {"trend", outcome::name_of(trend_of(all))},
                      {"uses", std::move(uses)}});
    if (!app.json) say(out, pin, all);
  }
  if (app.json) print_json({{"skills", std::move(skills)}});
  if (!app.json && pins.empty()) out.line("no use of a skill is pinned; `galdr regress pin SKILL` does that");
  return worse ? kFailed : kDone;
}

}  // namespace galdr::drain::cmd
