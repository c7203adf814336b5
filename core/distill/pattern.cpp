#include "core/distill/pattern.hpp"

#include <algorithm>
#include <functional>

namespace galdr::distill {
namespace {

using Tokens = std::vector<Token>;

constexpr std::size_t kMostTokens = 600;  ///< the tables below grow with the square
constexpr std::size_t kMostBytes = 4000;
constexpr std::size_t kMostWords = 100;  ///< of a text that is compared
constexpr int kContiguous = 3;           ///< better one long match than two short ones

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

/// A text taken apart at the tokens that all texts share: what stands before, between and after them, and
/// they.
struct Parts {
  std::vector<std::string> gaps, tokens;
};

/// Nothing if they cannot be found in it.
std::optional<Parts> parts_of(const Tokens& shared, const Tokens& text) {
  Parts out;
  std::size_t next = 0;
  for (const int place : matched(shared, text)) {
    if (place < 0) return std::nullopt;
    out.gaps.push_back(joined(text, next, static_cast<std::size_t>(place)));
    out.tokens.emplace_back(text[static_cast<std::size_t>(place)].text);
    next = static_cast<std::size_t>(place) + 1;
  }
  out.gaps.push_back(joined(text, next, text.size()));
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

void add_literal(Pattern& pattern, std::string_view text) {
  if (text.empty()) return;
  if (pattern.empty() || pattern.back().is_hole()) pattern.push_back({"", {}});
  pattern.back().literal += text;
}

std::size_t empty_in(const Values& values) {
  return static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(), [](const auto& v) { return v && v->empty(); }));
}

std::size_t present_in(const Values& values) {
  return static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(), [](const auto& v) { return v.has_value(); }));
}

/// What stands between two shared tokens: a hole, unless some run has nothing there. Then what most have
/// counts.
void add_gap(Pattern& pattern, const Values& values) {
  if (all_equal(values)) return add_literal(pattern, first_of(values));
  if (empty_in(values) == 0) return pattern.push_back({"", values});
  if (2 * empty_in(values) >= present_in(values)) return;
  Values said = values;
  for (auto& value : said)
    if (value && value->empty()) value.reset();
  for (Piece& piece : pattern_of(said)) {
    if (piece.is_hole())
      pattern.push_back(std::move(piece));
    else
      add_literal(pattern, piece.literal);
  }
}

Pattern whole(const Values& texts) {
  Pattern out;
  add_gap(out, texts);
  return out;
}

Tokens cut(const std::string& text, std::size_t run, const std::vector<Values>& known) {
  std::vector<std::string_view> values;
  for (const Values& value : known)
    values.push_back(value[run] ? std::string_view(*value[run]) : std::string_view());
  return tokens_of(text, values);
}

/// What all texts share, in the words of the first.
Tokens shared_by(const std::vector<std::optional<Tokens>>& texts) {
  std::optional<Tokens> out;
  for (const auto& text : texts)
    if (text) out = out ? kept(*out, *text) : *text;
  return *out;
}

using AllParts = std::vector<std::optional<Parts>>;

Values side_of(const AllParts& parts, std::vector<std::string> Parts::*side, std::size_t i) {
  Values out(parts.size());
  for (std::size_t r = 0; r < parts.size(); ++r)
    if (parts[r]) out[r] = ((*parts[r]).*side)[i];
  return out;
}

/// Nothing of a run whose text does not have them.
AllParts all_parts(const Tokens& shared, const std::vector<std::optional<Tokens>>& texts) {
  AllParts out(texts.size());
  for (std::size_t r = 0; r < texts.size(); ++r)
    if (texts[r]) out[r] = parts_of(shared, *texts[r]);
  return out;
}

bool goes_on_name(const Token& token) {
  return token.value < 0 &&
         (token.holds_words() || token.text == "." || token.text == "-" || token.text == "_");
}

/// A run has nothing where others have a part of a name ("shop." of "shop.lumen.example"): then the name as a
/// whole is what varies. Marks the shared tokens of such names.
std::vector<bool> parts_of_names(const Tokens& shared, const AllParts& parts) {
  std::vector<bool> out(shared.size(), false);
  for (std::size_t gap = 0; gap <= shared.size(); ++gap) {
    const Values values = side_of(parts, &Parts::gaps, gap);
    const bool some = empty_in(values) > 0 && empty_in(values) < present_in(values);
    if (!some || std::any_of(values.begin(), values.end(),
                             [](const auto& v) { return v && v->find_first_of(" \t\n") != v->npos; }))
      continue;
    for (std::size_t i = gap; i < shared.size() && goes_on_name(shared[i]); ++i) out[i] = true;
    for (std::size_t i = gap; i-- > 0 && goes_on_name(shared[i]);) out[i] = true;
  }
  return out;
}

double share(std::size_t shared, const Words& a, const Words& b) {
  const std::size_t all = a.in_order.size() + b.in_order.size();
  return all == 0 ? 0 : 2.0 * static_cast<double>(shared) / static_cast<double>(all);
}

Pattern assembled(const AllParts& parts, const Tokens& shared) {
  Pattern out;
  for (std::size_t i = 0; i < shared.size(); ++i) {
    add_gap(out, side_of(parts, &Parts::gaps, i));
    if (shared[i].value >= 0)
      add_gap(out, side_of(parts, &Parts::tokens, i));
    else
      add_literal(out, shared[i].text);
  }
  add_gap(out, side_of(parts, &Parts::gaps, shared.size()));
  return out;
}

}  // namespace

const std::string& first_of(const Values& values) {
  return **std::find_if(values.begin(), values.end(), [](const auto& v) { return v.has_value(); });
}

bool is_too_long(std::string_view text) {
  return text.size() > kMostBytes || tokens_of(text).size() > kMostTokens;
}

Pattern pattern_of(const Values& texts, const std::vector<Values>& known) {
  if (all_equal(texts)) return whole(texts);
  if (std::any_of(texts.begin(), texts.end(), [](const auto& t) { return t && is_too_long(*t); }))
    return {{first_of(texts), {}}};
  std::vector<std::optional<Tokens>> tokens(texts.size());
  for (std::size_t r = 0; r < texts.size(); ++r)
    if (texts[r]) tokens[r] = cut(*texts[r], r, known);
  Tokens shared = shared_by(tokens);
  AllParts parts = all_parts(shared, tokens);
  const std::vector<bool> named = parts_of_names(shared, parts);
  std::size_t at = 0;
  if (std::erase_if(shared, [&](const Token&) { return named[at++]; }) > 0) parts = all_parts(shared, tokens);
  for (std::size_t r = 0; r < texts.size(); ++r)
    if (texts[r] && !parts[r]) return whole(texts);
  return assembled(parts, shared);
}

Words words_of(std::string_view text) {
  Words out;
  for (const Token& token : tokens_of(text)) {
    if (!token.holds_words()) continue;
    if (out.in_order.size() == kMostWords) break;
    out.in_order.push_back(token);
    out.sorted.push_back(std::hash<std::string_view>{}(token.text));
  }
  std::sort(out.sorted.begin(), out.sorted.end());
  return out;
}

double most_alike(const Words& a, const Words& b) {
  std::size_t shared = 0;
  for (auto i = a.sorted.begin(), j = b.sorted.begin(); i != a.sorted.end() && j != b.sorted.end();) {
    if (*i == *j) ++shared;
    const bool left = *i <= *j, right = *j <= *i;
    i += left ? 1 : 0;
    j += right ? 1 : 0;
  }
  return share(shared, a, b);
}

double likeness(const Words& a, const Words& b) {
  if (a.in_order.empty() || b.in_order.empty()) return 0;
  const std::vector<int> like = matched(a.in_order, b.in_order);
  return share(like.size() - static_cast<std::size_t>(std::count(like.begin(), like.end(), -1)), a, b);
}

double likeness(std::string_view a, std::string_view b) {
  return a == b ? 1 : likeness(words_of(a), words_of(b));
}

}  // namespace galdr::distill
