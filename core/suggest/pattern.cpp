#include "core/suggest/pattern.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "core/suggest/members.hpp"

namespace galdr::suggest {
namespace {

constexpr std::size_t kMostSampled = 48;  ///< postings of a seed that are looked around
constexpr std::size_t kMostCore = 128;    ///< features
constexpr double kTogether = 0.6,
                 kTogetherOfFew = 0.7;  ///< share of the postings of each that the other one is near
constexpr std::size_t kFew = 6;
constexpr double kAlike = 0.8;  ///< one of them as a seed is enough
constexpr double kSameDeed = 0.7;
constexpr double kLeastSeedWeight = 0.6;

/// Counters that are cleared by what was touched.
struct Tally {
  std::vector<std::uint32_t> near, hits, last;
  std::vector<FeatureId> touched;

  explicit Tally(std::size_t kinds) : near(kinds), hits(kinds), last(kinds) {}
  void clear() {
    for (const FeatureId id : touched) near[id] = hits[id] = last[id] = 0;
    touched.clear();
  }
};

struct Company {
  FeatureId id;
  double share;
};

/// Finds which features keep company with a seed.
class Companions {
 public:
  explicit Companions(const Past& past) : past_(past), tally_(past.kinds()) {}

  std::vector<Company> of(FeatureId seed) {
    const std::vector<At>& postings = past_.postings(seed);
    const std::size_t sampled = std::min(postings.size(), kMostSampled);
    tally_.clear();
    seen_to_ = 0;
    for (std::size_t i = 0; i < sampled; ++i)
      look_around(postings[i * postings.size() / sampled], static_cast<std::uint32_t>(i + 1));
    std::vector<Company> out;
    const double scale = static_cast<double>(postings.size()) / static_cast<double>(sampled);
    for (const FeatureId id : tally_.touched) {
      const double near = tally_.near[id] / static_cast<double>(sampled);
      const double hit = tally_.hits[id] * scale / static_cast<double>(past_.postings(id).size());
      const double share = std::min(near, hit);
      const std::size_t times = past_.postings(id).size();
      const double least = std::min(times, postings.size()) < kFew ? kTogetherOfFew : kTogether;
      if (times >= 2 && share >= least) out.push_back({id, share});
    }
    return weightiest(std::move(out));
  }

 private:
  void look_around(At at, std::uint32_t round) {
    const Past::Session& session = past_.sessions()[past_.marks()[at].session];
    const At from = at - session.first > kReach ? at - kReach : session.first;
    const At to = std::min(session.end, at + kReach + 1);
    for (At near = from; near < to; ++near) count(past_.marks()[near], round, near >= seen_to_);
    seen_to_ = std::max(seen_to_, to);
  }

  void count(const Mark& mark, std::uint32_t round, bool is_new) {
    const FeatureId* features = past_.features_of(mark);
    for (std::uint32_t i = 0; i < mark.count; ++i) {
      const FeatureId id = features[i];
      if (tally_.last[id] == 0) tally_.touched.push_back(id);
      if (tally_.last[id] != round) ++tally_.near[id], tally_.last[id] = round;
      if (is_new) ++tally_.hits[id];
    }
  }

  std::vector<Company> weightiest(std::vector<Company> all) const {
    std::sort(all.begin(), all.end(), [&](const Company& a, const Company& b) {
      const double wa = a.share * past_.weight(a.id), wb = b.share * past_.weight(b.id);
      return wa != wb ? wa > wb : past_.text(a.id) < past_.text(b.id);
    });
    if (all.size() > kMostCore) all.resize(kMostCore);
    return all;
  }

  const Past& past_;
  Tally tally_;
  At seen_to_ = 0;
};

std::vector<FeatureId> seeds_of(const Past& past) {
  std::vector<FeatureId> out;
  for (FeatureId id = 0; id < past.kinds(); ++id)
    if (!past.is_asked(id) && past.postings(id).size() >= 2 && past.weight(id) >= kLeastSeedWeight)
      out.push_back(id);
  const auto worth = [&](FeatureId id) {
    return past.weight(id) * static_cast<double>(past.postings(id).size());
  };
  std::sort(out.begin(), out.end(), [&](FeatureId a, FeatureId b) {
    const double wa = worth(a), wb = worth(b);
    return wa != wb ? wa > wb : past.text(a) < past.text(b);
  });
  return out;
}

/// Features that stand on the same marks as a rule become one column.
class Columns {
 public:
  Columns(const Past& past, const std::vector<FeatureId>& features)
      : past_(past), features_(features), parent_(features.size()) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }

  std::vector<Column> made() {
    for (std::size_t a = 0; a < features_.size(); ++a)
      for (std::size_t b = a + 1; b < features_.size(); ++b)
        if (find(a) != find(b) && same_deed(features_[a], features_[b])) parent_[find(b)] = find(a);
    std::vector<Column> out;
    for (std::size_t root = 0; root < features_.size(); ++root)
      if (find(root) == root && out.size() < kMostColumns) out.push_back(column(root));
    return out;
  }

 private:
  std::size_t find(std::size_t at) {
    while (parent_[at] != at) at = parent_[at] = parent_[parent_[at]];
    return at;
  }

  // Of two long lists only the beginnings are held against each other.
  bool same_deed(FeatureId a, FeatureId b) const {
    const std::vector<At>&left = past_.postings(a), &right = past_.postings(b);
    const std::size_t longer = std::max(left.size(), right.size());
    if (static_cast<double>(std::min(left.size(), right.size())) < kSameDeed * static_cast<double>(longer))
      return false;
    const std::size_t most = std::min<std::size_t>(longer, 256);
    std::size_t i = 0, k = 0, same = 0, steps = 0;
    for (; i < left.size() && k < right.size() && steps < most; ++steps) {
      if (left[i] == right[k])
        ++same, ++i, ++k;
      else if (left[i] < right[k])
        ++i;
      else
        ++k;
    }
    return steps > 0 && static_cast<double>(same) >= kSameDeed * static_cast<double>(std::min(longer, steps));
  }

  Column column(std::size_t root) {
    Column out;
    for (std::size_t at = 0; at < features_.size(); ++at)
      if (find(at) == root) out.features.push_back(features_[at]);
    std::stable_sort(out.features.begin(), out.features.end(),
                     [&](FeatureId a, FeatureId b) { return past_.weight(a) > past_.weight(b); });
    out.weight = past_.weight(out.features.front());
    out.asked = past_.is_asked(out.features.front());
    out.own = !out.asked && std::any_of(out.features.begin(), out.features.end(),
                                        [&](FeatureId id) { return past_.is_own(id); });
    return out;
  }

  const Past& past_;
  const std::vector<FeatureId>& features_;
  std::vector<std::size_t> parent_;
};

std::vector<FeatureId> ids_of(const std::vector<Company>& company) {
  std::vector<FeatureId> out;
  for (const Company& c : company) out.push_back(c.id);
  return out;
}

// A task has more than one deed of its own.
bool is_promising(const std::vector<Column>& columns) {
  return std::count_if(columns.begin(), columns.end(), [](const Column& c) { return !c.asked; }) >= 2;
}

}  // namespace

std::vector<Column> columns_of(const Past& past, const std::vector<FeatureId>& features) {
  return Columns(past, features).made();
}

std::vector<Pattern> patterns_of(const Past& past, std::size_t least) {
  std::vector<Pattern> out;
  std::vector<bool> done(past.kinds());
  Companions companions(past);
  for (const FeatureId seed : seeds_of(past)) {
    if (done[seed]) continue;
    const std::vector<Company> company = companions.of(seed);
    for (const Company& c : company)
      if (c.share >= kAlike) done[c.id] = true;
    done[seed] = true;
    Pattern pattern;
    pattern.columns = columns_of(past, ids_of(company));
    if (!is_promising(pattern.columns)) continue;
    find_members(past, pattern);
    if (pattern.members.size() < least) continue;
    widen(past, pattern);
    find_more_members(past, pattern);
    out.push_back(std::move(pattern));
  }
  return out;
}

}  // namespace galdr::suggest
