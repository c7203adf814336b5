#include "drain/coverage.hpp"

#include <set>

#include "core/base/error.hpp"
#include "core/event/transcript.hpp"
#include "core/exchange/opencode_store.hpp"
#include "core/store/pairing.hpp"
#include "drain/transcript_files.hpp"

namespace galdr::drain {
namespace {

using event::Event;
using event::Kind;

constexpr std::size_t kMostMissing = 100;

/// Holds the calls of one agent's transcripts against the catalog.
class Counter {
 public:
  Counter(store::Catalog& catalog, Coverage& coverage)
      : calls_(catalog.db()), fold_(catalog.db()), coverage_(coverage) {}

  void count(const Event& start) {
    sessions_.insert(start.session_id);
    coverage_.sessions = static_cast<std::int64_t>(sessions_.size());
    coverage_.calls += 1;
    const auto session = store::session_key(start.agent, start.session_id);
    const auto parent = fold_.session_of_subagent(session);
    const auto call = store::recorded_call(calls_, parent.value_or(session), start, claimed_);
    if (call && call->start_event) return found(*call);
    if (coverage_.missing.size() < kMostMissing)
      coverage_.missing.push_back({start.session_id, start.call_id, start.tool});
  }

 private:
  void found(const store::Call& call) {
    claimed_.insert(call.call_id);
    coverage_.recorded += 1;
    const int hook = static_cast<int>(event::Source::hook);
    coverage_.by_hook += call.start_source == hook && call.end_source == hook ? 1 : 0;
  }

  store::Calls calls_;
  store::Fold fold_;
  Coverage& coverage_;
  std::set<std::string> claimed_, sessions_;
};

void count_file(const std::string& path, const store::IntakeRules& rules, Counter& counter,
                Coverage& coverage) {
  try {
    const std::string text = transcript_text(path);
    const auto told = event::read_transcript(coverage.agent, {path, "", text}, rules.redact, rules.keep);
    coverage.transcripts += 1;
    for (const Event& event : told.events)
      if (event.kind == Kind::tool_start) counter.count(event);
  } catch (const Error&) {  // gone, or too large to be one
  }
}

void count_database(const std::string& path, Nanos since, const store::IntakeRules& rules, Counter& counter,
                    Coverage& coverage) {
  try {
    exchange::for_each_opencode_session(path, [&](const std::string& id, const std::string& document) {
      const auto told =
          event::read_transcript(coverage.agent, {path, id, document}, rules.redact, rules.keep);
      coverage.transcripts += 1;
      for (const Event& event : told.events)
        if (event.kind == Kind::tool_start && event.ts >= since) counter.count(event);
    });
  } catch (const Error&) {  // not there, or of a version that galdr does not know
  }
}

}  // namespace

std::vector<Coverage> coverage_since(store::Catalog& catalog, Nanos since, const store::IntakeRules& rules) {
  std::vector<Coverage> all;
  for (const auto agent : agents_with_transcripts()) {
    Coverage coverage;
    coverage.agent = agent;
    Counter counter(catalog, coverage);
    for (const auto& file : own_transcripts(agent))
      if (file.changed_at >= since) count_file(file.path, rules, counter, coverage);
    if (agent == "opencode") count_database(exchange::opencode_database(), since, rules, counter, coverage);
    if (coverage.transcripts > 0) all.push_back(std::move(coverage));
  }
  return all;
}

}  // namespace galdr::drain
