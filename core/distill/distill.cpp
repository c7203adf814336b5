#include "core/distill/distill.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/distill/drafts.hpp"
#include "core/distill/intent.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/loops.hpp"
#include "core/distill/merge.hpp"
#include "core/distill/naming.hpp"
#include "core/distill/params.hpp"
#include "core/distill/verify.hpp"
#include "core/distill/wording.hpp"

namespace galdr::distill {
namespace {

using Parameters = std::vector<Parameter>;

Step step_of(const Draft& draft, const Parameters& parameters) {
  Step out;
  out.tool = draft.call.tool;
  out.angle = contains(all_strings(draft.call.input), "{{") || contains(draft.material, "{{");
  const Mark mark = out.angle ? Mark::angle : Mark::braces;
  const auto named = [&](const std::string& text) { return with_parameters(text, parameters, mark); };
  out.intent = named(intent_of(draft.call));
  out.template_json = map_strings(draft.call.input, named);
  out.note = named(draft.note);
  out.material = named(draft.material);
  out.material_is_diff = draft.material_is_diff;
  out.optional = out.mends = draft.optional;
  out.check = draft.call.is_shell() && draft.call.status == event::Status::ok ? "exit 0" : "";
  return out;
}

std::vector<std::string> named_all(std::vector<std::string> lines, const Parameters& parameters) {
  for (std::string& line : lines) line = with_parameters(line, parameters, Mark::braces);
  return lines;
}

Gotcha gotcha_of(const Mend& mend, const Parameters& parameters) {
  Gotcha out = mend.gotcha;
  for (std::string* text : {&out.symptom, &out.fix, &out.where})
    *text = with_parameters(*text, parameters, Mark::braces);
  return out;
}

void add_once(std::vector<std::string>& all, const std::string& item) {
  if (!item.empty() && std::find(all.begin(), all.end(), item) == all.end()) all.push_back(item);
}

/// A single run has no other to be held against: what may vary is what its request names.
Recipe recipe_of(const Trace& trace) {
  Recipe out;
  out.parameters = parameters_of(*trace.run, trace.story, trace.drafts);
  for (const Draft& draft : trace.drafts) out.steps.push_back(step_of(draft, out.parameters));
  for (std::size_t i = 0; i < out.steps.size(); ++i)
    if (!trace.drafts[i].each.empty()) name_item(out.steps[i], trace.drafts[i].each, out.parameters);
  for (const Mend& mend : trace.mends) out.gotchas.push_back(gotcha_of(mend, out.parameters));
  for (const Check& check : checks_of(trace.story)) out.verification.push_back(told(check));
  out.verification = named_all(std::move(out.verification), out.parameters);
  out.preconditions = named_all(preconditions_of(trace.drafts), out.parameters);
  add_once(out.preconditions, versions_told(versions_in(trace.story), trace.drafts));
  out.tasks = named_all({task_of(trace.story.prompts)}, out.parameters);
  out.wishes = named_all(wishes_of(trace.story.prompts), out.parameters);
  return out;
}

std::string first_of(std::initializer_list<std::string> names) {
  const auto found =
      std::find_if(names.begin(), names.end(), [](const std::string& n) { return !n.empty(); });
  return found == names.end() ? "" : *found;
}

/// Nobody said what it is for: what its first steps do.
std::string task_from(const std::vector<Step>& steps) {
  constexpr std::size_t kTold = 3;
  std::vector<std::string> deeds;
  for (const Step& step : steps)
    if (deeds.size() < kTold) add_once(deeds, deeds.empty() ? step.intent : decapitalised(step.intent));
  return listed(deeds);
}

void name_skill(Skill& skill, const Recipe& recipe, const Trace& first, const std::string& name) {
  const bool asked = !recipe.tasks.empty() && !recipe.tasks.front().empty();
  const std::string task = asked ? recipe.tasks.front() : task_from(skill.steps);
  const std::string told = spoken(plain_prose(task), skill.parameters);
  skill.name = first_of({skill_name(name), skill_name(localise(first.story.places, first.run->name)),
                         name_from_task(told, skill.parameters), "recorded-task"});
  skill.title = asked ? title_of(told) : capitalised(told);
  skill.description = description_of(told);
  skill.when_to_use = asked ? task : "";
  skill.wishes = recipe.wishes;
}

}  // namespace

Skill distill(const std::vector<Run>& runs, const std::string& name) {
  if (!name.empty() && skill_name(name).empty())
    throw Error(ErrorCode::invalid, "no skill can have that name: it must hold letters a-z or digits");
  std::vector<Trace> traces;
  Skill skill;
  for (const Run& run : runs)
    traces.push_back(trace_of(run, runs.size() == 1 ? Among::itself : Among::others));
  std::erase_if(traces, [](const Trace& t) { return t.drafts.empty(); });
  for (const Trace& trace : traces) {
    add_once(skill.recordings, trace.run->rec_id);
    add_once(skill.sessions, trace.run->session_id);
  }
  if (traces.empty())
    throw Error(ErrorCode::invalid, "nothing in there is worth a step: no call changed or checked anything");
  if (traces.size() == 1 && runs.size() > 2)
    throw Error(ErrorCode::invalid, "the runs have nothing in common: only one of them has a step at all");
  if (traces.size() == 1 && runs.size() == 2) traces = {trace_of(*traces.front().run, Among::itself)};
  Recipe recipe = traces.size() == 1 ? recipe_of(traces.front()) : merged(traces);
  if (recipe.steps.empty()) throw Error(ErrorCode::invalid, "the runs have no step in common");
  skill.parameters = std::move(recipe.parameters);
  for (Parameter& parameter : skill.parameters)
    if (is_secret(parameter.name, parameter.values)) parameter.values.clear();
  skill.steps = std::move(recipe.steps);
  skill.gotchas = std::move(recipe.gotchas);
  skill.verification = std::move(recipe.verification);
  skill.preconditions = std::move(recipe.preconditions);
  skill.runs = static_cast<int>(traces.size());
  name_skill(skill, recipe, traces.front(), name);
  return skill;
}

}  // namespace galdr::distill
