/// How skills fared: who loaded them, what of their steps followed, what failed, whether their checks held,
/// and what was said of it. Read out of catalog.db and the span files; nothing is written here.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/outcome/follow.hpp"
#include "core/store/catalog.hpp"
#include "core/store/skill_loads.hpp"
#include "core/store/verdicts.hpp"

namespace galdr::outcome {

/// A skill as it was since some time.
struct Version {
  std::string hash;
  Nanos since = 0;   ///< when it came into force
  std::string text;  ///< its model's JSON (`galdr distill --json`), or its SKILL.md
};

/// A skill of ours. Its uses are judged by the version that was in force.
struct Known {
  std::string name;
  std::vector<Version> versions;   ///< in any order; one at least
  std::vector<std::string> roots;  ///< folders that hold it as NAME/SKILL.md
};

enum class Result {
  clean,    ///< every required step followed at the first try, and the checks that ran held
  drifted,  ///< it came to an end in another way: steps changed, skipped or tried again
  failed,   ///< a step failed at last, or a check did
  ignored,  ///< loaded, and no step followed
  unknown,  ///< what was done is not told well enough, or the skill is prose
};
std::string_view name_of(Result result);

/// One task for which a session loaded a skill.
struct Use {
  std::string skill, agent, session_id, version;
  std::int64_t session = 0;
  std::int64_t seq = 0;  ///< of the event that loaded it
  Nanos ts = 0;
  store::LoadedBy how = store::LoadedBy::tool;
  Followed followed;
  Result inferred = Result::unknown;
  Result result = Result::unknown;        ///< what was said of it, else what was inferred
  std::optional<store::Verdict> verdict;  ///< the latest that was said of the use as a whole
};

/// A way in which uses differ from the skill.
struct Drift {
  int step = 0;         ///< 0: none of its steps
  std::string kind;     ///< "changed", "skipped", "failed", "retried", "moved", "extra", "failure"
  std::string what;     ///< the step, or the command
  int in = 0, of = 0;   ///< uses
  std::string example;  ///< what was done instead, or the error
};

struct Summary {
  int uses = 0, clean = 0, drifted = 0, failed = 0, ignored = 0, unknown = 0;
  std::optional<Nanos> last_used;
  std::optional<double> clean_rate;  ///< of the uses whose result is known
  std::vector<Drift> drift;          ///< of the version that is in force now; most frequent first
};

struct Report {
  std::string name;
  std::vector<Use> uses;  ///< oldest first
  Summary summary;
};

struct Limits {
  std::size_t most_uses = 1000;  ///< the latest of each skill
};

/// A report for each of `skills`, in their order, or for the one called `only` (the others still tell where a
/// use ends). Throws Error{io}.
std::vector<Report> reports(store::Catalog& catalog, const std::vector<Known>& skills,
                            const std::optional<std::string>& only = {}, const Limits& limits = {});

/// The uses of one skill, oldest first, without verdicts.
std::vector<Use> uses_of(store::Catalog& catalog, const Known& skill, const std::vector<Known>& all,
                         const Limits& limits);
/// What is inferred of what followed.
Result result_of(const Followed& followed);
/// Lets what was said outrank what was inferred.
void apply_verdicts(std::vector<Use>& uses, const std::vector<store::Verdict>& verdicts);
Summary summary_of(const std::vector<Use>& uses, const Known& skill);
/// The version that is in force at `ts`.
const Version& version_at(const Known& skill, Nanos ts);

/// JSON text, one object: {name,uses:[…],summary}; and its parts.
std::string to_json(const Report& report, bool with_uses = true);
std::string to_json(const Use& use);
std::string to_json(const Summary& summary);

}  // namespace galdr::outcome
