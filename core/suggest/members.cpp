#include "core/suggest/members.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace galdr::suggest {
namespace {

constexpr double kLeastCoverage = 0.5;  ///< share of the columns' weight that a member has
constexpr double kLeastCore = 0.3;      ///< the same of the core, where the rest makes up for it
constexpr double kStartsAgain = 0.5;    ///< how far back in the order the next time begins
constexpr double kMostHave = 0.6;       ///< share of the members that have a column which is added
constexpr At kAround = 10;              ///< how far beyond its ends a member is looked at, in marks
constexpr At kBeside = 3;               ///< how far usual deeds may be from its ends
constexpr std::size_t kMostAsked = 64;  ///< members that are asked what they have in common
constexpr std::size_t kMostAdded = 128;
constexpr int kShortTask = 3;
constexpr Nanos kPause = 600 * kSecond;

using ColumnOf = std::unordered_map<FeatureId, int>;

/// A mark with columns of the pattern.
struct Hit {
  At at;
  std::uint64_t columns;
};
using Hits = std::vector<Hit>;

std::uint64_t bit(std::size_t column) { return std::uint64_t{1} << column; }

template <typename Use>
void each_column(std::uint64_t columns, Use use) {
  for (std::size_t c = 0; columns != 0; ++c, columns >>= 1)
    if (columns & 1) use(c);
}

ColumnOf column_map(const Pattern& pattern) {
  ColumnOf out;
  for (std::size_t c = 0; c < pattern.columns.size(); ++c)
    for (const FeatureId id : pattern.columns[c].features) out.emplace(id, static_cast<int>(c));
  return out;
}

std::uint64_t columns_at(const Past& past, const ColumnOf& column_of, At at) {
  const Mark& mark = past.marks()[at];
  std::uint64_t out = 0;
  for (std::uint32_t i = 0; i < mark.count; ++i) {
    const auto found = column_of.find(past.features_of(mark)[i]);
    if (found != column_of.end()) out |= bit(static_cast<std::size_t>(found->second));
  }
  return out;
}

bool is_usual(const Column& column) { return !column.core && !column.own && !column.asked; }

Hits hits_of(const Past& past, const Pattern& pattern) {
  Hits all;
  for (std::size_t c = 0; c < pattern.columns.size(); ++c)
    if (!is_usual(pattern.columns[c]))
      for (const FeatureId id : pattern.columns[c].features)
        for (const At at : past.postings(id)) all.push_back({at, bit(c)});
  std::sort(all.begin(), all.end(), [](const Hit& a, const Hit& b) { return a.at < b.at; });
  Hits out;
  for (const Hit& hit : all) {
    if (out.empty() || out.back().at != hit.at) out.push_back({hit.at, 0});
    out.back().columns |= hit.columns;
  }
  return out;
}

/// Ends of the stretches in which no two hits are farther apart than kReach.
std::vector<std::size_t> ends_of_stretches(const Past& past, const Hits& hits) {
  std::vector<std::size_t> out;
  for (std::size_t i = 1; i <= hits.size(); ++i) {
    const bool ends = i == hits.size() || hits[i].at - hits[i - 1].at > kReach ||
                      past.marks()[hits[i].at].session != past.marks()[hits[i - 1].at].session;
    if (ends) out.push_back(i);
  }
  return out;
}

/// The order in which columns are found first, told by many stretches.
class Ranks {
 public:
  explicit Ranks(Pattern& pattern)
      : pattern_(pattern), sum_(pattern.columns.size()), times_(pattern.columns.size()) {}

  void add(const Hit* begin, const Hit* end) {
    std::vector<std::size_t> order;
    std::uint64_t seen = 0;
    for (; begin != end; ++begin) {
      each_column(begin->columns & ~seen, [&](std::size_t c) { order.push_back(c); });
      seen |= begin->columns;
    }
    if (order.size() < 2) return;
    for (std::size_t i = 0; i < order.size(); ++i) {
      sum_[order[i]] += static_cast<double>(i) / static_cast<double>(order.size() - 1);
      ++times_[order[i]];
    }
  }

  void set() {
    for (std::size_t c = 0; c < sum_.size(); ++c)
      pattern_.columns[c].rank = times_[c] == 0 ? 0.5 : sum_[c] / times_[c];
  }

 private:
  Pattern& pattern_;
  std::vector<double> sum_, times_;
};

double weight_of(const Pattern& pattern, std::uint64_t columns) {
  double out = 0;
  each_column(columns, [&](std::size_t c) { out += pattern.columns[c].weight; });
  return out;
}

double rank_of(const Pattern& pattern, std::uint64_t columns) {
  double sum = 0, count = 0;
  each_column(columns, [&](std::size_t c) { sum += pattern.columns[c].rank, ++count; });
  return count == 0 ? 0 : sum / count;
}

/// What a member must have of a pattern, usual deeds left out.
class Enough {
 public:
  Enough(const Pattern& pattern, double least_core) : pattern_(pattern) {
    for (std::size_t c = 0; c < pattern.columns.size(); ++c) {
      if (!is_usual(pattern.columns[c])) all_ |= bit(c);
      if (pattern.columns[c].core) core_ |= bit(c);
    }
    least_core_ = least_core * weight_of(pattern, core_);
    least_ = kLeastCoverage * weight_of(pattern, all_);
  }

  bool operator()(std::uint64_t columns) const {
    return weight_of(pattern_, columns & core_) >= least_core_ &&
           weight_of(pattern_, columns & all_) >= least_;
  }

 private:
  const Pattern& pattern_;
  std::uint64_t all_ = 0, core_ = 0;
  double least_core_ = 0, least_ = 0;
};

/// Cuts a stretch of hits into the times that the task was done.
class Cutter {
 public:
  Cutter(const Past& past, const Pattern& pattern, double least_core)
      : past_(past), pattern_(pattern), enough_(pattern, least_core) {}

  std::vector<Member> members(const Hits& hits) {
    std::size_t begin = 0;
    for (const std::size_t end : ends_of_stretches(past_, hits)) {
      cut(hits.data() + begin, hits.data() + end);
      begin = end;
    }
    return std::move(members_);
  }

 private:
  void cut(const Hit* begin, const Hit* end) {
    for (; begin != end; ++begin) {
      const double rank = rank_of(pattern_, begin->columns);
      if (starts_again(*begin, rank)) finish();
      take(*begin, rank);
    }
    finish();
  }

  bool starts_again(const Hit& hit, double rank) const {
    const bool back = rank < highest_ - kStartsAgain;
    return back && (hit.columns & current_.columns) != 0 && enough_(current_.columns);
  }

  void take(const Hit& hit, double rank) {
    if (current_.columns == 0) current_.first = hit.at, highest_ = rank;
    bool is_new = false;
    each_column(hit.columns & ~current_.columns,
                [&](std::size_t c) { is_new |= !pattern_.columns[c].asked; });
    if (is_new) ++current_.deeds;
    if (is_new || past_.marks()[hit.at].asked) highest_ = std::max(highest_, rank);
    current_.columns |= hit.columns;
    current_.last = hit.at;
  }

  void finish() {
    if (current_.deeds >= 2 && enough_(current_.columns)) members_.push_back(current_);
    current_ = {};
    highest_ = 0;
  }

  const Past& past_;
  const Pattern& pattern_;
  Enough enough_;
  std::vector<Member> members_;
  Member current_;
  double highest_ = 0;
};

std::vector<std::uint64_t> actions_of(const Past& past, const Member& member) {
  std::vector<std::uint64_t> out;
  for (At at = member.first; at <= member.last; ++at)
    if (!past.marks()[at].asked) out.push_back(past.marks()[at].action);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// The same few deeds over again, word by word and without being asked: a loop, done once.
bool goes_round(const Past& past, const Member& a, const Member& b) {
  const Mark &end = past.marks()[a.last], &next = past.marks()[b.first];
  if (end.session != next.session || a.deeds > kShortTask || next.begin - end.end > kPause) return false;
  for (At at = a.first + 1; at <= b.last; ++at)
    if (past.marks()[at].asked) return false;
  return actions_of(past, a) == actions_of(past, b);
}

void join_loops(const Past& past, std::vector<Member>& members) {
  std::vector<Member> out;
  for (const Member& member : members) {
    if (!out.empty() && goes_round(past, out.back(), member))
      out.back().last = member.last;
    else
      out.push_back(member);
  }
  members = std::move(out);
}

void drop_fragments(std::vector<Member>& members) {
  std::vector<int> deeds;
  for (const Member& m : members) deeds.push_back(m.deeds);
  if (deeds.empty()) return;
  const auto middle = deeds.begin() + static_cast<std::ptrdiff_t>(deeds.size() / 2);
  std::nth_element(deeds.begin(), middle, deeds.end());
  std::erase_if(members, [&](const Member& m) { return m.deeds * 2 < *middle; });
}

/// The marks around a member that are nearer to it than to another one.
struct Room {
  At from, to;
};
Room room_of(const Past& past, const std::vector<Member>& members, std::size_t i) {
  const Member& m = members[i];
  const Past::Session& session = past.sessions()[past.marks()[m.first].session];
  At from = std::max(session.first, m.first > kAround ? m.first - kAround : 0);
  At to = std::min(session.end - 1, m.last + kAround);
  const auto middle = [](const Member& a, const Member& b) { return a.last + (b.first - a.last - 1) / 2; };
  if (i > 0) from = std::max(from, middle(members[i - 1], m) + 1);
  if (i + 1 < members.size()) to = std::min(to, middle(m, members[i + 1]));
  return {from, to};
}

std::vector<FeatureId> shared_by_most(const Past& past, const Pattern& pattern, const ColumnOf& known) {
  std::unordered_map<FeatureId, std::pair<std::size_t, std::size_t>> found;  // how often, and where last
  const std::size_t asked = std::min(pattern.members.size(), kMostAsked);
  for (std::size_t i = 0; i < asked; ++i) {
    const std::size_t member = i * pattern.members.size() / asked;
    const Room room = room_of(past, pattern.members, member);
    for (At at = room.from; at <= room.to; ++at)
      for (std::uint32_t k = 0; k < past.marks()[at].count; ++k) {
        auto& [times, last] = found[past.features_of(past.marks()[at])[k]];
        if (last != i + 1) ++times, last = i + 1;
      }
  }
  std::vector<FeatureId> out;
  for (const auto& [id, seen] : found)
    if (static_cast<double>(seen.first) >= kMostHave * static_cast<double>(asked) && seen.first >= 2 &&
        !known.contains(id))
      out.push_back(id);
  std::sort(out.begin(), out.end(), [&](FeatureId a, FeatureId b) {
    return past.weight(a) != past.weight(b) ? past.weight(a) > past.weight(b) : past.text(a) < past.text(b);
  });
  if (out.size() > kMostAdded) out.resize(kMostAdded);
  return out;
}

/// Lets one member reach as far as its room has columns that it lacks.
class Reach {
 public:
  Reach(const Past& past, const Pattern& pattern, const ColumnOf& column_of)
      : past_(past), pattern_(pattern), column_of_(column_of) {}

  void out(Member& m, Room room) {
    m.columns = 0;
    m.deeds = 0;
    for (At at = m.first; at <= m.last; ++at) take(m, columns_at(past_, column_of_, at));
    for (At at = m.first; at-- > room.from;)
      if (belongs(m, at, m.first - at)) m.first = at;
    for (At at = m.last + 1; at <= room.to; ++at)  // the request after it is for something else
      if (!past_.marks()[at].asked && belongs(m, at, at - m.last)) m.last = at;
  }

 private:
  bool belongs(Member& m, At at, At distance) {
    const std::uint64_t lacking = columns_at(past_, column_of_, at) & ~m.columns;
    bool reached = false;
    each_column(lacking,
                [&](std::size_t c) { reached |= pattern_.columns[c].own || pattern_.columns[c].asked; });
    if (lacking == 0 || (!reached && distance > kBeside)) return false;
    take(m, lacking);
    return true;
  }

  void take(Member& m, std::uint64_t columns) {
    bool is_new = false;
    each_column(columns & ~m.columns, [&](std::size_t c) { is_new |= !pattern_.columns[c].asked; });
    m.deeds += is_new ? 1 : 0;
    m.columns |= columns;
  }

  const Past& past_;
  const Pattern& pattern_;
  const ColumnOf& column_of_;
};

bool add_columns(const Past& past, Pattern& pattern) {
  const std::size_t before = pattern.columns.size();
  for (Column& column : columns_of(past, shared_by_most(past, pattern, column_map(pattern)))) {
    column.core = false;
    if (pattern.columns.size() < kMostColumns) pattern.columns.push_back(std::move(column));
  }
  return pattern.columns.size() > before;
}

void put_in_order(const Past& past, Pattern& pattern) {
  const ColumnOf column_of = column_map(pattern);
  Ranks ranks(pattern);
  for (const Member& m : pattern.members) {
    Hits hits;
    for (At at = m.first; at <= m.last; ++at) hits.push_back({at, columns_at(past, column_of, at)});
    ranks.add(hits.data(), hits.data() + hits.size());
  }
  ranks.set();
  std::vector<std::size_t> order(pattern.columns.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return pattern.columns[a].rank < pattern.columns[b].rank;
  });
  std::vector<Column> columns;
  for (const std::size_t c : order) columns.push_back(std::move(pattern.columns[c]));
  pattern.columns = std::move(columns);
  for (Member& m : pattern.members) {
    std::uint64_t moved = 0;
    for (std::size_t c = 0; c < order.size(); ++c)
      if (m.columns & bit(order[c])) moved |= bit(c);
    m.columns = moved;
  }
}

}  // namespace

void find_members(const Past& past, Pattern& pattern) {
  const Hits hits = hits_of(past, pattern);
  Ranks ranks(pattern);
  for (std::size_t begin = 0; const std::size_t end : ends_of_stretches(past, hits)) {
    ranks.add(hits.data() + begin, hits.data() + end);
    begin = end;
  }
  ranks.set();
  pattern.members = Cutter(past, pattern, kLeastCoverage).members(hits);
  drop_fragments(pattern.members);
  join_loops(past, pattern.members);
}

void find_more_members(const Past& past, Pattern& pattern) {
  std::vector<Member> more = Cutter(past, pattern, kLeastCore).members(hits_of(past, pattern));
  std::vector<Member>& members = pattern.members;
  std::erase_if(more, [&](const Member& m) {
    const auto next = std::lower_bound(members.begin(), members.end(), m.first,
                                       [](const Member& known, At first) { return known.last < first; });
    return next != members.end() && next->first <= m.last;
  });
  if (more.empty()) return;
  members.insert(members.end(), more.begin(), more.end());
  std::sort(members.begin(), members.end(),
            [](const Member& a, const Member& b) { return a.first < b.first; });
  const ColumnOf column_of = column_map(pattern);
  Reach reach(past, pattern, column_of);
  for (std::size_t i = 0; i < members.size(); ++i) reach.out(members[i], room_of(past, members, i));
  drop_fragments(members);
  join_loops(past, members);
}

void widen(const Past& past, Pattern& pattern) {
  for (bool grows = true, first = true; grows || first; first = false) {
    const std::vector<Member> before = pattern.members;
    grows = add_columns(past, pattern);
    const ColumnOf column_of = column_map(pattern);
    Reach reach(past, pattern, column_of);
    for (std::size_t i = 0; i < pattern.members.size(); ++i)
      reach.out(pattern.members[i], room_of(past, pattern.members, i));
  }
  put_in_order(past, pattern);
}

}  // namespace galdr::suggest
