#include "core/distill/merge.hpp"

#include <algorithm>

#include "core/distill/json_text.hpp"

namespace galdr::distill {
namespace {

using Steps = std::vector<Step>;

// Equal secrets of one rule may differ from run to run: "[REDACTED:rule#ab12]" without its tag.
std::string without_tags(std::string text) {
  constexpr std::string_view kMarker = "[REDACTED:";
  for (std::size_t at = text.find(kMarker); at != std::string::npos; at = text.find(kMarker, at + 1)) {
    const std::size_t hash = text.find('#', at), end = text.find(']', at);
    if (hash != std::string::npos && end != std::string::npos && hash < end) text.erase(hash, end - hash);
  }
  return text;
}

// What makes two runs' steps the same step: a command, a file, or the whole input.
std::string key_of(const Step& step) {
  const std::string target =
      string_field(step.template_json, {"command", "file_path", "filePath", "absolute_path", "path"});
  return step.tool + '\n' + without_tags(target.empty() ? step.template_json : target);
}

// Longest common subsequence: for each step of `b` the index of its like in `a`, or -1.
std::vector<int> aligned(const Steps& a, const Steps& b) {
  std::vector<std::vector<int>> length(a.size() + 1, std::vector<int>(b.size() + 1, 0));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      length[i][j] = key_of(a[i]) == key_of(b[j]) ? length[i + 1][j + 1] + 1
                                                  : std::max(length[i + 1][j], length[i][j + 1]);
    }
  }
  std::vector<int> out(b.size(), -1);
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (key_of(a[i]) == key_of(b[j]))
      out[j++] = static_cast<int>(i++);
    else if (length[i + 1][j] >= length[i][j + 1])
      ++i;
    else
      ++j;
  }
  return out;
}

// Adds a run's steps to those of the runs before it; what is new stands after what it followed.
void take_steps(Steps& all, const Steps& more) {
  const std::vector<int> like = aligned(all, more);
  Steps out;
  std::size_t next = 0;
  for (std::size_t j = 0; j < more.size(); ++j) {
    if (like[j] < 0) {
      out.push_back(more[j]);
      continue;
    }
    while (next <= static_cast<std::size_t>(like[j])) out.push_back(all[next++]);
    ++out.back().support;
    out.back().optional = out.back().optional && more[j].optional;
  }
  out.insert(out.end(), all.begin() + static_cast<std::ptrdiff_t>(next), all.end());
  all = std::move(out);
}

void take_parameters(std::vector<Parameter>& all, const std::vector<Parameter>& more) {
  for (const Parameter& parameter : more) {
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const Parameter& p) { return p.name == parameter.name; });
    if (known == all.end()) {
      all.push_back(parameter);
      continue;
    }
    for (const std::string& value : parameter.values) {
      if (std::find(known->values.begin(), known->values.end(), value) == known->values.end())
        known->values.push_back(value);
    }
  }
}

void take_gotchas(std::vector<Gotcha>& all, const std::vector<Gotcha>& more) {
  for (const Gotcha& gotcha : more) {
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const Gotcha& g) { return g.symptom == gotcha.symptom; });
    if (known == all.end())
      all.push_back(gotcha);
    else
      known->seen += gotcha.seen;
  }
}

// The lines that every run tells, or the first run's if there are none.
std::vector<std::string> shared(const std::vector<Recipe>& recipes, std::vector<std::string> Recipe::*lines) {
  std::vector<std::string> out;
  for (const std::string& line : recipes.front().*lines) {
    const bool everywhere = std::all_of(recipes.begin(), recipes.end(), [&](const Recipe& r) {
      return std::find((r.*lines).begin(), (r.*lines).end(), line) != (r.*lines).end();
    });
    if (everywhere) out.push_back(line);
  }
  return out.empty() ? recipes.front().*lines : out;
}

}  // namespace

Recipe merged(const std::vector<Recipe>& recipes) {
  Recipe out = recipes.front();
  for (std::size_t i = 1; i < recipes.size(); ++i) {
    take_steps(out.steps, recipes[i].steps);
    take_parameters(out.parameters, recipes[i].parameters);
    take_gotchas(out.gotchas, recipes[i].gotchas);
  }
  out.verification = shared(recipes, &Recipe::verification);
  out.preconditions = shared(recipes, &Recipe::preconditions);
  const int runs = static_cast<int>(recipes.size());
  if (runs > 2) std::erase_if(out.steps, [](const Step& s) { return s.support == 1; });
  for (Step& step : out.steps) step.optional = step.optional || step.support < runs;
  return out;
}

}  // namespace galdr::distill
