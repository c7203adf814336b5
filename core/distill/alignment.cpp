#include "core/distill/alignment.hpp"

#include <algorithm>

#include "core/distill/commands.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/pattern.hpp"

namespace galdr::distill {
namespace {

using Columns = std::vector<Column>;
using Runs = std::vector<std::vector<Draft>>;

constexpr double kAlike = 0.55;      ///< may be the same step, in its place
constexpr double kVeryAlike = 0.75;  ///< is the same step, wherever it stands
constexpr std::size_t kNeighbour = 1;
constexpr double kLook = 0.1;  ///< a look weighs less than a step: it must not pull steps apart

std::vector<std::string> signatures(const Call& call) {
  std::vector<std::string> out;
  for (const Simple& deed : deeds_of(call)) out.push_back(signature_of(deed));
  return out;
}

std::vector<std::string> programs(const Call& call) {
  std::vector<std::string> out;
  for (const Simple& deed : deeds_of(call)) out.push_back(program_of(deed));
  return out;
}

double command_similarity(const Call& a, const Call& b) {
  if (a.command == b.command) return 1;
  const double like = likeness(a.command, b.command);
  if (signatures(a) == signatures(b)) return 0.3 + 0.7 * like;
  return programs(a) == programs(b) ? 0.9 * like : 0.7 * like;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

std::string extension_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos || path.find('/', dot) != std::string::npos ? "" : path.substr(dot);
}

double path_similarity(const std::string& a, const std::string& b) {
  if (a == b) return 1;
  const double like = likeness(a, b);
  if (extension_of(a) != extension_of(b)) return 0.5 * like;
  return folder_of(a) == folder_of(b) ? 0.5 + 0.5 * like : 0.3 + 0.7 * like;
}

/// What mended a failure is seldom a step of another run.
double similarity(const Draft& a, const Draft& b) {
  const double out = similarity(a.call, b.call);
  return a.optional == b.optional || out == 1 ? out : 0.8 * out;
}

/// Table of how much each of `columns` looks like each of `drafts`.
class Scores {
 public:
  Scores(const Columns& columns, const Runs& runs, const std::vector<Draft>& drafts)
      : width_(drafts.size()), scores_(columns.size() * drafts.size(), 0) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      for (std::size_t d = 0; d < drafts.size(); ++d)
        scores_[c * width_ + d] = best(columns[c], runs, drafts[d]);
  }
  double at(std::size_t column, std::size_t draft) const { return scores_[column * width_ + draft]; }

 private:
  static double best(const Column& column, const Runs& runs, const Draft& draft) {
    double out = 0;
    for (std::size_t r = 0; r < column.drafts.size(); ++r)
      if (column.drafts[r]) out = std::max(out, similarity(runs[r][*column.drafts[r]], draft));
    return out;
  }

  std::size_t width_;
  std::vector<double> scores_;
};

using Match = std::vector<std::optional<std::size_t>>;  ///< of each draft: its column

/// The order-keeping match with the highest sum of gains.
Match in_order(const Scores& scores, const std::vector<bool>& looks, const std::vector<Draft>& run) {
  const std::size_t columns = looks.size(), drafts = run.size();
  std::vector<std::vector<double>> best(columns + 1, std::vector<double>(drafts + 1, 0));
  const auto gain = [&](std::size_t c, std::size_t d) {  // one good match is better than two poor ones
    const double above = std::max(0.0, scores.at(c, d) - kAlike);
    return above * above * above * (looks[c] || run[d].look ? kLook : 1);
  };
  for (std::size_t c = columns; c-- > 0;) {
    for (std::size_t d = drafts; d-- > 0;) {
      best[c][d] = std::max(best[c + 1][d], best[c][d + 1]);
      if (gain(c, d) > 0) best[c][d] = std::max(best[c][d], gain(c, d) + best[c + 1][d + 1]);
    }
  }
  Match out(drafts);
  for (std::size_t c = 0, d = 0; c < columns && d < drafts;) {
    if (best[c][d] == best[c + 1][d])
      ++c;
    else if (best[c][d] == best[c][d + 1])
      ++d;
    else
      out[d++] = c++;
  }
  return out;
}

/// How many columns that are no looks stand between a column and where the run goes on after its draft.
std::size_t steps_away(const std::vector<bool>& looks, const Match& match, std::size_t draft,
                       std::size_t column) {
  std::size_t here = 0;
  for (std::size_t d = 0; d < draft; ++d)
    if (match[d]) here = std::max(here, *match[d] + 1);
  const auto [from, to] = std::minmax(here, column);
  return static_cast<std::size_t>(std::count(looks.begin() + static_cast<std::ptrdiff_t>(from),
                                             looks.begin() + static_cast<std::ptrdiff_t>(to), false));
}

/// What is still alone on both sides and looks almost the same: one step that this run made elsewhere. A look
/// is the same only where it is.
void match_moved(Match& match, const Scores& scores, const std::vector<bool>& looks,
                 const std::vector<Draft>& drafts) {
  std::vector<bool> taken(looks.size(), false);
  for (const auto& column : match)
    if (column) taken[*column] = true;
  for (std::size_t d = 0; d < match.size(); ++d) {
    if (match[d]) continue;
    std::optional<std::size_t> best;
    for (std::size_t c = 0; c < looks.size(); ++c) {
      if (taken[c] || scores.at(c, d) < kVeryAlike || (best && scores.at(c, d) <= scores.at(*best, d)))
        continue;
      if (!drafts[d].look || steps_away(looks, match, d, c) <= kNeighbour) best = c;
    }
    if (best) match[d] = best, taken[*best] = true;
  }
}

bool is_look(const Column& column, const Runs& runs) {
  for (std::size_t r = 0; r < column.drafts.size(); ++r)
    if (column.drafts[r] && !runs[r][*column.drafts[r]].look) return false;
  return true;
}

/// New columns stand after the one that their run had before them.
void add_run(Columns& columns, const Runs& runs, std::size_t run) {
  const Scores scores(columns, runs, runs[run]);
  std::vector<bool> looks;
  for (const Column& column : columns) looks.push_back(is_look(column, runs));
  Match match = in_order(scores, looks, runs[run]);
  match_moved(match, scores, looks, runs[run]);
  Columns out = columns;
  std::vector<std::size_t> place(columns.size());
  for (std::size_t i = 0; i < place.size(); ++i) place[i] = i;
  std::size_t next = 0;  // where in `out` the run goes on
  for (std::size_t d = 0; d < match.size(); ++d) {
    if (match[d]) {
      out[place[*match[d]]].drafts[run] = d;
      next = place[*match[d]] + 1;
      continue;
    }
    Column fresh{std::vector<std::optional<std::size_t>>(runs.size())};
    fresh.drafts[run] = d;
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(next), std::move(fresh));
    for (std::size_t& at : place) at += at >= next ? 1 : 0;
    ++next;
  }
  columns = std::move(out);
}

/// Of the runs that have both: how many more have `b` before `a` than after it.
int votes_to_swap(const Column& a, const Column& b) {
  int out = 0;
  for (std::size_t r = 0; r < a.drafts.size(); ++r)
    if (a.drafts[r] && b.drafts[r]) out += *b.drafts[r] < *a.drafts[r] ? 1 : -1;
  return out;
}

void put_in_common_order(Columns& columns) {
  for (std::size_t round = 0; round < columns.size(); ++round) {
    bool changed = false;
    for (std::size_t i = 0; i + 1 < columns.size(); ++i) {
      if (votes_to_swap(columns[i], columns[i + 1]) <= 0) continue;
      std::swap(columns[i], columns[i + 1]);
      changed = true;
    }
    if (!changed) return;
  }
}

}  // namespace

int Column::support() const {
  return static_cast<int>(
      std::count_if(drafts.begin(), drafts.end(), [](const auto& d) { return d.has_value(); }));
}

double similarity(const Call& a, const Call& b) {
  if (a.is_shell() != b.is_shell()) return 0;
  if (a.is_shell()) return command_similarity(a, b);
  const bool both_change = a.changes_file() && b.changes_file();
  if (a.tool_class != b.tool_class && !both_change) return 0;
  if (!a.path.empty() && !b.path.empty() && a.tool_class != "search")
    return (a.tool_class == b.tool_class ? 1 : 0.8) * path_similarity(a.path, b.path);
  if (a.tool != b.tool) return 0;
  return a.input == b.input ? 1 : 0.4 + 0.6 * likeness(all_strings(a.input), all_strings(b.input));
}

std::vector<Column> aligned(const std::vector<std::vector<Draft>>& runs) {
  Columns out;
  for (std::size_t run = 0; run < runs.size(); ++run) add_run(out, runs, run);
  put_in_common_order(out);
  return out;
}

}  // namespace galdr::distill
