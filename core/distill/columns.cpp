#include "core/distill/columns.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/distill/json_text.hpp"
#include "core/distill/naming.hpp"
#include "core/distill/substitution.hpp"

namespace galdr::distill {
namespace {

constexpr std::size_t kLongText = 2000;

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

std::optional<std::string> leaf_text(const Draft& draft, const std::string& key) {
  for (const Leaf& leaf : leaves_of(draft.call.input))
    if (leaf.key == key) return leaf.text;
  return std::nullopt;
}

std::vector<StepText> texts_of(const std::vector<Trace>& traces, const std::vector<Column>& columns) {
  std::vector<StepText> out;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    for (const Leaf& leaf : leaves_of(draft_in(traces, columns[c], teller_of(columns[c])).call.input)) {
      if (is_free_text(leaf)) continue;
      Values values(traces.size());
      for (std::size_t r = 0; r < traces.size(); ++r)
        if (columns[c].drafts[r]) values[r] = leaf_text(draft_in(traces, columns[c], r), leaf.key);
      out.push_back({c, leaf.key, pattern_of(values)});
    }
  }
  return out;
}

Requests requests_of(const std::vector<Trace>& traces) {
  Requests out;
  for (const Trace& trace : traces) out.push_back(trace.story.prompts);
  return out;
}

void settle(Agreement& agreement, const std::vector<Trace>& traces) {
  const Requests requests = requests_of(traces);
  std::vector<std::map<std::string, std::string>> inputs;
  for (const Trace& trace : traces) {
    inputs.push_back(trace.run->inputs);
    for (auto& [name, value] : inputs.back()) value = localise(trace.story.places, value);
  }
  agreement.texts = texts_of(traces, agreement.columns);
  settle_holes(agreement.texts, requests);
  agreement.variables = variables_of(agreement.texts);
  name_variables(agreement.variables, agreement.texts, requests, inputs);
}

/// Does every run look for the same thing, once its own values are named? `tells` says whether one of them
/// is.
bool looks_for_one_thing(const std::vector<Trace>& traces, const Column& column, const Substitution& names,
                         bool& tells) {
  std::set<std::string> forms;
  for (std::size_t r = 0; r < traces.size(); ++r) {
    if (!column.drafts[r]) continue;
    const std::string& input = draft_in(traces, column, r).call.input;
    const std::string form =
        map_strings(input, [&](const std::string& text) { return names.in(text, r, Mark::braces); });
    tells = tells || form != map_strings(input, [](const std::string& text) { return text; });
    forms.insert(form);
  }
  return forms.size() == 1;
}

bool belongs(const std::vector<Trace>& traces, const Column& column, const Substitution& names) {
  if (column.support() < 2) return false;
  bool tells = false;
  if (!looks_for_one_thing(traces, column, names, tells)) return false;
  return tells || column.support() == static_cast<int>(traces.size());
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

bool is_free_text(const Leaf& leaf) {
  constexpr std::array<std::string_view, 14> kFree = {
      "/content", "/contents", "/old_string", "/new_string", "/oldString", "/newString", "/description",
      "/prompt",  "/timeout",  "/text",       "/edits",      "/patch",     "/todos",     "/instruction"};
  return leaf.text.size() > kLongText || std::any_of(kFree.begin(), kFree.end(), [&](std::string_view key) {
           return leaf.key == key || leaf.key.starts_with(std::string(key) + "/");
         });
}

Agreement agreement_of(const std::vector<Trace>& traces) {
  std::vector<std::vector<Draft>> drafts;
  for (const Trace& trace : traces) drafts.push_back(trace.drafts);
  const std::vector<Column> all = aligned(drafts);
  Agreement out;
  for (const Column& column : all)
    if (!is_look(traces, column) && !is_lone(traces, column)) out.columns.push_back(column);
  settle(out, traces);
  const Substitution names(out.variables, out.texts);
  std::vector<Column> kept;
  for (const Column& column : all) {
    if (is_look(traces, column) ? !belongs(traces, column, names) : is_lone(traces, column)) continue;
    if (!is_repeat(traces, all, column)) kept.push_back(column);
  }
  out.columns = std::move(kept);
  settle(out, traces);
  return out;
}

}  // namespace galdr::distill
