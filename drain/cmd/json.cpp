#include "drain/cmd/json.hpp"

#include <nlohmann/json.hpp>

#include "drain/app.hpp"

namespace galdr::drain::cmd {
namespace {

template <typename Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json();
}

}  // namespace

void print_json(const Json& object) {
  print(object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

Json time_or_null(const std::optional<Nanos>& time) { return time ? Json(format_utc(*time)) : Json(); }

Json to_json(const store::Session& s) {
  return {{"session_id", s.session_id},
          {"agent", s.agent},
          {"cwd", or_null(s.cwd)},
          {"started_at", format_utc(s.started_at)},
          {"ended_at", time_or_null(s.ended_at)},
          {"events", s.events},
          {"calls", s.calls},
          {"failures", s.failures},
          {"prompt", or_null(s.prompt)}};
}

Json to_json(const store::Recording& r, std::int64_t steps) {
  return {{"rec_id", r.rec_id},
          {"name", r.name},
          {"goal", r.goal.empty() ? Json() : Json(r.goal)},
          {"inputs", r.inputs},
          {"agent", r.bound() ? Json(r.agent) : Json()},
          {"session_id", r.bound() ? Json(r.session_id) : Json()},
          {"cwd", r.cwd},
          {"started_at", format_utc(r.started_at)},
          {"ended_at", time_or_null(r.ended_at)},
          {"from_seq", r.bound() ? Json(r.from_seq) : Json()},
          {"to_seq", or_null(r.to_seq)},
          {"steps", steps},
          {"state", r.state}};
}

}  // namespace galdr::drain::cmd
