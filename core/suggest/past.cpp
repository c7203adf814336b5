#include "core/suggest/past.hpp"

#include <algorithm>
#include <cmath>

#include "core/distill/text.hpp"

namespace galdr::suggest {
namespace {

using distill::clip;

/// A turn is counted anew after so many deeds, or what fills one long turn would seem rare.
constexpr At kLongestTurn = 32;
constexpr double kLeastOwnWeight = 0.7, kLeastWeight = 0.05, kAskedShare = 0.5;
constexpr std::size_t kLongestPrompt = 400;

}  // namespace

FeatureId Past::id_of(const Feature& feature) {
  const auto [found, is_new] = ids_.try_emplace(feature.text, static_cast<FeatureId>(texts_.size()));
  if (is_new) {
    texts_.push_back(feature.text);
    usual_.push_back(feature.usual);
  }
  return found->second;
}

void Past::begin(const std::string& session_id, const std::string& agent) {
  const auto at = static_cast<At>(marks_.size());
  sessions_.push_back({session_id, agent, at, at});
}

void Past::add(const std::vector<Feature>& features, Mark mark) {
  mark.session = static_cast<std::uint32_t>(sessions_.size() - 1);
  mark.first = static_cast<std::uint32_t>(features_.size());
  for (const Feature& feature : features) {
    const FeatureId id = id_of(feature);
    const auto begin = features_.begin() + mark.first;
    if (std::find(begin, features_.end(), id) == features_.end()) features_.push_back(id);
  }
  mark.count = static_cast<std::uint32_t>(features_.size()) - mark.first;
  marks_.push_back(mark);
  sessions_.back().end = static_cast<At>(marks_.size());
}

void Past::ask(const std::string& prompt, std::int64_t seq, Nanos ts) {
  Mark mark;
  mark.asked = true;
  mark.action = prompts_.size();
  mark.from_seq = mark.to_seq = seq;
  mark.begin = mark.end = ts;
  prompts_.push_back(clip(prompt, kLongestPrompt));
  add(words_asked(prompt), mark);
}

void Past::call(const event::Event& start, std::int64_t to_seq, Nanos end) {
  for (const Deed& deed : shape_of(start)) {
    const bool goes_on = sessions_.back().first < sessions_.back().end && !marks_.back().asked;
    Mark* last = goes_on ? &marks_.back() : nullptr;
    if (last && last->action == deed.action) {  // polling, retries, one change after the other
      last->to_seq = std::max(last->to_seq, to_seq);
      last->end = std::max(last->end, end);
      continue;
    }
    Mark mark;
    mark.action = deed.action;
    mark.from_seq = start.seq;
    mark.to_seq = std::max(start.seq, to_seq);
    mark.begin = start.ts;
    mark.end = std::max(start.ts, end);
    add(deed.features, mark);
  }
}

void Past::sort_sessions() {
  std::vector<Session> sorted = sessions_;
  std::sort(sorted.begin(), sorted.end(), [&](const Session& a, const Session& b) {
    const Nanos at = a.first < a.end ? marks_[a.first].begin : 0,
                bt = b.first < b.end ? marks_[b.first].begin : 0;
    return std::tie(at, a.session_id, a.agent) < std::tie(bt, b.session_id, b.agent);
  });
  std::vector<Mark> marks;
  marks.reserve(marks_.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto first = static_cast<At>(marks.size());
    for (At at = sorted[i].first; at < sorted[i].end; ++at) {
      marks.push_back(marks_[at]);
      marks.back().session = static_cast<std::uint32_t>(i);
    }
    sorted[i].first = first;
    sorted[i].end = static_cast<At>(marks.size());
  }
  marks_ = std::move(marks);
  sessions_ = std::move(sorted);
}

void Past::count_turns() {
  std::vector<std::uint32_t> turns(kinds()), last(kinds());
  std::uint32_t turn = 0;
  At begin = 0;
  for (At at = 0; at < marks_.size(); ++at) {
    const Mark& mark = marks_[at];
    const bool anew =
        turn == 0 || mark.asked || at - begin >= kLongestTurn || mark.session != marks_[at - 1].session;
    if (anew && !(at > 0 && marks_[at - 1].asked && marks_[at - 1].session == mark.session))
      ++turn, begin = at;
    for (std::uint32_t i = 0; i < mark.count; ++i) {
      const FeatureId id = features_[mark.first + i];
      postings_[id].push_back(at);
      asked_[id] = mark.asked;
      if (last[id] != turn) ++turns[id], last[id] = turn;
    }
  }
  for (FeatureId id = 0; id < kinds(); ++id) {
    const double all = turn + kImaginedTurns, with = turns[id] + usual_[id];
    const double weight = std::max(std::log(all / with), is_own(id) ? kLeastOwnWeight : kLeastWeight);
    weights_[id] = asked_[id] ? weight * kAskedShare : weight;
  }
}

void Past::close() {
  sort_sessions();
  postings_.resize(kinds());
  asked_.resize(kinds());
  weights_.resize(kinds());
  count_turns();
  ids_.clear();
}

}  // namespace galdr::suggest
