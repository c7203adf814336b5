#include "core/outcome/follow.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "core/distill/gotchas.hpp"
#include "core/distill/text.hpp"

namespace galdr::outcome {
namespace {

constexpr std::size_t kMostDeeds = 3000, kMostParts = 400;

/// A part of a step, and the deed that did it.
struct Asked {
  std::size_t step = 0;
  const Part* part = nullptr;
  std::optional<std::size_t> deed = {};
  bool moved = false;
};

/// What an assignment of a deed to a part is worth; 0: they are not the same.
int worth(Fit fit, Went went) {
  if (fit == Fit::none) return 0;
  constexpr std::array<int, 3> kExact{6, 2, 5}, kChanged{3, 1, 3};  // by Went
  return (fit == Fit::exact ? kExact : kChanged).at(static_cast<std::size_t>(went));
}

class Follower {
 public:
  Follower(const Plan& plan, const std::vector<Deed>& deeds)
      : plan_(plan), deeds_(deeds), size_(std::min(deeds.size(), kMostDeeds)), owner_(size_) {
    for (std::size_t i = 0; i < plan.steps.size(); ++i)
      for (const Part& part : plan.steps[i].parts)
        if (asked_.size() < kMostParts) asked_.push_back({i, &part});
  }

  Followed follow() {
    bind();
    fit_all();
    align();
    find_moved();
    attach_tries();
    Followed out;
    out.inputs = inputs_;
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) out.steps.push_back(step_outcome(i));
    for (const PlanCheck& check : plan_.checks) out.checks.push_back(check_outcome(check));
    out.extra = extra();
    for (std::size_t i = 0; i < out.steps.size(); ++i) {
      if (out.steps[i].tries == 0) continue;
      if (out.done++ == 0) out.first_done = i;
      out.last_done = i;
    }
    return out;
  }

 private:
  /// Each parameter gets the value that most steps agree on; of equals the first.
  void bind() {
    std::map<std::string, std::map<std::string, std::pair<int, int>>> votes;  // name: value: votes, order
    int order = 0;
    for (const Asked& asked : asked_)
      for (std::size_t d = 0; d < size_; ++d) {
        Binding found;
        if (fit(*asked.part, deeds_[d].part, found) != Fit::exact) continue;
        for (const auto& [name, value] : found) {
          auto& vote = votes[name].try_emplace(value, 0, --order).first->second;
          vote.first += deeds_[d].went == Went::wrong ? 1 : 2;
        }
      }
    for (const auto& [name, values] : votes)
      inputs_[name] = std::max_element(values.begin(), values.end(), [](const auto& a, const auto& b) {
                        return a.second < b.second;
                      })->first;
  }

  void fit_all() {
    fits_.resize(asked_.size() * size_);
    for (std::size_t a = 0; a < asked_.size(); ++a)
      for (std::size_t d = 0; d < size_; ++d) {
        Binding known = inputs_;
        fits_[a * size_ + d] = fit(*asked_[a].part, deeds_[d].part, known);
      }
  }

  Fit fit_of(std::size_t asked, std::size_t deed) const { return fits_[asked * size_ + deed]; }
  int worth_of(std::size_t asked, std::size_t deed) const {
    return worth(fit_of(asked, deed), deeds_[deed].went);
  }

  /// The assignment in the order of both that is worth most.
  void align() {
    const std::size_t width = size_ + 1;
    std::vector<int> best((asked_.size() + 1) * width, 0);
    for (std::size_t a = asked_.size(); a-- > 0;)
      for (std::size_t d = size_; d-- > 0;) {
        int most = std::max(best[(a + 1) * width + d], best[a * width + d + 1]);
        if (const int own = worth_of(a, d)) most = std::max(most, own + best[(a + 1) * width + d + 1]);
        best[a * width + d] = most;
      }
    for (std::size_t a = 0, d = 0; a < asked_.size() && d < size_;) {
      const int own = worth_of(a, d), here = best[a * width + d];
      if (own > 0 && here == own + best[(a + 1) * width + d + 1])
        assign(a++, d++, false);
      else
        here == best[a * width + d + 1] ? ++d : ++a;
    }
  }

  void assign(std::size_t asked, std::size_t deed, bool moved) {
    asked_[asked].deed = deed;
    asked_[asked].moved = moved;
    owner_[deed] = asked;
  }

  /// What was done at another point than the skill has it.
  void find_moved() {
    for (std::size_t a = 0; a < asked_.size(); ++a) {
      if (asked_[a].deed) continue;
      std::size_t best = size_;
      for (std::size_t d = 0; d < size_; ++d)
        if (!owner_[d] && worth_of(a, d) > (best == size_ ? 0 : worth_of(a, best))) best = d;
      if (best < size_) assign(a, best, true);
    }
  }

  /// Other tries of a step: what failed before it was done; the same again, after it.
  void attach_tries() {
    for (std::size_t d = 0; d < size_; ++d) {
      if (owner_[d]) continue;
      const bool wrong = deeds_[d].went == Went::wrong;
      std::optional<std::size_t> next, last;
      for (std::size_t a = 0; a < asked_.size(); ++a) {
        if (!asked_[a].deed || fit_of(a, d) == Fit::none) continue;
        if (wrong && *asked_[a].deed > d && (!next || asked_[a].deed < asked_[*next].deed)) next = a;
        if (fit_of(a, d) == Fit::exact && *asked_[a].deed < d) last = a;
      }
      if (next ? next : last) tries_[next ? *next : *last].push_back(d);
    }
  }

  /// The deeds that tried a part, in order.
  std::vector<std::size_t> tries_of(std::size_t asked) const {
    std::vector<std::size_t> out;
    if (const auto more = tries_.find(asked); more != tries_.end()) out = more->second;
    if (asked_[asked].deed) out.push_back(*asked_[asked].deed);
    std::sort(out.begin(), out.end());
    return out;
  }

  /// Done again without need is no other try: what counts is how often it failed before it was done.
  int count_tries(const std::vector<std::size_t>& tries) const {
    int failures = 0, out = tries.empty() ? 0 : 1;
    for (const std::size_t d : tries) {
      out = 1 + failures;
      failures += deeds_[d].went == Went::wrong ? 1 : 0;
    }
    return out;
  }

  void tell_failure(StepOutcome& out, const std::vector<std::size_t>& tries) const {
    for (const std::size_t d : tries) {
      if (deeds_[d].went != Went::wrong) continue;
      const auto lines = distill::split_lines(distill::telling_lines(deeds_[d].error));
      out.error = lines.empty() ? "" : distill::clip(distill::trim(lines.front()), 300);
    }
  }

  StepOutcome step_outcome(std::size_t step) const {
    StepOutcome out;
    out.n = static_cast<int>(step) + 1;
    out.intent = plan_.steps[step].intent;
    out.key = plan_.steps[step].key;
    out.optional = plan_.steps[step].optional;
    int parts = 0, done = 0, changed = 0, failed = 0, unknown = 0;
    for (std::size_t a = 0; a < asked_.size(); ++a) {
      if (asked_[a].step != step) continue;
      ++parts;
      const auto tries = tries_of(a);
      if (tries.empty()) continue;
      ++done;
      const Deed& last = deeds_[tries.back()];
      failed += last.went == Went::wrong ? 1 : 0;
      unknown += last.went == Went::unknown ? 1 : 0;
      const bool other = fit_of(a, *asked_[a].deed) != Fit::exact;
      changed += other ? 1 : 0;
      if (other) out.made = deeds_[*asked_[a].deed].part.told;
      out.moved = out.moved || asked_[a].moved;
      out.tries = std::max(out.tries, count_tries(tries));
      out.seq = std::max(out.seq, last.seq);
      tell_failure(out, tries);
    }
    out.state = parts == 0     ? State::unseen
                : done == 0    ? State::skipped
                : failed > 0   ? State::failed
                : changed > 0  ? State::changed
                : done < parts ? State::changed
                : unknown > 0  ? State::unknown
                               : State::followed;
    return out;
  }

  CheckOutcome check_outcome(const PlanCheck& check) const {
    CheckOutcome out{distill::one_line(check.told), Held::not_run, 0};
    std::vector<std::size_t> last;  // of each of its parts the last run
    for (const Part& part : check.parts) {
      std::optional<std::size_t> found;
      for (std::size_t d = 0; d < size_; ++d) {
        Binding known = inputs_;
        if (fit(part, deeds_[d].part, known) == Fit::exact) found = d;
      }
      if (!found) return out;
      last.push_back(*found);
    }
    if (last.empty()) return out;
    const Deed& end = deeds_[last.back()];
    const auto went = [&](Went how) {
      return std::any_of(last.begin(), last.end(), [&](std::size_t d) { return deeds_[d].went == how; });
    };
    out.seq = end.seq;
    const bool printed = !check.prints.empty() && holds(end.output, check.prints, inputs_);
    const bool exit_known = !went(Went::unknown) && std::all_of(last.begin(), last.end(), [&](std::size_t d) {
      return deeds_[d].part.own_exit;
    });
    if (went(Went::wrong) || (!check.prints.empty() && !printed && exit_known))
      out.held = Held::failed;
    else
      out.held = exit_known || printed ? Held::held : Held::unknown;
    return out;
  }

  bool is_known(const std::string& error) const {
    return std::any_of(plan_.gotchas.begin(), plan_.gotchas.end(), [&](const std::string& symptom) {
      const auto lines = distill::split_lines(symptom);
      return !lines.empty() && distill::contains(error, distill::trim(lines.front()));
    });
  }

  bool is_try(std::size_t deed) const {
    if (owner_[deed]) return true;
    return std::any_of(tries_.begin(), tries_.end(), [&](const auto& tries) {
      return std::find(tries.second.begin(), tries.second.end(), deed) != tries.second.end();
    });
  }

  /// Checks that are run once more are none of these.
  bool is_asked(const Part& part) const {
    Binding known = inputs_;
    const auto same = [&](const Part& p) { return fit(p, part, known) == Fit::exact; };
    return std::any_of(asked_.begin(), asked_.end(), [&](const Asked& a) { return same(*a.part); }) ||
           std::any_of(plan_.checks.begin(), plan_.checks.end(),
                       [&](const PlanCheck& c) { return std::any_of(c.parts.begin(), c.parts.end(), same); });
  }

  std::vector<Extra> extra() const {
    std::vector<Extra> out;
    for (std::size_t d = 0; d < size_; ++d) {
      const Deed& deed = deeds_[d];
      const bool wrong = deed.went == Went::wrong;
      if (deed.part.looks || is_try(d) || (!wrong && is_asked(deed.part))) continue;
      Extra extra{key_of(deed.part), deed.part.told, "", wrong};
      if (wrong && !is_known(deed.error))
        extra.error = distill::clip(distill::telling_lines(deed.error), 400);
      if (!wrong || !extra.error.empty()) out.push_back(std::move(extra));
    }
    return out;
  }

  static std::string key_of(const Part& part) {
    return part.kind == Part::Kind::command ? part.signature : part.told;
  }

  const Plan& plan_;
  const std::vector<Deed>& deeds_;
  std::size_t size_;
  std::vector<std::optional<std::size_t>> owner_;  ///< by deed: the part that it did
  std::vector<Asked> asked_;
  std::vector<Fit> fits_;
  std::map<std::size_t, std::vector<std::size_t>> tries_;  ///< by part: deeds beside its own
  Binding inputs_;
};

}  // namespace

std::string_view name_of(State state) {
  constexpr std::array<std::string_view, 6> kNames{"followed", "changed", "skipped",
                                                   "failed",   "unknown", "unseen"};
  return kNames.at(static_cast<std::size_t>(state));
}

std::string_view name_of(Held held) {
  constexpr std::array<std::string_view, 4> kNames{"held", "failed", "not_run", "unknown"};
  return kNames.at(static_cast<std::size_t>(held));
}

Followed follow(const Plan& plan, const std::vector<Deed>& deeds) { return Follower(plan, deeds).follow(); }

}  // namespace galdr::outcome
