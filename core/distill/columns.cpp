#include "core/distill/columns.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "core/distill/json_text.hpp"
#include "core/distill/naming.hpp"
#include "core/distill/substitution.hpp"

namespace galdr::distill {
namespace {

constexpr std::size_t kLongText = 2000;
constexpr std::size_t kMostLeaves = 100;  ///< of one input; the others are told as recorded
constexpr int kRounds = 2;                ///< what varies is found by aligning, and helps to align

const Draft& draft_in(const std::vector<Trace>& traces, const Column& column, std::size_t run) {
  return traces[run].drafts[*column.drafts[run]];
}

bool is_look(const std::vector<Trace>& traces, const Column& column) {
  for (std::size_t r = 0; r < traces.size(); ++r)
    if (column.drafts[r] && !draft_in(traces, column, r).look) return false;
  return true;
}

bool is_fix(const std::vector<Trace>& traces, const Column& column) {
  for (std::size_t r = 0; r < traces.size(); ++r)
    if (column.drafts[r] && draft_in(traces, column, r).optional) return true;
  return false;
}

using Leaves = std::map<std::string, std::string>;  ///< text by key

std::vector<Leaves> leaves_by_run(const std::vector<Trace>& traces, const Column& column) {
  std::vector<Leaves> out(traces.size());
  for (std::size_t r = 0; r < traces.size(); ++r) {
    if (!column.drafts[r]) continue;
    for (Leaf& leaf : leaves_of(draft_in(traces, column, r).call.input))
      if (out[r].size() < kMostLeaves && !is_free_text(leaf) && !is_too_long(leaf.text))
        out[r].emplace(std::move(leaf.key), std::move(leaf.text));
  }
  return out;
}

std::vector<StepText> texts_of(const std::vector<Trace>& traces, const std::vector<Column>& columns,
                               const std::vector<Values>& known) {
  std::vector<StepText> out;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::vector<Leaves> runs = leaves_by_run(traces, columns[c]);
    for (const auto& [key, text] : runs[teller_of(columns[c])]) {
      Values values(runs.size());
      for (std::size_t r = 0; r < runs.size(); ++r)
        if (const auto found = runs[r].find(key); found != runs[r].end()) values[r] = found->second;
      const bool everywhere = std::count(values.begin(), values.end(), std::nullopt) == 0;
      out.push_back({c, key, pattern_of(values, known), everywhere});
    }
  }
  return out;
}

Requests requests_of(const std::vector<Trace>& traces) {
  Requests out;
  for (const Trace& trace : traces) out.push_back(trace.story.prompts);
  return out;
}

std::vector<std::map<std::string, std::string>> inputs_of(const std::vector<Trace>& traces) {
  std::vector<std::map<std::string, std::string>> out;
  for (const Trace& trace : traces) {
    out.push_back(trace.run->inputs);
    for (auto& [name, value] : out.back()) value = localise(trace.story.places, value);
  }
  return out;
}

/// What requests name is a value of every run, also of those that have no step for it; and a parameter though
/// no step uses it: the next task will differ in it.
void take_asked(std::vector<Variable>& variables, const Values& asked) {
  const auto is_it = [&](const Variable& v) { return agrees(v.values, asked); };
  const auto first = std::find_if(variables.begin(), variables.end(), is_it);
  if (first == variables.end()) return variables.push_back({asked, "", "", Variable::kNone});
  first->values = asked;
  variables.erase(std::remove_if(first + 1, variables.end(), is_it), variables.end());
}

void settle(Agreement& agreement, const std::vector<Trace>& traces, const std::vector<Values>& known,
            const std::vector<Values>& asked) {
  const Requests requests = requests_of(traces);
  agreement.texts = texts_of(traces, agreement.columns, known);
  settle_holes(agreement.texts, requests);
  agreement.variables = variables_of(agreement.texts);
  for (const Values& values : asked) take_asked(agreement.variables, values);
  name_variables(agreement.variables, agreement.texts, requests, inputs_of(traces));
}

/// Do the requests say the same, but for some values? Free wordings have little in common.
bool says_one_thing(const Pattern& pattern, const std::string& request) {
  const auto words = [](std::string_view text) {
    const auto tokens = tokens_of(text);
    return std::count_if(tokens.begin(), tokens.end(), [](const Token& t) { return t.holds_words(); });
  };
  std::ptrdiff_t shared = 0, holes = 0;
  for (const Piece& piece : pattern) shared += words(piece.literal), holes += piece.is_hole() ? 1 : 0;
  return shared >= holes && 3 * shared >= words(request);
}

/// The first request of each run as one pattern; empty where each has words of its own.
Pattern request_of(const std::vector<Trace>& traces) {
  const Requests requests = requests_of(traces);
  Values texts;
  for (const auto& prompts : requests)
    texts.push_back(prompts.empty() ? std::nullopt : std::optional(prompts.front()));
  if (!std::all_of(texts.begin(), texts.end(), [](const auto& t) { return t && !is_too_long(*t); }))
    return {};
  std::vector<StepText> request{{0, "", pattern_of(texts), true}};
  if (!says_one_thing(request[0].pattern, *texts[0])) return {};
  settle_holes(request, requests);
  return request[0].pattern;
}

std::vector<Values> holes_of(const Pattern& pattern) {
  std::vector<Values> out;
  for (const Variable& variable : variables_of({{0, "", pattern, true}})) out.push_back(variable.values);
  return out;
}

bool holds_words(const Values& values) {
  return std::all_of(values.begin(), values.end(), [](const auto& v) {
    return v && std::any_of(v->begin(), v->end(),
                            [](unsigned char c) { return std::isalnum(c) != 0 || c >= 0x80; });
  });
}

/// Variables that are seen in more than one place, and what was known before.
std::vector<Values> known_after(const Agreement& agreement, const std::vector<Values>& before) {
  std::vector<Values> out = before;
  for (const Variable& variable : agreement.variables) {
    std::size_t places = 0;
    for (const StepText& text : agreement.texts)
      for (const Piece& piece : text.pattern) places += piece.values == variable.values ? 1 : 0;
    const bool is_new = std::find(out.begin(), out.end(), variable.values) == out.end();
    if (places > 1 && is_new && holds_words(variable.values)) out.push_back(variable.values);
  }
  return out;
}

/// The drafts of each run with the known values by name: what is the same step is then the same text.
std::vector<std::vector<Draft>> named_drafts(const std::vector<Trace>& traces, const Substitution* names) {
  std::vector<std::vector<Draft>> out;
  for (std::size_t r = 0; r < traces.size(); ++r) {
    out.push_back(traces[r].drafts);
    if (!names) continue;
    for (Draft& draft : out.back()) {
      Call& call = draft.call;
      call.command = names->in(call.command, r, Mark::braces);
      call.path = names->in(call.path, r, Mark::braces);
      if (!call.is_shell() && call.path.empty())
        call.input = map_strings(call.input,
                                 [&](const std::string& text) { return names->in(text, r, Mark::braces); });
    }
  }
  return out;
}

/// What the looks of a column have to do with the task.
struct Sought {
  bool one_thing = true;    ///< they differ in values of the task only
  bool task_value = false;  ///< and there is one
};

Sought sought_by(const Agreement& agreement, const std::vector<Trace>& traces, const Column& column,
                 const std::vector<Values>& known) {
  Sought out;
  for (const StepText& text : texts_of(traces, {column}, known)) {
    for (const Piece& piece : text.pattern) {
      if (!piece.is_hole()) continue;
      const bool is_task_value =
          std::any_of(agreement.variables.begin(), agreement.variables.end(),
                      [&](const Variable& v) { return agrees(piece.values, v.values); });
      (is_task_value ? out.task_value : out.one_thing) = is_task_value;
    }
  }
  return out;
}

/// Some run looks so again and again: that says nothing of the task.
bool is_habit(const std::vector<Trace>& traces, const Column& column) {
  for (std::size_t r = 0; r < traces.size(); ++r) {
    if (!column.drafts[r]) continue;
    const Call& look = draft_in(traces, column, r).call;
    const auto& calls = traces[r].story.calls;
    if (std::count_if(calls.begin(), calls.end(), [&](const Call& c) { return same_action(c, look); }) > 1)
      return true;
  }
  return false;
}

bool belongs(const Agreement& agreement, const std::vector<Trace>& traces, const Column& column,
             const std::vector<Values>& known) {
  if (column.support() < 2) return false;
  const Sought sought = sought_by(agreement, traces, column, known);
  if (!sought.one_thing || sought.task_value) return sought.one_thing;
  return column.support() == static_cast<int>(traces.size()) && !is_habit(traces, column);
}

bool is_lone(const std::vector<Trace>& traces, const Column& column) {
  return traces.size() > 2 && column.support() == 1 && !is_fix(traces, column);
}

std::string told(const std::vector<Trace>& traces, const Column& column) {
  const Call& call = draft_in(traces, column, teller_of(column)).call;
  return call.tool + '\n' + (call.is_shell() ? call.command : call.input);
}

/// Something that all runs do elsewhere, done once more by some.
bool is_repeat(const std::vector<Trace>& traces, const std::vector<Column>& columns, const Column& column) {
  const int runs = static_cast<int>(traces.size());
  return column.support() < runs && std::any_of(columns.begin(), columns.end(), [&](const Column& other) {
           return other.support() == runs && told(traces, other) == told(traces, column);
         });
}

}  // namespace

std::size_t teller_of(const Column& column) {
  std::size_t out = 0;
  while (!column.drafts[out]) ++out;
  return out;
}

std::string free_text_of(const Draft& draft, const Substitution& names, std::size_t run) {
  std::string out = names.in(trim(draft.material), run, Mark::braces);
  for (const Leaf& leaf : leaves_of(draft.call.input))  // agents name and end the same text differently
    if (is_free_text(leaf)) out += '\n' + names.in(trim(leaf.text), run, Mark::braces);
  return out;
}

bool is_free_text(const Leaf& leaf) {
  constexpr std::array<std::string_view, 17> kFree = {
      "/content",     "/contents",    "/old_string", "/new_string", "/oldString", "/newString",
      "/description", "/prompt",      "/timeout",    "/text",       "/edits",     "/patch",
      "/todos",       "/instruction", "/file_text",  "/old_str",    "/new_str"};
  return leaf.text.size() > kLongText || std::any_of(kFree.begin(), kFree.end(), [&](std::string_view key) {
           return leaf.key == key || leaf.key.starts_with(std::string(key) + "/");
         });
}

Agreement agreement_of(const std::vector<Trace>& traces) {
  const Pattern request = request_of(traces);
  const std::vector<Values> asked = holes_of(request);
  std::vector<Values> known = asked;
  Agreement out;
  std::vector<Column> all;
  for (int round = 0; round < kRounds; ++round) {
    const Substitution names(out.variables, out.texts);
    all = aligned(named_drafts(traces, round == 0 ? nullptr : &names));
    Agreement next;
    for (const Column& column : all)
      if (!is_look(traces, column) && !is_lone(traces, column)) next.columns.push_back(column);
    settle(next, traces, known, asked);
    known = known_after(next, known);
    out = std::move(next);
  }
  std::vector<Column> kept;
  for (const Column& column : all) {
    if (is_look(traces, column) ? !belongs(out, traces, column, known) : is_lone(traces, column)) continue;
    if (!is_repeat(traces, all, column)) kept.push_back(column);
  }
  Agreement final{std::move(kept), {}, {}, request};
  settle(final, traces, known, asked);
  return final;
}

}  // namespace galdr::distill
