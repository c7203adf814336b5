#include "core/distill/distill.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/distill/drafts.hpp"
#include "core/distill/intent.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/merge.hpp"
#include "core/distill/params.hpp"
#include "core/distill/verify.hpp"
#include "core/distill/wording.hpp"

namespace galdr::distill {
namespace {

using Parameters = std::vector<Parameter>;

Step step_of(const Draft& draft, const Parameters& parameters) {
  Step out;
  out.tool = draft.call.tool;
  out.angle = contains(all_strings(draft.call.input), "{{");
  const Mark mark = out.angle ? Mark::angle : Mark::braces;
  const auto named = [&](const std::string& text) { return with_parameters(text, parameters, mark); };
  out.intent = named(intent_of(draft.call));
  out.template_json = map_strings(draft.call.input, named);
  out.note = named(draft.note);
  out.optional = draft.optional;
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

Recipe recipe_of(const Run& run, const Story& story) {
  const std::vector<Role> roles = roles_of(story);
  const std::vector<Mend> mends = mends_of(story, roles);
  const std::vector<Draft> drafts = drafts_of(story, roles, mends);
  Recipe out;
  out.parameters = parameters_of(run, story, drafts);
  for (const Draft& draft : drafts) out.steps.push_back(step_of(draft, out.parameters));
  for (const Mend& mend : mends) out.gotchas.push_back(gotcha_of(mend, out.parameters));
  out.verification = named_all(verification_of(story), out.parameters);
  out.preconditions = named_all(preconditions_of(drafts), out.parameters);
  return out;
}

std::string first_of(std::initializer_list<std::string> names) {
  const auto found =
      std::find_if(names.begin(), names.end(), [](const std::string& n) { return !n.empty(); });
  return found == names.end() ? "" : *found;
}

void name_skill(Skill& skill, const std::vector<Run>& runs, const Story& story, const std::string& name) {
  const std::string recorded = runs.front().name;
  const std::string task = task_of(story.prompts);
  const std::string told = with_parameters(plain_prose(task), skill.parameters, Mark::spoken);
  skill.name = first_of({skill_name(name), skill_name(localise(story.places, recorded)),
                         name_from_task(told, skill.parameters), "recorded-task"});
  const std::string words = capitalised(skill.name);
  std::string spoken = words;
  std::replace(spoken.begin(), spoken.end(), '-', ' ');
  skill.title = task.empty() ? spoken : title_of(told);
  skill.description = description_of(task.empty() ? "Repeat the task " + spoken : told);
  skill.when_to_use = with_parameters(task, skill.parameters, Mark::braces);
  skill.wishes = named_all(wishes_of(story.prompts), skill.parameters);
}

void add_once(std::vector<std::string>& all, const std::string& item) {
  if (!item.empty() && std::find(all.begin(), all.end(), item) == all.end()) all.push_back(item);
}

}  // namespace

Skill distill(const std::vector<Run>& runs, const std::string& name) {
  std::vector<Recipe> recipes;
  std::vector<Story> stories;
  Skill skill;
  for (const Run& run : runs) {
    stories.push_back(story_of(run));
    recipes.push_back(recipe_of(run, stories.back()));
    add_once(skill.recordings, run.rec_id);
    add_once(skill.sessions, run.session_id);
  }
  std::erase_if(recipes, [](const Recipe& r) { return r.steps.empty(); });
  if (recipes.empty())
    throw Error(ErrorCode::invalid, "nothing in there is worth a step: no call changed or checked anything");
  Recipe whole = merged(recipes);
  if (whole.steps.empty()) throw Error(ErrorCode::invalid, "the runs have no step in common");
  skill.parameters = std::move(whole.parameters);
  skill.steps = std::move(whole.steps);
  skill.gotchas = std::move(whole.gotchas);
  skill.verification = std::move(whole.verification);
  skill.preconditions = std::move(whole.preconditions);
  skill.runs = static_cast<int>(runs.size());
  name_skill(skill, runs, stories.front(), name);
  return skill;
}

}  // namespace galdr::distill
