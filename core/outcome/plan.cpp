#include "core/outcome/plan.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/distill/text.hpp"
#include "core/event/event.hpp"
#include "core/skill/markdown.hpp"

namespace galdr::outcome {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMaxDepth = 64;
constexpr std::size_t kMostSteps = 300;

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

const Json& list_at(const Json& object, const char* key) {
  static const Json kNone = Json::array();
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : kNone;
}

bool changes_file(const std::string& tool) {
  event::Event event;
  event.tool = tool;
  const auto tool_class = event::tool_class(event);
  return tool_class == "write" || tool_class == "edit";
}

std::vector<Part> parts_of(const std::string& tool, const std::string& input) {
  const std::string command = distill::string_field(input, {"command", "cmd", "script"});
  if (!command.empty()) return parts_of_command(command);
  const std::string path = distill::string_field(
      input, {"file_path", "filePath", "absolute_path", "notebook_path", "target_file", "path"});
  event::Event event;
  event.tool = tool;
  const auto tool_class = event::tool_class(event);
  if (!path.empty() && (changes_file(tool) || tool_class == "read"))
    return {file_part(path, changes_file(tool))};
  return {tool_part(tool, input)};
}

PlanStep step_of(const Json& step, const std::vector<std::string>& parameters) {
  PlanStep out;
  out.intent = text_at(step, "intent");
  const auto optional = step.find("optional");
  out.optional = optional != step.end() && optional->is_boolean() && optional->get<bool>();
  const bool angle = text_at(step, "placeholder") == "<>";
  const auto input = step.find("template");
  if (input == step.end() || !input->is_object()) return out;
  const std::string holes =
      distill::map_strings(input->dump(-1, ' ', false, Json::error_handler_t::replace),
                           [&](const std::string& text) { return with_holes(text, parameters, angle); });
  out.parts = parts_of(text_at(step, "tool"), holes);
  out.key = key_of(out);
  return out;
}

}  // namespace

std::string key_of(const PlanStep& step) {
  std::string out;
  for (const Part& part : step.parts) out += (out.empty() ? "" : " && ") + part.told;
  return out.empty() ? step.intent : out;
}

std::optional<PlanCheck> check_of(std::string_view line, const std::vector<std::string>& parameters) {
  const auto spans = skill::code_spans(line);
  if (spans.empty()) return std::nullopt;
  PlanCheck out;
  out.parts = parts_of_command(with_holes(spans[0], parameters, false));
  if (out.parts.empty()) return std::nullopt;
  out.told = spans[0];
  const std::string_view prints = " and prints ";
  const std::size_t at = line.find(prints);
  if (at == line.npos) return out;
  const auto wanted = skill::code_spans(line.substr(at + prints.size()));
  if (!wanted.empty()) out.prints = with_holes(wanted[0], parameters, false);
  return out;
}

std::optional<Plan> plan_of_model(std::string_view json) {
  const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth < kMaxDepth; };
  const Json model = Json::parse(json, shallow, false);
  if (!model.is_object() || !model.contains("steps")) return std::nullopt;
  Plan out;
  for (const Json& p : list_at(model, "parameters"))
    if (p.is_object() && !text_at(p, "name").empty()) out.parameters.push_back(text_at(p, "name"));
  for (const Json& step : list_at(model, "steps"))
    if (step.is_object() && out.steps.size() < kMostSteps) out.steps.push_back(step_of(step, out.parameters));
  for (const Json& line : list_at(model, "verification")) {
    if (!line.is_string()) continue;
    if (auto check = check_of(line.get<std::string>(), out.parameters))
      out.checks.push_back(std::move(*check));
  }
  for (const Json& gotcha : list_at(model, "gotchas"))
    if (gotcha.is_object()) out.gotchas.push_back(text_at(gotcha, "symptom"));
  return out;
}

Plan plan_of(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin != text.npos && text[begin] == '{')
    if (auto plan = plan_of_model(text)) return std::move(*plan);
  return plan_of_text(text);
}

}  // namespace galdr::outcome
