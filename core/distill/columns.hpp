/// Which aligned steps belong to the task, and what of their texts varies. Pure.
#pragma once
#include <vector>

#include "core/distill/alignment.hpp"
#include "core/distill/binding.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/substitution.hpp"
#include "core/distill/trace.hpp"

namespace galdr::distill {

/// What aligned runs come to.
struct Agreement {
  std::vector<Column> columns;  ///< those that belong, in order
  std::vector<StepText> texts;  ///< of the columns, holes settled
  std::vector<Variable> variables;
  Pattern request;  ///< what every run's person asked for first; empty where they used words of their own
};

/// Aligns the traces. Left out: what one run of three or more did alone, repeats that only some runs needed,
/// and looks that not every run took in the same place, unless they look for a value of the task.
Agreement agreement_of(const std::vector<Trace>& traces);

/// The run that a column's step is told after: the first that has it.
std::size_t teller_of(const Column& column);
/// What a step writes that is_free_text, long or short, values by name.
std::string free_text_of(const Draft& draft, const Substitution& names, std::size_t run);
/// Is this part of a step's input prose or a file's content, of which only names are replaced?
bool is_free_text(const Leaf& leaf);

}  // namespace galdr::distill
