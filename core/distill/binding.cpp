#include "core/distill/binding.hpp"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include "core/distill/requests.hpp"
#include "core/distill/text.hpp"

namespace galdr::distill {
namespace {

using Texts = std::vector<StepText>;

constexpr std::size_t kManyPlaces = 3;  ///< what stands around a value in so many is part of it

bool is_full(const Values& values) {
  return std::all_of(values.begin(), values.end(), [](const auto& v) { return v.has_value(); });
}

void for_each_hole(const Texts& texts, const std::function<void(const Pattern&, std::size_t)>& use) {
  for (const StepText& text : texts)
    for (std::size_t i = 0; i < text.pattern.size(); ++i)
      if (text.pattern[i].is_hole()) use(text.pattern, i);
}

std::vector<Values> distinct(const Texts& texts, bool full_only) {
  std::vector<Values> out;
  std::set<Values> seen;
  for_each_hole(texts, [&](const Pattern& pattern, std::size_t i) {
    const Values& values = pattern[i].values;
    if ((!full_only || is_full(values)) && seen.insert(values).second) out.push_back(values);
  });
  return out;
}

Values joined(const Values& a, std::string_view between, const Values& b) {
  Values out(a.size());
  for (std::size_t r = 0; r < a.size(); ++r)
    if (a[r] && b[r]) out[r] = *a[r] + std::string(between) + *b[r];
  return out;
}

/// In all runs that have the value, some word of the request is it, with `affix` around it.
bool said_with(const Requests& requests, const Values& values, const Affix& affix) {
  for (std::size_t r = 0; r < values.size(); ++r) {
    if (!values[r]) continue;
    const auto found = affixes_of(requests[r], *values[r]);
    if (std::find(found.begin(), found.end(), affix) == found.end()) return false;
  }
  return true;
}

bool said_alone(const Requests& requests, const Values& values) { return said_with(requests, values, {}); }

bool said_within_words(const Requests& requests, const Values& values) {
  for (std::size_t r = 0; r < values.size(); ++r)
    if (values[r] && affixes_of(requests[r], *values[r]).empty()) return false;
  return true;
}

/// Equal, as far as both have runs.
bool same_value(const Values& a, const Values& b) { return agrees(a, b) || agrees(b, a); }

/// Two holes with nothing but marks between them.
struct Neighbours {
  Values left, right;
  std::string between;
  bool quoted;
};

bool joins(std::string_view between) {
  return between.size() <= 2 && std::all_of(between.begin(), between.end(), [](char c) {
           return std::string_view("-_.:@+~%#/ ").find(c) != std::string_view::npos;
         });
}

/// How often each value stands in a hole, alone and beside which other.
class Census {
 public:
  explicit Census(const Texts& texts) {
    for_each_hole(texts, [&](const Pattern& p, std::size_t i) {
      ++holes_[p[i].values];
      if (i + 2 < p.size() && p[i + 2].is_hole() && joins(p[i + 1].literal))
        ++pairs_[{p[i].values, p[i + 1].literal, p[i + 2].values}];
    });
    for (const auto& [values, times] : holes_) has_partial_ = has_partial_ || !is_full(values);
  }

  std::size_t of(const Values& values) const {
    if (!has_partial_) return times_in(holes_, values);
    std::size_t out = 0;
    for (const auto& [other, times] : holes_) out += same_value(other, values) ? times : 0;
    return out;
  }

  std::size_t of(const Neighbours& pair) const {
    if (!has_partial_) return times_in(pairs_, {pair.left, pair.between, pair.right});
    std::size_t out = 0;
    for (const auto& [other, times] : pairs_) {
      const auto& [left, between, right] = other;
      if (between == pair.between && same_value(left, pair.left) && same_value(right, pair.right))
        out += times;
    }
    return out;
  }

 private:
  template <typename Map>
  static std::size_t times_in(const Map& map, const typename Map::key_type& key) {
    const auto found = map.find(key);
    return found == map.end() ? 0 : found->second;
  }

  std::map<Values, std::size_t> holes_;
  std::map<std::tuple<Values, std::string, Values>, std::size_t> pairs_;
  bool has_partial_ = false;
};

// ---- a value that is a part of one word wherever it stands

std::string literal_at(const Pattern& pattern, std::size_t i) {
  return i < pattern.size() ? pattern[i].literal : "";
}

/// A literal between two holes of the value gives to both.
bool stands_in(const Pattern& pattern, std::size_t hole, const Affix& affix) {
  const std::string before = hole == 0 ? "" : literal_at(pattern, hole - 1),
                    after = literal_at(pattern, hole + 1);
  const bool shared = hole + 2 < pattern.size() && pattern[hole + 2].values == pattern[hole].values;
  return before.ends_with(affix.before) && after.starts_with(affix.after) &&
         (!shared || after.size() >= affix.before.size() + affix.after.size());
}

bool stands_everywhere_in(const Texts& texts, const Values& values, const Affix& affix) {
  bool out = true;
  for_each_hole(texts, [&](const Pattern& pattern, std::size_t i) {
    if (agrees(pattern[i].values, values)) out = out && stands_in(pattern, i, affix);
  });
  return out;
}

void absorb(Pattern& pattern, std::size_t hole, const Affix& affix) {
  if (hole > 0) pattern[hole - 1].literal.resize(pattern[hole - 1].literal.size() - affix.before.size());
  if (hole + 1 < pattern.size()) pattern[hole + 1].literal.erase(0, affix.after.size());
  for (auto& value : pattern[hole].values)
    if (value) value = affix.before + *value + affix.after;
}

void drop_empty(Pattern& pattern) {
  std::erase_if(pattern, [](const Piece& p) { return !p.is_hole() && p.literal.empty(); });
}

/// What every request writes around the value, if it is not alone in some.
Affix affix_in_requests(const Requests& requests, const Values& values) {
  if (!values[0] || said_alone(requests, values)) return {};
  for (const Affix& affix : affixes_of(requests[0], *values[0]))
    if (said_with(requests, values, affix)) return affix;
  return {};
}

bool is_identifier(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

/// What the steps write around the value wherever they have it, as far as a name goes: "eu-" and "-1".
Affix affix_in_steps(const Texts& texts, const Values& values) {
  std::optional<Affix> out;
  for_each_hole(texts, [&](const Pattern& pattern, std::size_t i) {
    if (!agrees(pattern[i].values, values)) return;
    const std::string before = i == 0 ? "" : pattern[i - 1].literal, after = literal_at(pattern, i + 1);
    Affix here{{std::find_if_not(before.rbegin(), before.rend(), is_identifier).base(), before.end()},
               {after.begin(), std::find_if_not(after.begin(), after.end(), is_identifier)}};
    out = out && *out != here ? Affix{} : here;
  });
  return out.value_or(Affix{});
}

void take_whole_words(Texts& texts, const Requests& requests) {
  const Census census(texts);
  for (const Values& values : distinct(texts, true)) {
    Affix affix = affix_in_requests(requests, values);
    if (affix == Affix{} && !said_within_words(requests, values) && census.of(values) >= kManyPlaces)
      affix = affix_in_steps(texts, values);
    if (affix == Affix{} || !stands_everywhere_in(texts, values, affix)) continue;
    for (StepText& text : texts) {
      for (std::size_t i = 0; i < text.pattern.size(); ++i)
        if (text.pattern[i].is_hole() && agrees(text.pattern[i].values, values))
          absorb(text.pattern, i, affix);
      drop_empty(text.pattern);
    }
  }
}

// ---- neighbours that are one value

/// Is the place after `end` pieces of the pattern within quotes?
bool within_quotes(const Pattern& pattern, std::size_t end) {
  char open = '\0';
  for (std::size_t i = 0; i < end; ++i) {
    for (const char c : pattern[i].literal) {
      if (open == c)
        open = '\0';
      else if (open == '\0' && (c == '"' || c == '\''))
        open = c;
    }
  }
  return open != '\0';
}

/// All requests have it, perhaps as several words.
bool said_as_phrase(const Requests& requests, const Values& values) {
  for (std::size_t r = 0; r < values.size(); ++r) {
    const auto says = [&](const std::string& request) {
      return find_token(request, *values[r]) != std::string::npos;
    };
    if (values[r] && std::none_of(requests[r].begin(), requests[r].end(), says)) return false;
  }
  return true;
}

bool are_one(const Census& census, const Requests& requests, const Neighbours& pair) {
  const bool left_alone = said_alone(requests, pair.left), right_alone = said_alone(requests, pair.right);
  const Values unit = joined(pair.left, pair.between, pair.right);
  const bool space = pair.between.find(' ') != std::string::npos;
  const std::size_t together = census.of(pair);
  const bool left_bound = together == census.of(pair.left), right_bound = together == census.of(pair.right);
  if (space && !pair.quoted) return false;
  if (space && left_bound && right_bound && said_as_phrase(requests, unit)) return true;
  if (said_within_words(requests, unit)) return !(left_alone && right_alone);
  if (left_alone || right_alone) return false;
  if (space || pair.between == "/") return left_bound && right_bound;
  return left_bound || right_bound;
}

void merge(Pattern& pattern, std::size_t left) {
  Values unit = joined(pattern[left].values, pattern[left + 1].literal, pattern[left + 2].values);
  pattern[left].values = std::move(unit);
  pattern.erase(pattern.begin() + static_cast<std::ptrdiff_t>(left) + 1,
                pattern.begin() + static_cast<std::ptrdiff_t>(left) + 3);
}

void merge_everywhere(Texts& texts, const Neighbours& pair) {
  for (StepText& text : texts) {
    for (std::size_t k = 0; k + 2 < text.pattern.size(); ++k) {
      const Pattern& p = text.pattern;
      if (p[k].values == pair.left && p[k + 1].literal == pair.between && p[k + 2].values == pair.right)
        merge(text.pattern, k);
    }
  }
}

/// Merges the neighbours that are one, everywhere; false if there are none.
bool merge_some(Texts& texts, const Requests& requests) {
  const Census census(texts);
  std::set<std::tuple<Values, std::string, Values>> seen;
  bool out = false;
  for (StepText& text : texts) {
    for (std::size_t i = 0; i + 2 < text.pattern.size(); ++i) {
      const Pattern& p = text.pattern;
      if (!p[i].is_hole() || !joins(p[i + 1].literal) || !p[i + 2].is_hole()) continue;
      const Neighbours pair{p[i].values, p[i + 2].values, p[i + 1].literal, within_quotes(p, i + 1)};
      if (!seen.insert({pair.left, pair.between, pair.right}).second || !are_one(census, requests, pair))
        continue;
      merge_everywhere(texts, pair);
      out = true;
    }
  }
  return out;
}

// ---- a hole that holds the value of another

/// Length and place of `value` in each run's text, if what stands around it is the same in all.
std::optional<Affix> affix_around(const Values& texts, const Values& values) {
  std::optional<Affix> out;
  for (std::size_t r = 0; r < texts.size(); ++r) {
    if (!texts[r]) continue;
    if (!values[r] || values[r]->empty()) return std::nullopt;
    const std::size_t at = texts[r]->find(*values[r]);
    if (at == std::string::npos) return std::nullopt;
    Affix affix{texts[r]->substr(0, at), texts[r]->substr(at + values[r]->size())};
    if (out && *out != affix) return std::nullopt;
    out = std::move(affix);
  }
  return out == Affix{} ? std::nullopt : out;
}

void split_hole(Pattern& pattern, std::size_t hole, const Values& values, const Affix& affix) {
  const auto at = pattern.begin() + static_cast<std::ptrdiff_t>(hole);
  for (std::size_t r = 0; r < values.size(); ++r)
    if (at->values[r]) at->values[r] = values[r];
  if (hole > 0) pattern[hole - 1].literal += affix.before;
  if (hole + 1 < pattern.size())
    pattern[hole + 1].literal = affix.after + pattern[hole + 1].literal;
  else if (!affix.after.empty())
    pattern.push_back({affix.after, {}});
  if (hole == 0 && !affix.before.empty()) pattern.insert(pattern.begin(), {affix.before, {}});
}

bool are_long(const Values& values) {
  return std::all_of(values.begin(), values.end(), [](const auto& v) { return v && v->size() > 1; });
}

/// "720p" where 720 is a value of its own; not what a request names as a whole.
void split_composites(Texts& texts, const Requests& requests) {
  const std::vector<Values> known = distinct(texts, true);
  for (StepText& text : texts) {
    for (std::size_t i = 0; i < text.pattern.size(); ++i) {
      if (!text.pattern[i].is_hole() || said_alone(requests, text.pattern[i].values)) continue;
      for (const Values& values : known) {
        const auto affix = affix_around(text.pattern[i].values, values);
        if (!affix || !are_long(values)) continue;
        split_hole(text.pattern, i, values, *affix);
        break;
      }
    }
  }
}

}  // namespace

bool agrees(const Values& some, const Values& whole) {
  bool any = false;
  for (std::size_t r = 0; r < some.size(); ++r) {
    if (!some[r]) continue;
    if (some[r] != whole[r]) return false;
    any = true;
  }
  return any;
}

void settle_holes(std::vector<StepText>& texts, const Requests& requests) {
  while (merge_some(texts, requests)) {
  }
  take_whole_words(texts, requests);
  while (merge_some(texts, requests)) {
  }
  split_composites(texts, requests);
}

std::vector<Variable> variables_of(const std::vector<StepText>& texts) {
  std::vector<Variable> out;
  for (const Values& values : distinct(texts, true)) out.push_back({values, "", "", Variable::kNone});
  for (const Values& values : distinct(texts, false)) {
    const auto agrees_with = [&](const Variable& v) { return agrees(values, v.values); };
    if (!is_full(values) && std::none_of(out.begin(), out.end(), agrees_with))
      out.push_back({values, "", "", Variable::kNone});
  }
  return out;
}

}  // namespace galdr::distill
