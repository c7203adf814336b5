#include "core/distill/merge.hpp"

#include <algorithm>

#include "core/distill/columns.hpp"
#include "core/distill/intent.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/params.hpp"
#include "core/distill/substitution.hpp"
#include "core/distill/verify.hpp"
#include "core/distill/wording.hpp"

namespace galdr::distill {
namespace {

using Traces = std::vector<Trace>;

/// All that the steps of a recipe are told with.
struct Telling {
  const Traces& traces;
  const Agreement& agreement;
  const Substitution& names;

  std::string in_run(std::string_view text, std::size_t run) const {
    return names.in(text, run, Mark::braces);
  }
};

const Pattern* pattern_for(const Agreement& agreement, std::size_t column, const std::string& key) {
  for (const StepText& text : agreement.texts)
    if (text.column == column && text.key == key) return &text.pattern;
  return nullptr;
}

/// Holes by name. What only some runs have may hold values that do not vary in them.
std::string text_told(const Telling& telling, const Pattern& pattern, bool everywhere, std::size_t run,
                      Mark mark) {
  if (everywhere) return telling.names.of(pattern, mark);
  std::string out;
  for (const Piece& piece : pattern)
    out += piece.is_hole() ? telling.names.of({piece}, mark) : telling.names.in(piece.literal, run, mark);
  return out;
}

std::string template_of(const Telling& telling, std::size_t index, const Draft& draft, std::size_t run,
                        Mark mark) {
  const Column& column = telling.agreement.columns[index];
  const bool everywhere = column.support() == static_cast<int>(telling.traces.size());
  std::vector<Leaf> leaves = leaves_of(draft.call.input);
  for (Leaf& leaf : leaves) {
    const Pattern* pattern = pattern_for(telling.agreement, index, leaf.key);
    leaf.text = pattern ? text_told(telling, *pattern, everywhere, run, mark)
                        : telling.names.in(leaf.text, run, mark);
  }
  return with_leaves(draft.call.input, leaves);
}

bool always_optional(const Telling& telling, const Column& column) {
  const int runs = static_cast<int>(telling.traces.size());
  return column.support() < runs;
}

Step step_of(const Telling& telling, std::size_t index) {
  const Column& column = telling.agreement.columns[index];
  const std::size_t run = teller_of(column);
  const Draft& draft = telling.traces[run].drafts[*column.drafts[run]];
  Step out;
  out.tool = draft.call.tool;
  out.angle = contains(all_strings(draft.call.input), "{{");
  out.template_json = template_of(telling, index, draft, run, out.angle ? Mark::angle : Mark::braces);
  out.intent = telling.in_run(intent_of(draft.call), run);
  out.note = telling.in_run(draft.note, run);
  out.support = column.support();
  out.optional = always_optional(telling, column);
  out.check = draft.call.is_shell() && draft.call.status == event::Status::ok ? "exit 0" : "";
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

void add_once(std::vector<std::string>& all, const std::string& item) {
  if (!item.empty() && std::find(all.begin(), all.end(), item) == all.end()) all.push_back(item);
}

/// What of several runs is the same gotcha: the symptom, once the runs' own values are named.
void take_gotcha(std::vector<Gotcha>& all, Gotcha gotcha) {
  const auto known =
      std::find_if(all.begin(), all.end(), [&](const Gotcha& g) { return g.symptom == gotcha.symptom; });
  if (known == all.end())
    all.push_back(std::move(gotcha));
  else
    ++known->seen;
}

std::vector<Gotcha> gotchas_of(const Telling& telling) {
  std::vector<Gotcha> out;
  for (std::size_t r = 0; r < telling.traces.size(); ++r) {
    for (const Mend& mend : telling.traces[r].mends) {
      Gotcha gotcha = mend.gotcha;
      gotcha.seen = 1;
      for (std::string* text : {&gotcha.symptom, &gotcha.fix, &gotcha.where})
        *text = telling.in_run(*text, r);
      take_gotcha(out, std::move(gotcha));
    }
  }
  return out;
}

/// The lines that every run tells, or the first run's if there are none.
std::vector<std::string> shared(const std::vector<std::vector<std::string>>& runs) {
  std::vector<std::string> out;
  for (const std::string& line : runs.front()) {
    const bool everywhere = std::all_of(runs.begin(), runs.end(), [&](const auto& lines) {
      return std::find(lines.begin(), lines.end(), line) != lines.end();
    });
    if (everywhere) out.push_back(line);
  }
  return out.empty() ? runs.front() : out;
}

std::vector<std::string> named(const Telling& telling, std::vector<std::string> lines, std::size_t run) {
  for (std::string& line : lines) line = telling.in_run(line, run);
  return lines;
}

}  // namespace

Recipe merged(const std::vector<Trace>& traces) {
  const Agreement agreement = agreement_of(traces);
  const Substitution names(agreement.variables, agreement.texts);
  const Telling telling{traces, agreement, names};
  Recipe out;
  for (const Variable& variable : agreement.variables)
    out.parameters.push_back(parameter_of(variable, agreement.variables));
  for (std::size_t c = 0; c < agreement.columns.size(); ++c) out.steps.push_back(step_of(telling, c));
  out.gotchas = gotchas_of(telling);
  std::vector<std::vector<std::string>> checks, needs;
  for (std::size_t r = 0; r < traces.size(); ++r) {
    checks.push_back(named(telling, verification_of(traces[r].story), r));
    needs.push_back(named(telling, preconditions_of(traces[r].drafts), r));
    add_once(out.tasks, telling.in_run(task_of(traces[r].story.prompts), r));
    for (const std::string& wish : wishes_of(traces[r].story.prompts))
      add_once(out.wishes, telling.in_run(wish, r));
  }
  out.verification = shared(checks);
  out.preconditions = shared(needs);
  return out;
}

}  // namespace galdr::distill
