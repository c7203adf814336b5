#include "core/suggest/grouping.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace galdr::suggest {
namespace {

constexpr std::size_t kMostMeasured = 64;
constexpr double kLeastWeight = 3.5, kLeastWeightOfUsual = 6, kLeastWeightOfOften = 2.5;
constexpr double kLeastOrder = 0.7;
constexpr double kLeastAskedWeight = 0.4;
constexpr std::size_t kWordsAlike = 3;
constexpr std::size_t kShortTask = 2, kOften = 4;
constexpr double kOverlaps = 0.6, kMostMembers = 0.8, kMuchOftener = 1.5, kMuchLonger = 1.3;

/// What one member has of its pattern.
struct Measure {
  int deeds = 0, own = 0;
  int own_uses = 0;  ///< of programs and tools
  double weight = 0;
  std::vector<std::size_t> order;  ///< the columns as they came
};

std::unordered_map<FeatureId, std::size_t> columns_by_feature(const Pattern& pattern) {
  std::unordered_map<FeatureId, std::size_t> out;
  for (std::size_t c = 0; c < pattern.columns.size(); ++c)
    for (const FeatureId id : pattern.columns[c].features) out.emplace(id, c);
  return out;
}

void measure_mark(const Past& past, const Pattern& pattern, const Mark& mark,
                  const std::unordered_map<FeatureId, std::size_t>& column_of, std::uint64_t& seen,
                  Measure& out) {
  double weight = 0;
  bool own = false, own_use = false, is_new = false;
  for (std::uint32_t i = 0; i < mark.count; ++i) {
    const auto found = column_of.find(past.features_of(mark)[i]);
    if (found == column_of.end() || (seen >> found->second & 1)) continue;
    const Column& column = pattern.columns[found->second];
    seen |= std::uint64_t{1} << found->second;
    if (column.asked) continue;
    out.order.push_back(found->second);
    is_new = true;
    own = own || column.own;
    own_use = own_use || (column.own && !past.is_change(column.features.front()));
    if (!past.is_everyday(column.features.front())) weight = std::max(weight, column.weight);
  }
  out.deeds += is_new;
  out.own += own;
  out.own_uses += own_use;
  out.weight += weight;
}

std::vector<Measure> measures_of(const Past& past, const Pattern& pattern) {
  const auto column_of = columns_by_feature(pattern);
  std::vector<Measure> out;
  const std::size_t measured = std::min(pattern.members.size(), kMostMeasured);
  for (std::size_t i = 0; i < measured; ++i) {
    const Member& m = pattern.members[i * pattern.members.size() / measured];
    std::uint64_t seen = 0;
    Measure& measure = out.emplace_back();
    for (At at = m.first; at <= m.last; ++at)
      measure_mark(past, pattern, past.marks()[at], column_of, seen, measure);
  }
  return out;
}

template <typename Value, typename Get>
Value median(const std::vector<Measure>& measures, Get get) {
  std::vector<Value> values;
  for (const Measure& m : measures) values.push_back(get(m));
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Share of the pairs of columns that come in the order of the pattern.
double order_kept(const std::vector<Measure>& measures) {
  std::size_t kept = 0, all = 0;
  for (const Measure& m : measures)
    for (std::size_t a = 0; a < m.order.size(); ++a)
      for (std::size_t b = a + 1; b < m.order.size(); ++b) ++all, kept += m.order[a] < m.order[b];
  return all == 0 ? 1 : static_cast<double>(kept) / static_cast<double>(all);
}

std::size_t sessions_in(const Past& past, const Pattern& pattern) {
  std::size_t out = 0;
  std::uint32_t last = 0;
  for (const Member& m : pattern.members) {
    const std::uint32_t session = past.marks()[m.first].session;
    if (out == 0 || session != last) ++out, last = session;
  }
  return out;
}

/// Were the requests alike?
bool asked_alike(const Pattern& pattern) {
  std::size_t words = 0;
  for (const Column& column : pattern.columns)
    if (column.asked && column.weight >= kLeastAskedWeight) words += column.features.size();
  return words >= kWordsAlike;
}

// Changes in the same folders, and checks after them, are what every work on a project has.
bool is_special(const Group& group, const std::vector<Measure>& measures) {
  const bool often = group.pattern.members.size() >= kOften;
  const double least = group.own < 2 ? kLeastWeightOfUsual : often ? kLeastWeightOfOften : kLeastWeight;
  if (group.own < 1 || group.weight < least) return false;
  return median<int>(measures, [](const Measure& m) { return m.own_uses; }) >= 1 ||
         asked_alike(group.pattern);
}

bool is_task(const Past& past, const Group& group, const std::vector<Measure>& measures) {
  const std::size_t times = group.pattern.members.size();
  if (!is_special(group, measures)) return false;
  if (times >= kOften && order_kept(measures) < kLeastOrder) return false;
  if (group.deeds > static_cast<int>(kShortTask)) return true;
  return times >= kOften && sessions_in(past, group.pattern) >= kOften;
}

/// Tells how patterns overlap with those that were taken before.
class Taken {
 public:
  explicit Taken(const Past& past) : owners_(past.marks().size()) {}

  /// How many members of `pattern` lie with one of each taken group.
  std::map<std::size_t, std::size_t> overlaps(const Pattern& pattern) const {
    std::map<std::size_t, std::size_t> out;
    for (const Member& m : pattern.members) {
      std::map<Owner, std::size_t> marks;
      for (At at = m.first; at <= m.last; ++at)
        for (const Owner owner : owners_[at]) ++marks[owner];
      std::map<std::size_t, bool> groups;
      for (const auto& [owner, count] : marks)
        if (static_cast<double>(count) >=
            kOverlaps * static_cast<double>(std::min<std::size_t>(m.last - m.first + 1, lengths_[owner])))
          groups[group_of_[owner]] = true;
      for (const auto& [group, yes] : groups) ++out[group];
    }
    return out;
  }

  void take(const Pattern& pattern, std::size_t group) {
    for (const Member& m : pattern.members) {
      const auto owner = static_cast<Owner>(lengths_.size());
      lengths_.push_back(m.last - m.first + 1);
      group_of_.push_back(group);
      for (At at = m.first; at <= m.last; ++at) owners_[at].push_back(owner);
    }
  }

 private:
  using Owner = std::uint32_t;
  std::vector<std::vector<Owner>> owners_;
  std::vector<std::size_t> lengths_, group_of_;
};

// Where one lies with the other as a rule: a part that is done much oftener, or a whole that is much more, is
// told as well.
bool tells_more(const Group& group, const Group& taken) {
  const auto times = static_cast<double>(group.pattern.members.size());
  const auto taken_times = static_cast<double>(taken.pattern.members.size());
  if (times >= kMuchOftener * taken_times) return true;
  const bool longer = group.deeds >= taken.deeds + (times >= 3 ? 2 : 3);
  return times < taken_times && longer && group.deeds >= kMuchLonger * taken.deeds;
}

bool is_news(const Group& group, const std::vector<Group>& taken, const Taken& places) {
  for (const auto& [other, members] : places.overlaps(group.pattern)) {
    const bool as_a_rule =
        static_cast<double>(members) >= kMostMembers * static_cast<double>(group.pattern.members.size());
    if (as_a_rule && !tells_more(group, taken[other])) return false;
  }
  return true;
}

}  // namespace

std::vector<Group> groups_of(const Past& past, std::vector<Pattern> patterns) {
  std::vector<Group> tasks;
  for (Pattern& pattern : patterns) {
    Group group{std::move(pattern)};
    const std::vector<Measure> measures = measures_of(past, group.pattern);
    group.deeds = median<int>(measures, [](const Measure& m) { return m.deeds; });
    group.own = median<int>(measures, [](const Measure& m) { return m.own; });
    group.weight = median<double>(measures, [](const Measure& m) { return m.weight; });
    if (is_task(past, group, measures)) tasks.push_back(std::move(group));
  }
  const auto worth = [](const Group& g) { return g.weight * static_cast<double>(g.pattern.members.size()); };
  std::stable_sort(tasks.begin(), tasks.end(),
                   [&](const Group& a, const Group& b) { return worth(a) > worth(b); });
  std::vector<Group> out;
  Taken places(past);
  for (Group& group : tasks) {
    if (!is_news(group, out, places)) continue;
    places.take(group.pattern, out.size());
    out.push_back(std::move(group));
  }
  return out;
}

}  // namespace galdr::suggest
