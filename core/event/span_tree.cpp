#include "core/event/span_tree.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "core/event/json_text.hpp"

namespace galdr::event {
namespace {

/// The first of these members that `extra` has, as text.
std::string member_text(const std::string& extra, std::initializer_list<std::string_view> names) {
  const auto fields = json_fields(extra);
  for (const std::string_view name : names) {
    auto text = json_string(json_member(fields, name));
    if (text && !text->empty()) return std::move(*text);
  }
  return {};
}

/// Adds events in the order of time.
class TreeBuilder {
 public:
  explicit TreeBuilder(const std::vector<Event>& events) : events_(events) {}

  void add(std::size_t index) {
    const Event& event = events_[index];
    if (spans_.empty()) open_session(event);
    switch (event.kind) {
      case Kind::prompt:
        return event.parent_agent.empty() ? begin_turn(index) : void();
      case Kind::turn_end:
        return event.parent_agent.empty() ? end_turn(index) : end_subagent(index);
      case Kind::subagent_start:
        return static_cast<void>(subagent(index));
      case Kind::subagent_end:
        return end_subagent(index);
      case Kind::tool_start:
        return static_cast<void>(call(index));
      case Kind::tool_end:
        return end_call(index);
      case Kind::session_end:
        if (event.parent_agent.empty()) end(0, index);
        return;
      default:
        return;
    }
  }

  std::vector<Span> take() { return std::move(spans_); }

 private:
  std::size_t open(SpanKind kind, std::string id, std::string name, std::size_t parent, std::size_t index) {
    Span span;
    span.kind = kind;
    span.id = std::move(id);
    span.name = std::move(name);
    span.parent = parent;
    span.begin = events_[index].ts;
    span.first_event = index;
    spans_.push_back(std::move(span));
    return spans_.size() - 1;
  }

  void end(std::size_t span, std::size_t index) {
    spans_[span].end = std::max(events_[index].ts, spans_[span].begin);
    spans_[span].last_event = index;
    spans_[span].duration_ms = (*spans_[span].end - spans_[span].begin) / kMilli;
  }

  void open_session(const Event& first) {
    Span session;
    session.id = first.session_id;
    session.name = first.agent;
    session.begin = first.ts;
    spans_.push_back(std::move(session));
  }

  void begin_turn(std::size_t index) {
    if (turn_) end(*turn_, index);
    turn_ = open(SpanKind::turn, events_[index].event_id, events_[index].prompt.value_or(""), 0, index);
  }

  void end_turn(std::size_t index) {
    if (turn_) end(*turn_, index);
    turn_.reset();
  }

  /// The call of its parent's that started it: the latest of an agent's tool that has no subagent yet.
  std::size_t parent_of_subagent(const Event& event) {
    const std::string above = member_text(event.extra, {"parentAgentId", "parent_agent_id"});
    const auto known = subagents_.find(above);
    const std::string thread = known == subagents_.end() ? "" : above;
    for (std::size_t i = spans_.size(); i-- > 0;) {
      const Span& span = spans_[i];
      if (span.kind != SpanKind::call || parents_.contains(i)) continue;
      const Event& start = events_[*span.first_event];
      if (start.parent_agent != thread || tool_class(start) != "agent") continue;
      return *parents_.insert(i).first;
    }
    return known == subagents_.end() ? turn_.value_or(0) : known->second;
  }

  std::size_t subagent(std::size_t index) {
    const Event& event = events_[index];
    if (const auto known = subagents_.find(event.parent_agent); known != subagents_.end())
      return known->second;
    const std::size_t parent = parent_of_subagent(event);
    const auto span = open(SpanKind::subagent, event.parent_agent,
                           member_text(event.extra, {"agent_type", "agentType", "agentName"}), parent, index);
    return subagents_[event.parent_agent] = span;
  }

  void end_subagent(std::size_t index) {
    if (!events_[index].parent_agent.empty()) end(subagent(index), index);
  }

  std::size_t call(std::size_t index) {
    const Event& event = events_[index];
    const auto known = calls_.find(event.call_id);
    if (!event.call_id.empty() && known != calls_.end()) return known->second;
    const std::size_t parent = event.parent_agent.empty() ? turn_.value_or(0) : subagent(index);
    const auto span = open(SpanKind::call, event.call_id, event.tool, parent, index);
    if (!event.call_id.empty()) calls_[event.call_id] = span;
    return span;
  }

  /// When a call of unknown outcome ended is unknown too.
  void end_call(std::size_t index) {
    const Event& event = events_[index];
    const std::size_t span = call(index);
    end(span, index);
    spans_[span].status = event.status;
    if (event.duration_ms || event.status == Status::unknown) spans_[span].duration_ms = event.duration_ms;
  }

  const std::vector<Event>& events_;
  std::vector<Span> spans_;
  std::optional<std::size_t> turn_;  ///< the open one
  std::map<std::string, std::size_t> subagents_, calls_;
  std::set<std::size_t> parents_;  ///< calls that have their subagent
};

}  // namespace

std::string_view name_of(SpanKind kind) {
  constexpr std::array<std::string_view, 4> kNames = {"session", "turn", "subagent", "call"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::vector<Span> span_tree(const std::vector<Event>& events) {
  std::vector<std::size_t> order(events.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(events[a].ts, events[a].seq) < std::pair(events[b].ts, events[b].seq);
  });
  TreeBuilder builder(events);
  for (const std::size_t index : order) builder.add(index);
  return builder.take();
}

}  // namespace galdr::event
