/// Several runs of a task side by side: which steps are the same step. Pure.
#pragma once
#include <cstddef>
#include <optional>
#include <vector>

#include "core/distill/drafts.hpp"

namespace galdr::distill {

/// One step as the runs made it: for each run the index of its draft, nothing where the run has no such step.
struct Column {
  std::vector<std::optional<std::size_t>> drafts;

  int support() const;
};

/// All drafts of all runs, each in one column. Runs are added one by one, each along the heaviest common
/// order with the columns before it; what then is left and looks almost the same is one step in another
/// place. Columns come in the order that most runs have.
std::vector<Column> aligned(const std::vector<std::vector<Draft>>& runs);

}  // namespace galdr::distill
