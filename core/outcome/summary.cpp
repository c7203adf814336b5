#include <algorithm>
#include <map>
#include <set>

#include "core/distill/text.hpp"
#include "core/outcome/outcome.hpp"

namespace galdr::outcome {
namespace {

constexpr std::size_t kMostDrift = 30;

/// How the uses of one version differ from it.
class DriftCounter {
 public:
  void add(const Use& use) {
    ++of_;
    for (const StepOutcome& step : use.followed.steps) add_step(step);
    std::set<std::string> seen;  // each once a use
    for (const Extra& extra : use.followed.extra)
      if (seen.insert((extra.failed ? "f" : "e") + extra.key).second) add_extra(extra);
  }

  std::vector<Drift> take() {
    std::vector<Drift> out;
    for (auto& [key, drift] : found_) {
      drift.of = of_;
      const bool shared =
          drift.kind != "extra" || drift.in > 1;  // what one use did besides is its own affair
      if (shared) out.push_back(std::move(drift));
    }
    std::stable_sort(out.begin(), out.end(), [](const Drift& a, const Drift& b) { return a.in > b.in; });
    out.resize(std::min(out.size(), kMostDrift));
    return out;
  }

 private:
  void add_step(const StepOutcome& step) {
    if (step.state == State::changed)
      count(step, "changed", step.made.empty() ? "only a part of it" : step.made);
    else if (step.state == State::skipped && !step.optional)
      count(step, "skipped", "");
    else if (step.state == State::failed)
      count(step, "failed", step.error);
    if (step.tries > 1 && step.state != State::failed) count(step, "retried", step.error);
    if (step.moved) count(step, "moved", "");
  }

  void add_extra(const Extra& extra) {
    const std::string kind = extra.failed ? "failure" : "extra";
    const std::string example = extra.failed ? distill::one_line(extra.error) : extra.told;
    count(kind + "\n" + extra.key, {0, kind, extra.failed ? extra.told : extra.key, 0, 0, example});
  }

  void count(const StepOutcome& step, const std::string& kind, const std::string& example) {
    count(std::to_string(step.n + 1000) + "\n" + kind,
          {step.n, kind, step.key.empty() ? step.intent : step.key, 0, 0, example});
  }

  void count(const std::string& key, Drift drift) {
    Drift& known = found_.try_emplace(key, std::move(drift)).first->second;
    ++known.in;
  }

  int of_ = 0;
  std::map<std::string, Drift> found_;
};

}  // namespace

Summary summary_of(const std::vector<Use>& uses, const Known& skill) {
  Summary out;
  DriftCounter drift;
  const std::string current = version_at(skill, std::numeric_limits<Nanos>::max()).hash;
  for (const Use& use : uses) {
    ++out.uses;
    out.clean += use.result == Result::clean ? 1 : 0;
    out.drifted += use.result == Result::drifted ? 1 : 0;
    out.failed += use.result == Result::failed ? 1 : 0;
    out.ignored += use.result == Result::ignored ? 1 : 0;
    out.unknown += use.result == Result::unknown ? 1 : 0;
    out.last_used = std::max(out.last_used.value_or(use.ts), use.ts);
    if (use.version == current && use.followed.done > 0) drift.add(use);
  }
  if (out.uses > out.unknown)
    out.clean_rate = static_cast<double>(out.clean) / static_cast<double>(out.uses - out.unknown);
  out.drift = drift.take();
  return out;
}

}  // namespace galdr::outcome
