#include "core/distill/pattern.hpp"

#include <algorithm>
#include <numeric>

namespace galdr::distill {
namespace {

using Tokens = std::vector<Token>;

constexpr std::size_t kMostTokens = 600;  ///< the tables below grow with the square
constexpr int kContiguous = 3;            ///< better one long match than two short ones

/// A table of `rows` x `columns` numbers.
class Table {
 public:
  Table(std::size_t rows, std::size_t columns) : columns_(columns), cells_(rows * columns, 0) {}
  int& at(std::size_t row, std::size_t column) { return cells_[row * columns_ + column]; }

 private:
  std::size_t columns_;
  std::vector<int> cells_;
};

/// The heaviest common subsequence of `a` and `b`: for each token of `a`, the index of its like in `b`, or
/// -1. `run` counts what a match is worth right after another match, `best` without that.
std::vector<int> matched(const Tokens& a, const Tokens& b) {
  Table best(a.size() + 1, b.size() + 1), run(a.size() + 1, b.size() + 1);
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      const int skip = std::max(best.at(i + 1, j), best.at(i, j + 1));
      run.at(i, j) = best.at(i, j) = skip;
      if (!same_token(a[i], b[j])) continue;
      const int match = weight_of(a[i]) + run.at(i + 1, j + 1);
      best.at(i, j) = std::max(skip, match);
      run.at(i, j) = std::max(skip, match + kContiguous);
    }
  }
  std::vector<int> out(a.size(), -1);
  bool after_match = false;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const int here = after_match ? run.at(i, j) : best.at(i, j);
    const int skip = std::max(best.at(i + 1, j), best.at(i, j + 1));
    after_match = here > skip;
    if (after_match)
      out[i++] = static_cast<int>(j++);
    else if (best.at(i + 1, j) >= best.at(i, j + 1))
      ++i;
    else
      ++j;
  }
  return out;
}

/// The tokens of `a` that `b` has too, in the same order.
Tokens kept(const Tokens& a, const Tokens& b) {
  const std::vector<int> like = matched(a, b);
  Tokens out;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (like[i] >= 0) out.push_back(a[i]);
  return out;
}

std::string joined(const Tokens& tokens, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += tokens[i].text;
  return out;
}

/// The texts before, between and after the tokens that all share; nothing if they cannot be found.
std::optional<std::vector<std::string>> gaps_of(const Tokens& shared, const Tokens& text) {
  const std::vector<int> at = matched(shared, text);
  std::vector<std::string> out;
  std::size_t next = 0;
  for (const int place : at) {
    if (place < 0) return std::nullopt;
    out.push_back(joined(text, next, static_cast<std::size_t>(place)));
    next = static_cast<std::size_t>(place) + 1;
  }
  out.push_back(joined(text, next, text.size()));
  return out;
}

bool all_equal(const Values& values) {
  const std::optional<std::string>* first = nullptr;
  for (const auto& value : values) {
    if (!value) continue;
    if (first && *value != **first) return false;
    if (!first) first = &value;
  }
  return true;
}

bool any_empty(const Values& values) {
  return std::any_of(values.begin(), values.end(), [](const auto& v) { return v && v->empty(); });
}

const std::string& first_of(const Values& values) {
  return **std::find_if(values.begin(), values.end(), [](const auto& v) { return v.has_value(); });
}

void add_literal(Pattern& pattern, std::string_view text) {
  if (text.empty()) return;
  if (pattern.empty() || pattern.back().is_hole()) pattern.push_back({"", {}});
  pattern.back().literal += text;
}

/// What stands between two shared tokens: a hole, unless some run has nothing there.
void add_gap(Pattern& pattern, const Values& values) {
  if (all_equal(values) || any_empty(values))
    add_literal(pattern, first_of(values));
  else
    pattern.push_back({"", values});
}

Pattern whole(const Values& texts) {
  Pattern out;
  add_gap(out, texts);
  return out;
}

}  // namespace

Pattern pattern_of(const Values& texts) {
  std::vector<Tokens> cut(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (texts[i]) cut[i] = tokens_of(*texts[i]);
  const bool too_long =
      std::any_of(cut.begin(), cut.end(), [](const Tokens& t) { return t.size() > kMostTokens; });
  if (too_long || all_equal(texts)) return whole({first_of(texts)});
  std::optional<Tokens> shared;
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (texts[i]) shared = shared ? kept(*shared, cut[i]) : cut[i];
  std::vector<std::vector<std::string>> gaps(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!texts[i]) continue;
    auto found = gaps_of(*shared, cut[i]);
    if (!found) return whole(texts);
    gaps[i] = std::move(*found);
  }
  Pattern out;
  for (std::size_t gap = 0; gap <= shared->size(); ++gap) {
    Values values(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (texts[i]) values[i] = gaps[i][gap];
    add_gap(out, values);
    if (gap < shared->size()) add_literal(out, (*shared)[gap].text);
  }
  return out;
}

double likeness(std::string_view a, std::string_view b) {
  if (a == b) return 1;
  const auto words = [](std::string_view text) {
    Tokens out = tokens_of(text);
    std::erase_if(out, [](const Token& t) { return !t.holds_words(); });
    if (out.size() > kMostTokens) out.resize(kMostTokens);
    return out;
  };
  const Tokens left = words(a), right = words(b);
  if (left.empty() || right.empty()) return 0;
  const std::vector<int> like = matched(left, right);
  const auto shared = like.size() - static_cast<std::size_t>(std::count(like.begin(), like.end(), -1));
  return 2.0 * static_cast<double>(shared) / static_cast<double>(left.size() + right.size());
}

}  // namespace galdr::distill
