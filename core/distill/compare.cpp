#include "core/distill/compare.hpp"

#include <algorithm>

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
  std::vector<std::string> texts(2);
  for (std::size_t r = 0; r < 2; ++r) {
    if (!column.drafts[r]) continue;
    const Call& call = traces[r].drafts[*column.drafts[r]].call;
    texts[r] = names.in(told(call), r, Mark::braces);
    if (out.tool.empty()) out.tool = call.tool;
  }
  out.in = in_of(column.drafts[0].has_value(), column.drafts[1].has_value());
  out.same = out.in == In::both && without_tags(texts[0]) == without_tags(texts[1]);
  out.first = std::move(texts[0]);
  out.second = std::move(texts[1]);
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
  const Agreement agreement = agreement_of(traces);
  const Substitution names(agreement.variables, agreement.texts);
  Comparison out;
  for (const Column& column : agreement.columns) out.steps.push_back(step_of(traces, column, names));
  for (const Variable& v : agreement.variables) {
    if (names_secret(v.name)) continue;
    out.values.push_back({v.name, v.description, {v.values[0].value_or(""), v.values[1].value_or("")}, ""});
  }
  for (std::size_t r = 0; r < 2; ++r) add_gotchas(out, traces[r], names, r);
  return out;
}

}  // namespace galdr::distill
