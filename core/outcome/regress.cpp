#include "core/outcome/regress.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace galdr::outcome {
namespace {

using Json = nlohmann::ordered_json;

/// A step or a check of one use, or of a baseline.
struct Row {
  std::string what, key, state;
  int tries = 1;
  bool optional = false;
};

std::string told(const Row& row) {
  if (row.state.empty()) return "none";
  return row.tries > 1 ? row.state + " at try " + std::to_string(row.tries) : row.state;
}

/// How good a state is; nothing where it tells nothing.
std::optional<int> rank(const Row& row) {
  if (row.state == "followed" || row.state == "held")
    return row.tries > 1 ? 4 - std::min(row.tries - 2, 1) : 5;
  if (row.state == "changed") return 2;
  if (row.state == "skipped" && !row.optional) return 1;
  if (row.state == "failed") return 0;
  return std::nullopt;
}

std::vector<Row> rows_of(const Use& use) {
  std::vector<Row> out;
  for (const StepOutcome& s : use.followed.steps) {
    const State state = s.said == "good" ? State::followed : s.said == "bad" ? State::failed : s.state;
    out.push_back({"step", s.key.empty() ? s.intent : s.key, std::string(name_of(state)),
                   std::max(s.tries, 1), s.optional});
  }
  for (const CheckOutcome& c : use.followed.checks)
    out.push_back({"check", c.told, std::string(name_of(c.held))});
  return out;
}

std::vector<Row> rows_of(const std::string& baseline) {
  std::vector<Row> out;
  const Json object = Json::parse(baseline, nullptr, false);
  const auto rows = object.is_object() ? object.find("rows") : object.end();
  if (!object.is_object() || rows == object.end() || !rows->is_array()) return out;
  for (const Json& row : *rows) {
    if (!row.is_object()) continue;
    const auto text = [&](const char* key) {
      return row.contains(key) && row[key].is_string() ? row[key].get<std::string>() : "";
    };
    const bool counted = row.contains("tries") && row["tries"].is_number_integer();
    out.push_back({text("what"), text("key"), text("state"), counted ? row["tries"].get<int>() : 1,
                   row.contains("optional") && row["optional"] == true});
  }
  return out;
}

/// The row of the same step or check that is not taken yet.
Row* same_as(const Row& row, std::vector<Row>& rows) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const Row& r) { return r.what == row.what && r.key == row.key; });
  return found == rows.end() ? nullptr : &*found;
}

Compared compared(const std::vector<Row>& baseline, const Use& use) {
  Compared out;
  out.use = &use;
  auto rows = rows_of(use);
  for (const Row& was : baseline) {
    Row* now = same_as(was, rows);
    if (now == nullptr) continue;  // another version of the skill has no such step
    const auto before = rank(was), after = rank(*now);
    if (before && after && before != after)
      out.differences.push_back(
          {was.what, was.key, told(was), told(*now), *after > *before ? Trend::better : Trend::worse});
    now->what.clear();
  }
  for (const Row& row : rows)  // a step that is new may fail, too
    if (!row.what.empty() && row.state == "failed")
      out.differences.push_back({row.what, row.key, "none", "failed", Trend::worse});
  const auto any = [&](Trend trend) {
    return std::any_of(out.differences.begin(), out.differences.end(),
                       [&](const Difference& d) { return d.trend == trend; });
  };
  out.trend = any(Trend::worse) ? Trend::worse : any(Trend::better) ? Trend::better : Trend::same;
  if (use.verdict && use.verdict->word == "bad") out.trend = Trend::worse;
  if (use.verdict && use.verdict->word == "good" && out.trend == Trend::worse) out.trend = Trend::same;
  return out;
}

}  // namespace

std::string_view name_of(Trend trend) {
  constexpr std::array<std::string_view, 3> kNames{"same", "better", "worse"};
  return kNames.at(static_cast<std::size_t>(trend));
}

std::string baseline_of(const Use& use) {
  Json rows = Json::array();
  for (const Row& row : rows_of(use))
    rows.push_back({{"what", row.what},
                    {"key", row.key},
                    {"state", row.state},
                    {"tries", row.tries},
                    {"optional", row.optional}});
  const Json out{{"result", name_of(use.result)}, {"ts", format_utc(use.ts)}, {"rows", std::move(rows)}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<Compared> against(const store::Verdict& pin, const std::vector<Use>& uses) {
  std::vector<Compared> out;
  const auto baseline = rows_of(pin.baseline);
  const Json object = Json::parse(pin.baseline, nullptr, false);
  const auto ts = object.is_object() ? object.find("ts") : object.end();
  const bool timed = object.is_object() && ts != object.end() && ts->is_string();
  const Nanos since = timed ? parse_utc(ts->get<std::string>()).value_or(pin.ts) : pin.ts;
  for (const Use& use : uses)
    if (use.ts > since) out.push_back(compared(baseline, use));
  return out;
}

std::vector<store::Verdict> pins_in(const std::vector<store::Verdict>& verdicts) {
  std::vector<store::Verdict> out;
  for (const store::Verdict& verdict : verdicts) {
    if (verdict.kind != "pin" && verdict.kind != "unpin") continue;
    std::erase_if(out, [&](const store::Verdict& known) { return known.skill == verdict.skill; });
    if (verdict.kind == "pin") out.push_back(verdict);
  }
  return out;
}

}  // namespace galdr::outcome
