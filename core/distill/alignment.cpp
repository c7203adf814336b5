#include "core/distill/alignment.hpp"

#include <algorithm>
#include <cctype>
#include <memory>

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
constexpr std::size_t kLongestInput = 4000;
constexpr double kLook = 0.1;  ///< a look weighs less than a step: it must not pull steps apart

/// What a draft is compared by, worked out once.
struct Traits {
  const Draft* draft;
  std::vector<std::string> signatures, programs;
  std::string tool;                         ///< as tool_words has it
  std::unique_ptr<const std::string> text;  ///< its command, its path, or all its input
  Words words;                              ///< of the text
};

/// A server's tool is "mcp__echo__add", "mcp_echo_add" or "echo-add", by the agent.
std::string tool_words(const std::string& tool) {
  std::string out, word;
  for (const char c : lower(tool) + "_") {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += c;
      continue;
    }
    if (!word.empty() && word != "mcp") out += word + " ";
    word.clear();
  }
  return out;
}

Traits traits_of(const Draft& draft) {
  const Call& call = draft.call;
  Traits out{&draft, {}, {}, tool_words(call.tool), nullptr, {}};
  for (const Simple& deed : deeds_of(call)) {
    out.signatures.push_back(signature_of(deed));
    out.programs.push_back(program_of(deed));
  }
  const bool by_path = !call.is_shell() && !call.path.empty() && call.tool_class != "search";
  out.text = std::make_unique<std::string>(call.is_shell() ? call.command
                                           : by_path       ? call.path
                                                           : all_strings(call.input, kLongestInput));
  out.words = words_of(*out.text);
  return out;
}

std::string_view last_word(std::string_view text) { return text.substr(text.rfind(' ') + 1); }

/// Other subcommands are other deeds ("apply", "delete"), unless they differ in a part of their name only
/// ("lintFreeRelease", "lintProRelease").
bool may_be_one_deed(const Traits& a, const Traits& b) {
  if (a.programs != b.programs || a.signatures.size() != b.signatures.size()) return true;
  for (std::size_t i = 0; i < a.signatures.size(); ++i)
    if (a.signatures[i] != b.signatures[i] &&
        likeness(last_word(a.signatures[i]), last_word(b.signatures[i])) < 0.5)
      return false;
  return true;
}

double command_similarity(const Traits& a, const Traits& b) {
  if (a.draft->call.command == b.draft->call.command) return 1;
  if (!may_be_one_deed(a, b)) return 0;
  const bool same_start = a.signatures == b.signatures;
  const double most = same_start ? 1 : a.programs == b.programs ? 0.9 : 0.7;
  const double base = same_start ? 0.3 : 0;
  if (base + (most - base) * most_alike(a.words, b.words) < kAlike) return 0;
  return base + (most - base) * likeness(a.words, b.words);
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

std::string extension_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos || path.find('/', dot) != std::string::npos ? "" : path.substr(dot);
}

double path_similarity(const Traits& a, const Traits& b) {
  const std::string &left = a.draft->call.path, &right = b.draft->call.path;
  if (left == right) return 1;
  const double like = likeness(a.words, b.words);
  if (extension_of(left) != extension_of(right)) return 0.5 * like;
  return folder_of(left) == folder_of(right) ? 0.5 + 0.5 * like : 0.3 + 0.7 * like;
}

double call_similarity(const Traits& a, const Traits& b) {
  const Call &left = a.draft->call, &right = b.draft->call;
  if (left.is_shell() != right.is_shell()) return 0;
  if (left.is_shell()) return command_similarity(a, b);
  const bool both_change = left.changes_file() && right.changes_file();
  if (left.tool_class != right.tool_class && !both_change && a.tool != b.tool) return 0;
  if (!left.path.empty() && !right.path.empty() && left.tool_class != "search")
    return (left.tool_class == right.tool_class ? 1 : 0.8) * path_similarity(a, b);
  if (a.tool != b.tool) return 0;
  const bool special =
      left.tool_class != "search" && left.tool_class != "web";  // its name says what it is for
  const double base = special ? 0.6 : 0.4;
  return left.input == right.input ? 1 : base + (1 - base) * likeness(a.words, b.words);
}

/// What mended a failure is seldom a step of another run.
double similarity(const Traits& a, const Traits& b) {
  const double out = call_similarity(a, b);
  return a.draft->optional == b.draft->optional || out == 1 ? out : 0.8 * out;
}

using AllTraits = std::vector<std::vector<Traits>>;  ///< by run

/// Table of how much each of `columns` looks like each draft of a run.
class Scores {
 public:
  Scores(const Columns& columns, const AllTraits& traits, std::size_t run)
      : width_(traits[run].size()), scores_(columns.size() * width_, 0) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      for (std::size_t d = 0; d < width_; ++d)
        scores_[c * width_ + d] = best(columns[c], traits, traits[run][d]);
  }
  double at(std::size_t column, std::size_t draft) const { return scores_[column * width_ + draft]; }

 private:
  static double best(const Column& column, const AllTraits& traits, const Traits& draft) {
    double out = 0;
    for (std::size_t r = 0; r < column.drafts.size() && out < 1; ++r)
      if (column.drafts[r]) out = std::max(out, similarity(traits[r][*column.drafts[r]], draft));
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

/// Takes back a match that only its place speaks for, where one of the two has a true like that is alone.
void drop_doubtful(Match& match, const Scores& scores, std::size_t columns) {
  std::vector<bool> taken(columns, false);
  for (const auto& column : match)
    if (column) taken[*column] = true;
  const auto like_of_draft = [&](std::size_t d) {
    for (std::size_t c = 0; c < columns; ++c)
      if (!taken[c] && scores.at(c, d) >= kVeryAlike) return true;
    return false;
  };
  const auto like_of_column = [&](std::size_t c) {
    for (std::size_t d = 0; d < match.size(); ++d)
      if (!match[d] && scores.at(c, d) >= kVeryAlike) return true;
    return false;
  };
  for (std::size_t d = 0; d < match.size(); ++d) {
    if (!match[d] || scores.at(*match[d], d) >= kVeryAlike) continue;
    if (like_of_draft(d) || like_of_column(*match[d])) match[d].reset();
  }
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
void add_run(Columns& columns, const Runs& runs, const AllTraits& traits, std::size_t run) {
  const Scores scores(columns, traits, run);
  std::vector<bool> looks;
  for (const Column& column : columns) looks.push_back(is_look(column, runs));
  Match match = in_order(scores, looks, runs[run]);
  drop_doubtful(match, scores, columns.size());
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

std::vector<Column> aligned(const std::vector<std::vector<Draft>>& runs) {
  AllTraits traits;
  for (const auto& run : runs) {
    traits.emplace_back();
    for (const Draft& draft : run) traits.back().push_back(traits_of(draft));
  }
  Columns out;
  for (std::size_t run = 0; run < runs.size(); ++run) add_run(out, runs, traits, run);
  put_in_common_order(out);
  return out;
}

}  // namespace galdr::distill
