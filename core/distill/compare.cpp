#include "core/distill/compare.hpp"

#include <algorithm>
#include <set>

#include "core/base/error.hpp"
#include "core/distill/chains.hpp"
#include "core/distill/columns.hpp"
#include "core/distill/naming.hpp"
#include "core/distill/substitution.hpp"

namespace galdr::distill {
namespace {

using In = ComparedStep::In;

std::string told(const Call& call) {
  if (call.is_shell()) return call.command;
  return call.path.empty() ? call.input : call.path;
}

In in_of(bool first, bool second) { return first && second ? In::both : first ? In::first : In::second; }

ComparedStep step_of(const std::vector<Trace>& traces, const Column& column, const Substitution& names) {
  ComparedStep out;
  std::vector<std::string> texts(2), contents(2);
  for (std::size_t r = 0; r < 2; ++r) {
    if (!column.drafts[r]) continue;
    const Draft& draft = traces[r].drafts[*column.drafts[r]];
    texts[r] = names.in(told(draft.call), r, Mark::braces);
    contents[r] = free_text_of(draft, names, r);
    if (out.tool.empty()) out.tool = draft.call.tool;
  }
  out.in = in_of(column.drafts[0].has_value(), column.drafts[1].has_value());
  out.same =
      out.in == In::both && without_tags(texts[0]) == without_tags(texts[1]) && contents[0] == contents[1];
  out.first = std::move(texts[0]);
  out.second = std::move(texts[1]);
  return out;
}

/// What only the first run has stands before what only the second has, where they meet.
void put_first_run_first(std::vector<Column>& columns) {
  const auto only = [](const Column& c, std::size_t run) { return c.drafts[run] && !c.drafts[1 - run]; };
  for (std::size_t end = columns.size(); end > 1; --end)
    for (std::size_t i = 0; i + 1 < end; ++i)
      if (only(columns[i], 1) && only(columns[i + 1], 0)) std::swap(columns[i], columns[i + 1]);
}

/// The places of the longest run of columns that both made in the same order.
std::set<std::size_t> in_order(const std::vector<Column>& columns) {
  std::vector<std::size_t> length(columns.size(), 0), before(columns.size(), columns.size());
  std::size_t best = columns.size();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].support() < 2) continue;
    length[i] = 1;
    for (std::size_t k = 0; k < i; ++k) {
      const bool rises = length[k] > 0 && columns[k].drafts[0] < columns[i].drafts[0] &&
                         columns[k].drafts[1] < columns[i].drafts[1];
      if (rises && length[k] + 1 > length[i]) length[i] = length[k] + 1, before[i] = k;
    }
    if (best == columns.size() || length[i] > length[best]) best = i;
  }
  std::set<std::size_t> out;
  for (std::size_t at = best; at < columns.size(); at = before[at]) out.insert(at);
  return out;
}

void add_gotchas(Comparison& out, const Trace& trace, const Substitution& names, std::size_t run) {
  for (const Mend& mend : trace.mends) {
    Gotcha gotcha = mend.gotcha;
    for (std::string* text : {&gotcha.symptom, &gotcha.fix, &gotcha.where})
      *text = names.in(*text, run, Mark::braces);
    const auto known = std::find_if(out.gotchas.begin(), out.gotchas.end(), [&](const ComparedGotcha& g) {
      return g.gotcha.symptom == gotcha.symptom;
    });
    if (known == out.gotchas.end())
      out.gotchas.push_back({run == 0 ? In::first : In::second, std::move(gotcha)});
    else if (run == 1 && known->in == In::first)
      known->in = In::both;
  }
}

}  // namespace

Comparison compare(const Run& first, const Run& second) {
  std::vector<Trace> traces{trace_of(first, Among::others), trace_of(second, Among::others)};
  for (std::size_t r = 0; r < 2; ++r)
    if (traces[r].drafts.empty())
      throw Error(ErrorCode::invalid,
                  std::string(r == 0 ? "the first" : "the second") + " run has no step to compare");
  split_chains(traces);
  Agreement agreement = agreement_of(traces);
  put_first_run_first(agreement.columns);
  const Substitution names(agreement.variables, agreement.texts);
  const std::set<std::size_t> placed = in_order(agreement.columns);
  Comparison out;
  for (std::size_t c = 0; c < agreement.columns.size(); ++c) {
    out.steps.push_back(step_of(traces, agreement.columns[c], names));
    out.steps.back().moved = out.steps.back().in == In::both && !placed.contains(c);
  }
  for (const Variable& v : agreement.variables) {
    const std::vector<std::string> told{v.values[0].value_or(""), v.values[1].value_or("")};
    if (!is_secret(v.name, told)) out.values.push_back({v.name, v.description, told, ""});
  }
  for (std::size_t r = 0; r < 2; ++r) add_gotchas(out, traces[r], names, r);
  return out;
}

}  // namespace galdr::distill
