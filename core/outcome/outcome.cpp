#include "core/outcome/outcome.hpp"

#include <algorithm>
#include <array>

namespace galdr::outcome {
namespace {

/// What was said of a step outranks what was seen of it.
State state_of(const StepOutcome& step) {
  if (step.said == "good") return State::followed;
  if (step.said == "bad") return State::failed;
  return step.said == "mixed" ? State::changed : step.state;
}

bool any_check(const Followed& followed, Held held) {
  return std::any_of(followed.checks.begin(), followed.checks.end(),
                     [&](const CheckOutcome& c) { return c.held == held; });
}

template <typename F>
bool any_step(const Followed& followed, const F& is) {
  return std::any_of(followed.steps.begin(), followed.steps.end(), is);
}

Result result_said(const std::string& word) {
  return word == "good" ? Result::clean : word == "bad" ? Result::failed : Result::drifted;
}

bool is_of(const store::Verdict& verdict, const Use& use) {
  return verdict.kind == "said" && verdict.session_id == use.session_id &&
         (verdict.agent.empty() || verdict.agent == use.agent) &&
         (verdict.seq == 0 || verdict.seq == use.seq);
}

void apply(Use& use, const store::Verdict& verdict) {
  if (!verdict.step) {
    use.verdict = verdict;
    return;
  }
  for (StepOutcome& step : use.followed.steps)
    if (step.n == *verdict.step) step.said = verdict.word;
}

}  // namespace

std::string_view name_of(Result result) {
  constexpr std::array<std::string_view, 5> kNames{"clean", "drifted", "failed", "ignored", "unknown"};
  return kNames.at(static_cast<std::size_t>(result));
}

Result result_of(const Followed& followed) {
  const auto is = [](State state) { return [state](const StepOutcome& s) { return state_of(s) == state; }; };
  if (any_step(followed, is(State::failed)) || any_check(followed, Held::failed)) return Result::failed;
  const bool seen = any_step(followed, [](const StepOutcome& s) { return s.state != State::unseen; });
  const bool said = any_step(followed, [](const StepOutcome& s) { return !s.said.empty(); });
  if (!seen && !said) return Result::unknown;
  if (followed.done == 0 && !said) return Result::ignored;
  const bool drifted = any_step(followed, [](const StepOutcome& s) {
    const State state = state_of(s);
    const bool other = state == State::changed || state == State::skipped;
    return (other && !s.optional) || (s.tries > 1 && s.said != "good");
  });
  if (drifted) return Result::drifted;
  const bool unknown = any_step(followed, is(State::unknown)) || any_check(followed, Held::unknown);
  return unknown ? Result::unknown : Result::clean;
}

void apply_verdicts(std::vector<Use>& uses, const std::vector<store::Verdict>& said) {
  std::vector<store::Verdict> verdicts = said;  // the oldest first: the last one counts, a person's above all
  std::stable_partition(verdicts.begin(), verdicts.end(), [](const auto& v) { return v.judge != "user"; });
  for (const store::Verdict& verdict : verdicts) {
    if (verdict.seq > 0) {
      for (Use& use : uses)
        if (is_of(verdict, use)) apply(use, verdict);
      continue;
    }
    const auto latest =
        std::find_if(uses.rbegin(), uses.rend(), [&](const Use& u) { return is_of(verdict, u); });
    if (latest != uses.rend()) apply(*latest, verdict);
  }
  for (Use& use : uses) use.result = use.verdict ? result_said(use.verdict->word) : result_of(use.followed);
}

const Version& version_at(const Known& skill, Nanos ts) {
  const Version* out = nullptr;
  for (const Version& version : skill.versions) {
    const bool in_force = version.since <= ts;
    const bool better = out == nullptr || (out->since > ts ? in_force || version.since < out->since
                                                           : in_force && version.since >= out->since);
    if (better) out = &version;
  }
  return *out;
}

std::vector<Report> reports(store::Catalog& catalog, const std::vector<Known>& skills,
                            const std::optional<std::string>& only, const Limits& limits) {
  std::vector<Report> out;
  for (const Known& skill : skills) {
    if ((only && *only != skill.name) || skill.versions.empty()) continue;
    Report report{skill.name, uses_of(catalog, skill, skills, limits), {}};
    apply_verdicts(report.uses, store::verdicts_of(catalog.db(), skill.name));
    report.summary = summary_of(report.uses, skill);
    out.push_back(std::move(report));
  }
  return out;
}

}  // namespace galdr::outcome
