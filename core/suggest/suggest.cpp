#include "core/suggest/suggest.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

#include "core/base/hash.hpp"
#include "core/distill/text.hpp"
#include "core/suggest/grouping.hpp"
#include "core/suggest/naming.hpp"

namespace galdr::suggest {
namespace {

using distill::clip;
using distill::listed;

constexpr Nanos kLongestPause = 300 * kSecond;  ///< what counts of a silence
constexpr Nanos kLeastPerStep = 2 * kSecond;    ///< where no times are told
constexpr double kNearlyAll = 0.8, kSameShape = 0.5, kDamping = 3;
constexpr std::size_t kToldDeeds = 4, kLongestAsked = 90;

std::string hashed(const std::string& text) {
  char out[9];
  std::snprintf(out, sizeof out, "%08x", static_cast<unsigned>(fnv1a64(text) >> 32));
  return out;
}

// The most general feature that is still its own names a column for ever: the others come and go with the
// statistics.
std::string emblem_of(const Past& past, const Column& column) {
  std::string out;
  for (const FeatureId id : column.features) {
    const std::string& text = past.text(id);
    const bool shorter = text.size() < out.size() || (text.size() == out.size() && text < out);
    if (past.is_own(id) && (out.empty() || shorter)) out = text;
  }
  return out;
}

std::vector<std::string> shape_of(const Past& past, const Pattern& pattern) {
  std::set<std::string> out;
  for (std::size_t c = 0; c < pattern.columns.size(); ++c) {
    if (!pattern.columns[c].own) continue;
    const auto have = std::count_if(pattern.members.begin(), pattern.members.end(),
                                    [&](const Member& m) { return (m.columns >> c & 1) != 0; });
    if (static_cast<double>(have) >= kNearlyAll * static_cast<double>(pattern.members.size()))
      out.insert(hashed(emblem_of(past, pattern.columns[c])));
  }
  return {out.begin(), out.end()};
}

// The least of the hashes stays the same when other deeds join or leave.
std::string id_of(const Suggestion& made, const std::set<std::string>& used) {
  for (const std::string& hash : made.shape)
    if (!used.contains(hash)) return hash;
  std::string all;
  for (const std::string& hash : made.shape) all += hash;
  std::string id = hashed(all);
  while (used.contains(id)) id = hashed(id);
  return id;
}

void give_ids(std::vector<Suggestion>& all, const std::vector<Told>& told) {
  std::set<std::string> used;
  for (const Told& before : told) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Suggestion& s) {
      return s.id.empty() && same_shape(s.shape, before.shape);
    });
    if (found != all.end()) found->id = before.id;
    used.insert(before.id);
  }
  for (Suggestion& made : all)
    if (made.id.empty()) used.insert(made.id = id_of(made, used));
}

Nanos time_taken(const Past& past, At first, At last) {
  Nanos out = past.marks()[last].end - past.marks()[last].begin;
  for (At at = first; at < last; ++at)
    out += std::clamp<Nanos>(past.marks()[at + 1].begin - past.marks()[at].begin, 0, kLongestPause);
  return out;
}

// A request just before the first deed belongs to it.
At with_request(const Past& past, At first) {
  const bool is_first = first == past.sessions()[past.marks()[first].session].first;
  return !is_first && past.marks()[first - 1].asked ? first - 1 : first;
}

Suggestion::Member slice_of(const Past& past, const Member& member) {
  const At first = with_request(past, member.first);
  const Past::Session& session = past.sessions()[past.marks()[first].session];
  Suggestion::Member out{session.session_id, session.agent};
  out.from_seq = past.marks()[first].from_seq;
  out.begin = past.marks()[first].begin;
  out.took = time_taken(past, first, member.last);
  for (At at = first; at <= member.last; ++at) {
    out.from_seq = std::min(out.from_seq, past.marks()[at].from_seq);
    out.to_seq = std::max(out.to_seq, past.marks()[at].to_seq);
    out.end = std::max(out.end, past.marks()[at].end);
  }
  return out;
}

Nanos median_time(const std::vector<Suggestion::Member>& members) {
  std::vector<Nanos> times;
  for (const auto& m : members) times.push_back(m.took);
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string reason_of(const Suggestion& made) {
  std::set<std::string> sessions, agents;
  for (const auto& m : made.members) sessions.insert(m.agent + "/" + m.session_id), agents.insert(m.agent);
  std::string out = counted(made.members.size(), "time") + " in " + counted(sessions.size(), "session") +
                    " of " + listed({agents.begin(), agents.end()}) + ", " +
                    counted(static_cast<std::size_t>(made.steps), "step") + " each, about " +
                    duration_told(made.took) + " each; last on " + format_utc(made.last).substr(0, 10);
  if (!made.does.empty()) out += "; steps such as " + listed(made.does);
  if (!made.asked.empty()) out += "; asked as “" + clip(made.asked, kLongestAsked) + "”";
  return out;
}

double score_of(const Suggestion& made) {
  const Nanos each = std::max(made.took, made.steps * kLeastPerStep);
  const double saved = static_cast<double>(made.members.size() - 1) * static_cast<double>(each) / kSecond;
  return saved * made.steps / (made.steps + kDamping);
}

Suggestion made_of(const Past& past, const Group& group) {
  Suggestion out;
  out.shape = shape_of(past, group.pattern);
  out.asked = asked_for(past, group);
  out.name = name_of(past, group, out.asked);
  out.does = told_deeds(past, group, kToldDeeds);
  out.steps = group.deeds;
  for (const Member& m : group.pattern.members) out.members.push_back(slice_of(past, m));
  std::stable_sort(out.members.begin(), out.members.end(),
                   [](const auto& a, const auto& b) { return a.begin < b.begin; });
  for (const auto& m : out.members) out.last = std::max(out.last, m.end);
  out.took = median_time(out.members);
  out.score = score_of(out);
  out.reason = reason_of(out);
  return out;
}

}  // namespace

std::vector<Suggestion> suggest(const Past& past, const std::vector<Known>& skills, std::size_t least,
                                const std::vector<Told>& told) {
  std::vector<Suggestion> out;
  for (const Group& group : groups_of(past, patterns_of(past, least))) {
    Suggestion& made = out.emplace_back(made_of(past, group));
    for (const Known& skill : skills)
      if (made.known_as.empty() && covers(skill, past, group.pattern)) made.known_as = skill.name;
  }
  give_ids(out, told);
  std::stable_sort(out.begin(), out.end(),
                   [](const Suggestion& a, const Suggestion& b) { return a.score > b.score; });
  return out;
}

bool same_shape(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::string> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  const std::size_t all = a.size() + b.size() - both.size();
  return all > 0 && static_cast<double>(both.size()) >= kSameShape * static_cast<double>(all);
}

}  // namespace galdr::suggest
