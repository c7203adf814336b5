#include "core/distill/merge.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/distill/chains.hpp"
#include "core/distill/columns.hpp"
#include "core/distill/intent.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/loops.hpp"
#include "core/distill/params.hpp"
#include "core/distill/substitution.hpp"
#include "core/distill/verify.hpp"
#include "core/distill/wording.hpp"

namespace galdr::distill {
namespace {

constexpr double kSameSymptom = 0.6;

void add_once(std::vector<std::string>& all, const std::string& item) {
  if (!item.empty() && std::find(all.begin(), all.end(), item) == all.end()) all.push_back(item);
}

/// All that the steps of a recipe are told with.
struct Telling {
  const std::vector<Trace>& traces;
  const Agreement& agreement;
  const Substitution& names;

  std::string in_run(std::string_view text, std::size_t run) const {
    return names.in(text, run, Mark::braces);
  }
};

const StepText* text_for(const Agreement& agreement, std::size_t column, const std::string& key) {
  for (const StepText& text : agreement.texts)
    if (text.column == column && text.key == key) return &text;
  return nullptr;
}

/// Holes by name. What only some runs have may hold values that do not vary in them.
std::string text_told(const Telling& telling, const StepText& text, std::size_t run, Mark mark) {
  if (text.everywhere) return telling.names.of(text.pattern, mark);
  std::string out;
  for (const Piece& piece : text.pattern)
    out += piece.is_hole() ? telling.names.of({piece}, mark) : telling.names.in(piece.literal, run, mark);
  return out;
}

/// Without what most runs did not give.
std::string usual_input(const Telling& telling, const Column& column, const std::string& input) {
  std::map<std::string, int> given;
  for (std::size_t r = 0; r < telling.traces.size(); ++r)
    if (column.drafts[r])
      for (const std::string& key : keys_of(telling.traces[r].drafts[*column.drafts[r]].call.input))
        ++given[key];
  std::string out = input;
  for (const auto& [key, runs] : given)
    if (2 * runs < column.support()) out = without_keys(out, {key.c_str()});
  return out;
}

std::string template_of(const Telling& telling, std::size_t index, const Draft& draft, std::size_t run,
                        Mark mark) {
  std::vector<Leaf> leaves = leaves_of(draft.call.input);
  for (Leaf& leaf : leaves) {
    const StepText* text = text_for(telling.agreement, index, leaf.key);
    leaf.text = text ? text_told(telling, *text, run, mark) : telling.names.in(leaf.text, run, mark);
  }
  return usual_input(telling, telling.agreement.columns[index], with_leaves(draft.call.input, leaves));
}

/// Did the runs write different files, change different lines, ask different questions?
bool free_text_varies(const Telling& telling, const Column& column) {
  std::set<std::string> told;
  for (std::size_t r = 0; r < telling.traces.size(); ++r) {
    if (!column.drafts[r]) continue;
    told.insert(free_text_of(telling.traces[r].drafts[*column.drafts[r]], telling.names, r));
  }
  return told.size() > 1;
}

/// Each run that has the step made it to mend a failure.
bool only_mends(const Telling& telling, const Column& column) {
  for (std::size_t r = 0; r < telling.traces.size(); ++r)
    if (column.drafts[r] && !telling.traces[r].drafts[*column.drafts[r]].optional) return false;
  return true;
}

/// What the runs made the step for, one after another.
std::vector<std::string> items_of(const Telling& telling, const Column& column) {
  std::vector<std::string> out;
  for (std::size_t r = 0; r < telling.traces.size(); ++r) {
    if (!column.drafts[r]) continue;
    for (const std::string& item : telling.traces[r].drafts[*column.drafts[r]].each) add_once(out, item);
  }
  return out;
}

/// What every run saw the step yield.
std::string check_of(const Telling& telling, const Column& column) {
  std::set<std::string> lines;
  for (std::size_t r = 0; r < telling.traces.size(); ++r) {
    if (!column.drafts[r]) continue;
    const Call& call = telling.traces[r].drafts[*column.drafts[r]].call;
    if (!call.is_shell() || call.status != event::Status::ok) return "";
    lines.insert(telling.in_run(last_line_of(call), r));
  }
  return lines.size() == 1 && !lines.begin()->empty() ? "exit 0, prints " + code_span(*lines.begin())
                                                      : "exit 0";
}

/// As its run made it, values by name.
Draft named(const Telling& telling, const Draft& draft, std::size_t run) {
  Draft out = draft;
  for (std::string* text : {&out.call.command, &out.call.path, &out.call.about})
    *text = telling.in_run(*text, run);
  if (!out.call.is_shell())
    out.call.input = map_strings(out.call.input, [&](const auto& text) { return telling.in_run(text, run); });
  return out;
}

Step step_of(const Telling& telling, std::size_t index) {
  const Column& column = telling.agreement.columns[index];
  const std::size_t run = teller_of(column);
  const Draft& draft = telling.traces[run].drafts[*column.drafts[run]];
  Step out;
  out.tool = draft.call.tool;
  out.angle = contains(all_strings(draft.call.input), "{{") || contains(draft.material, "{{");
  out.template_json = template_of(telling, index, draft, run, out.angle ? Mark::angle : Mark::braces);
  out.intent = intent_of(named(telling, draft, run).call);
  out.note = telling.in_run(draft.note, run);
  out.material = telling.names.in(draft.material, run, out.angle ? Mark::angle : Mark::braces);
  out.material_is_diff = draft.material_is_diff;
  out.support = column.support();
  out.optional = out.support < static_cast<int>(telling.traces.size());
  out.mends = only_mends(telling, column);
  out.varies = free_text_varies(telling, column);
  out.check = check_of(telling, column);
  return out;
}

Parameter parameter_of(const Variable& variable, const std::vector<Variable>& all) {
  Parameter out{variable.name, variable.description, {}, ""};
  for (const auto& value : variable.values)
    if (value && std::find(out.values.begin(), out.values.end(), *value) == out.values.end())
      out.values.push_back(*value);
  if (variable.is_derived()) out.derived_from = all[variable.derived_from].name;
  return out;
}

/// A gotcha, and what each run that met it did.
struct Met {
  Gotcha gotcha;
  std::set<std::size_t> runs;
  std::vector<std::string> fixes;
};

/// The same words, once the runs' own values are named; or much the same from the same call.
bool same_symptom(const Gotcha& a, const Gotcha& b) {
  return a.symptom == b.symptom || (a.where == b.where && likeness(a.symptom, b.symptom) >= kSameSymptom);
}

const Column* column_of(const Telling& telling, std::size_t run, std::size_t call) {
  for (const Column& column : telling.agreement.columns)
    if (column.drafts[run] && telling.traces[run].drafts[*column.drafts[run]].at == call) return &column;
  return nullptr;
}

/// Without what other runs do though nothing failed: a step that happened to stand in between.
Mend without_steps(const Telling& telling, const Mend& mend, std::size_t run) {
  Mend out = mend;
  std::erase_if(out.fixes, [&](std::size_t call) {
    const Column* column = column_of(telling, run, call);
    return column != nullptr && !only_mends(telling, *column);
  });
  return out.fixes.empty() ? mend : out;
}

void take_mend(std::vector<Met>& all, const Telling& telling, std::size_t run, const Mend& mend) {
  Gotcha gotcha = mend.gotcha;
  gotcha.fix = fix_told(telling.traces[run].story, without_steps(telling, mend, run));
  for (std::string* text : {&gotcha.symptom, &gotcha.fix, &gotcha.where}) *text = telling.in_run(*text, run);
  auto known =
      std::find_if(all.begin(), all.end(), [&](const Met& m) { return same_symptom(m.gotcha, gotcha); });
  if (known == all.end()) known = all.insert(all.end(), {gotcha, {}, {}});
  known->runs.insert(run);
  known->fixes.push_back(gotcha.fix);
}

/// What most runs did; the first of equals.
std::string commonest(const std::vector<std::string>& fixes) {
  const auto times = [&](const std::string& fix) { return std::count(fixes.begin(), fixes.end(), fix); };
  return *std::max_element(fixes.begin(), fixes.end(),
                           [&](const auto& a, const auto& b) { return times(a) < times(b); });
}

std::vector<Gotcha> gotchas_of(const Telling& telling) {
  std::vector<Met> all;
  for (std::size_t r = 0; r < telling.traces.size(); ++r)
    for (const Mend& mend : telling.traces[r].mends) take_mend(all, telling, r, mend);
  std::vector<Gotcha> out;
  for (const Met& met : all) {
    out.push_back(met.gotcha);
    out.back().fix = commonest(met.fixes);
    out.back().seen = static_cast<int>(met.runs.size());
  }
  return out;
}

/// A check that runs made, and how many of them got which answer.
struct Made {
  Check check;
  int runs = 0;
};

void take_check(std::vector<Made>& all, Check check) {
  const auto known = std::find_if(all.begin(), all.end(), [&](const Made& m) {
    return without_tags(m.check.command) == without_tags(check.command);
  });
  if (known == all.end()) return all.push_back({std::move(check), 1});
  ++known->runs;
  if (known->check.answer != check.answer) known->check.answer.clear();
}

/// The checks that most runs made.
std::vector<std::string> verification_of(const Telling& telling) {
  std::vector<Made> all;
  for (std::size_t r = 0; r < telling.traces.size(); ++r) {
    for (Check& check : checks_of(telling.traces[r].story)) {
      check.command = telling.in_run(check.command, r);
      check.answer = telling.in_run(check.answer, r);
      take_check(all, std::move(check));
    }
  }
  std::vector<std::string> out;
  for (const Made& made : all)
    if (2 * made.runs > static_cast<int>(telling.traces.size())) out.push_back(told(made.check));
  return out;
}

/// The steps' drafts, as their tellers made them.
std::vector<Draft> drafts_told(const Telling& telling) {
  std::vector<Draft> out;
  for (const Column& column : telling.agreement.columns) {
    const std::size_t run = teller_of(column);
    out.push_back(named(telling, telling.traces[run].drafts[*column.drafts[run]], run));
  }
  return out;
}

std::vector<std::string> needs_of(const Telling& telling) {
  const std::vector<Draft> drafts = drafts_told(telling);
  std::vector<std::string> out = preconditions_of(drafts);
  std::map<std::string, std::string> versions;
  for (const Trace& trace : telling.traces) versions.merge(versions_in(trace.story));
  add_once(out, versions_told(versions, drafts));
  return out;
}

/// What a run's person said, values by name.
std::vector<std::string> requests_told(const Telling& telling, std::size_t run) {
  std::vector<std::string> out;
  for (const std::string& request : telling.traces[run].story.prompts)
    out.push_back(telling.in_run(request, run));
  if (!telling.agreement.request.empty()) out[0] = telling.names.of(telling.agreement.request, Mark::braces);
  return out;
}

}  // namespace

Recipe merged(std::vector<Trace> traces) {
  split_chains(traces);
  const Agreement agreement = agreement_of(traces);
  const Substitution names(agreement.variables, agreement.texts);
  const Telling telling{traces, agreement, names};
  Recipe out;
  for (const Variable& variable : agreement.variables)
    out.parameters.push_back(parameter_of(variable, agreement.variables));
  for (std::size_t c = 0; c < agreement.columns.size(); ++c) {
    out.steps.push_back(step_of(telling, c));
    if (const auto each = items_of(telling, agreement.columns[c]); !each.empty())
      name_item(out.steps.back(), each, out.parameters);
  }
  out.gotchas = gotchas_of(telling);
  for (std::size_t r = 0; r < traces.size(); ++r) {
    const std::vector<std::string> said = requests_told(telling, r);
    add_once(out.tasks, task_of(said));
    for (const std::string& wish : wishes_of(said)) add_once(out.wishes, wish);
  }
  out.verification = verification_of(telling);
  out.preconditions = needs_of(telling);
  return out;
}

}  // namespace galdr::distill
