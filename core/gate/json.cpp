#include <nlohmann/json.hpp>

#include "core/gate/gate.hpp"
#include "core/skill/json.hpp"

namespace galdr::gate {
namespace {

using skill::Json;

Json to_object(const Finding& f) {
  return {{"severity", f.severity}, {"axis", f.axis}, {"code", f.code},
          {"message", f.message},   {"file", f.file}, {"line", f.line}};
}

Json to_object(const skill::File& r) { return {{"path", r.path}, {"text", r.text}}; }

template <typename T>
Json list_of(const std::vector<T>& items) {
  Json out = Json::array();
  for (const T& item : items) out.push_back(to_object(item));
  return out;
}

}  // namespace

std::string to_json(const distill::Skill& skill, const skill::Files& files,
                    const std::vector<Finding>& findings) {
  Json out = skill::model_of(skill);
  out["findings"] = list_of(findings);
  out["skill_md"] = files.skill_md;
  out["references"] = list_of(files.others);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_json(const distill::Skill& skill, const std::string& skill_md,
                    const std::vector<Finding>& findings) {
  return to_json(skill, skill::Files{skill_md, {}}, findings);
}

}  // namespace galdr::gate
