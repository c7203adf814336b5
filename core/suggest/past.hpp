/// What was done in all sessions, as shapes in the order of time, and how usual each feature is. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/clock.hpp"
#include "core/suggest/shape.hpp"

namespace galdr::suggest {

using FeatureId = std::uint32_t;
/// Index of a mark in the past's order.
using At = std::uint32_t;

/// A place in a session: a deed, or a request.
struct Mark {
  std::uint32_t first = 0, count = 0;  ///< its features, in Past::features
  std::uint32_t session = 0;           ///< in Past::sessions
  bool asked = false;                  ///< a request; its text is Past::prompts at `action`
  std::uint64_t action = 0;
  std::int64_t from_seq = 0, to_seq = 0;
  Nanos begin = 0, end = 0;
};

/// Not thread-safe. Filled session by session, then closed, then read.
class Past {
 public:
  struct Session {
    std::string session_id, agent;
    At first = 0, end = 0;  ///< its marks
  };

  /// What follows belongs to this session.
  void begin(const std::string& session_id, const std::string& agent);
  /// A request, in order with the calls.
  void ask(const std::string& prompt, std::int64_t seq, Nanos ts);
  /// A call that did not fail, told by its start.
  void call(const event::Event& start, std::int64_t to_seq, Nanos end);
  /// Puts the sessions into an order of their own and counts. Nothing is added after it.
  void close();

  const std::vector<Session>& sessions() const { return sessions_; }
  const std::vector<Mark>& marks() const { return marks_; }
  const std::string& prompt_of(const Mark& mark) const { return prompts_[mark.action]; }
  const FeatureId* features_of(const Mark& mark) const { return features_.data() + mark.first; }

  std::size_t kinds() const { return texts_.size(); }
  const std::string& text(FeatureId id) const { return texts_[id]; }
  /// Told of requests, not of deeds.
  bool is_asked(FeatureId id) const { return asked_[id]; }
  /// Does it belong to some work more than to any?
  bool is_own(FeatureId id) const { return usual_[id] <= kMostUsualOwn; }
  /// Told of a file that changes, not of a program or a tool.
  bool is_change(FeatureId id) const { return texts_[id].starts_with(kChange); }
  bool is_everyday(FeatureId id) const { return usual_[id] >= kEveryday; }
  /// How much it says that two works are one: about 0 for what everybody does, 2 to 4 for what is rare.
  double weight(FeatureId id) const { return weights_[id]; }
  const std::vector<At>& postings(FeatureId id) const { return postings_[id]; }

 private:
  void add(const std::vector<Feature>& features, Mark mark);
  FeatureId id_of(const Feature& feature);
  void sort_sessions();
  void count_turns();
  std::vector<Session> sessions_;
  std::vector<Mark> marks_;
  std::vector<FeatureId> features_;
  std::vector<std::string> texts_, prompts_;
  std::vector<double> usual_, weights_;
  std::vector<bool> asked_;
  std::vector<std::vector<At>> postings_;
  std::unordered_map<std::string, FeatureId> ids_;
};

}  // namespace galdr::suggest
