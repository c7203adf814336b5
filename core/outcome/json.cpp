#include <nlohmann/json.hpp>

#include "core/outcome/outcome.hpp"

namespace galdr::outcome {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json to_object(const StepOutcome& s) {
  Json out{{"n", s.n},
           {"intent", s.intent},
           {"state", name_of(s.state)},
           {"optional", s.optional},
           {"tries", s.tries},
           {"moved", s.moved},
           {"seq", nullptr}};
  if (s.seq > 0) out["seq"] = s.seq;
  if (!s.made.empty()) out["made"] = s.made;
  if (!s.error.empty()) out["error"] = s.error;
  if (!s.said.empty()) out["said"] = s.said;
  return out;
}

Json to_object(const CheckOutcome& c) {
  Json out{{"check", c.told}, {"state", name_of(c.held)}, {"seq", nullptr}};
  if (c.seq > 0) out["seq"] = c.seq;
  return out;
}

Json to_object(const Extra& e) { return {{"what", e.told}, {"failed", e.failed}, {"error", e.error}}; }

Json to_object(const Drift& d) {
  Json out{{"step", nullptr}, {"kind", d.kind}, {"what", d.what},
           {"in", d.in},      {"of", d.of},     {"example", d.example}};
  if (d.step > 0) out["step"] = d.step;
  return out;
}

Json to_object(const Use& use);

template <typename T>
Json list_of(const std::vector<T>& items) {
  Json out = Json::array();
  for (const T& item : items) out.push_back(to_object(item));
  return out;
}

Json said(const std::optional<store::Verdict>& verdict) {
  if (!verdict) return nullptr;
  Json out{{"verdict", verdict->word},
           {"judge", verdict->judge},
           {"ts", format_utc(verdict->ts)},
           {"note", verdict->note}};
  if (verdict->score) out["score"] = *verdict->score;
  return out;
}

Json to_object(const Use& use) {
  return {{"session_id", use.session_id},
          {"agent", use.agent},
          {"seq", use.seq},
          {"ts", format_utc(use.ts)},
          {"how", store::name_of(use.how)},
          {"version", use.version},
          {"inputs", use.followed.inputs},
          {"steps", list_of(use.followed.steps)},
          {"checks", list_of(use.followed.checks)},
          {"extra", list_of(use.followed.extra)},
          {"clean", use.result == Result::clean},
          {"result", name_of(use.result)},
          {"inferred", name_of(use.inferred)},
          {"verdict", said(use.verdict)}};
}

Json to_object(const Summary& s) {
  Json out{{"uses", s.uses},        {"clean", s.clean},     {"drifted", s.drifted},
           {"failed", s.failed},    {"ignored", s.ignored}, {"unknown", s.unknown},
           {"clean_rate", nullptr}, {"last_used", nullptr}, {"drift", list_of(s.drift)}};
  if (s.clean_rate) out["clean_rate"] = *s.clean_rate;
  if (s.last_used) out["last_used"] = format_utc(*s.last_used);
  return out;
}

}  // namespace

std::string to_json(const Use& use) { return dumped(to_object(use)); }
std::string to_json(const Summary& summary) { return dumped(to_object(summary)); }

std::string to_json(const Report& report, bool with_uses) {
  Json out{{"name", report.name}};
  if (with_uses) out["uses"] = list_of(report.uses);
  out["summary"] = to_object(report.summary);
  return dumped(out);
}

}  // namespace galdr::outcome
