#include "core/skill/json.hpp"

#include <nlohmann/json.hpp>

#include "core/base/version.hpp"
#include "core/skill/skill.hpp"

namespace galdr::skill {
namespace {

Json to_object(const distill::Parameter& p) {
  Json out{{"name", p.name}, {"description", p.description}, {"values", p.values}};
  if (!p.derived_from.empty()) out["derived_from"] = p.derived_from;
  return out;
}

Json to_object(const distill::Step& s) {
  Json input = Json::parse(s.template_json, nullptr, false);
  if (!input.is_object()) input = Json::object();
  Json out{{"tool", s.tool},         {"intent", s.intent},   {"template", std::move(input)},
           {"optional", s.optional}, {"support", s.support}, {"check", s.check}};
  if (s.angle) out["placeholder"] = "<>";
  return out;
}

Json to_object(const distill::Gotcha& g) {
  return {{"symptom", g.symptom}, {"fix", g.fix}, {"seen", g.seen}};
}

template <typename T>
Json list_of(const std::vector<T>& items) {
  Json out = Json::array();
  for (const T& item : items) out.push_back(to_object(item));
  return out;
}

}  // namespace

Json model_of(const distill::Skill& skill) {
  Json out{{"name", skill.name}, {"description", skill.description}};
  out["parameters"] = list_of(skill.parameters);
  out["steps"] = list_of(skill.steps);
  out["gotchas"] = list_of(skill.gotchas);
  out["verification"] = skill.verification;
  out["preconditions"] = skill.preconditions;
  out["provenance"] = {{"recordings", skill.recordings}, {"sessions", skill.sessions}, {"galdr", kVersion}};
  return out;
}

std::string model_json(const distill::Skill& skill) {
  return model_of(skill).dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace galdr::skill
