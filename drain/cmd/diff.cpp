#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "core/distill/compare.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/cmd/output.hpp"
#include "drain/cmd/runs.hpp"

namespace galdr::drain::cmd {
namespace {

using In = distill::ComparedStep::In;

const char* word_of(In in) { return in == In::both ? "both" : in == In::first ? "a" : "b"; }

Json to_object(const distill::ComparedStep& step) {
  return {{"in", word_of(step.in)}, {"same", step.same}, {"moved", step.moved},
          {"tool", step.tool},      {"a", step.first},   {"b", step.second}};
}

Json to_object(const distill::ComparedGotcha& g) {
  return {{"in", word_of(g.in)}, {"symptom", g.gotcha.symptom}, {"fix", g.gotcha.fix}};
}

void print_as_json(const distill::Run& a, const distill::Run& b, const distill::Comparison& found) {
  Json steps = Json::array(), values = Json::array(), gotchas = Json::array();
  for (const auto& step : found.steps) steps.push_back(to_object(step));
  for (const auto& p : found.values)
    values.push_back({{"name", p.name}, {"a", p.values[0]}, {"b", p.values[1]}});
  for (const auto& gotcha : found.gotchas) gotchas.push_back(to_object(gotcha));
  print_json(
      {{"a", a.session_id}, {"b", b.session_id}, {"steps", steps}, {"values", values}, {"gotchas", gotchas}});
}

void say_step(Output& out, const distill::ComparedStep& step) {
  const auto line = [&](char mark, const std::string& text) {
    out.line(std::string(1, mark) + " " + printable(step.tool) + "  " + shortened(printable(text), 160) +
             (step.moved ? "  (at another point)" : ""));
  };
  const bool other_text = step.first == step.second && !step.same;
  if (step.in == In::both && (step.same || other_text)) return line(step.same ? ' ' : '~', step.first);
  if (step.in != In::second) line('-', step.first);
  if (step.in != In::first) line('+', step.second);
}

void say(const distill::Run& a, const distill::Run& b, const distill::Comparison& found) {
  Output out;
  out.line("--- " + printable(a.session_id));
  out.line("+++ " + printable(b.session_id));
  for (const auto& step : found.steps) say_step(out, step);
  if (!found.values.empty()) out.line("");
  for (const auto& p : found.values)
    out.line("{{" + p.name + "}}: " + printable(p.values[0]) + " -> " + printable(p.values[1]));
  for (const auto& g : found.gotchas) {
    if (g.in == In::both) continue;
    out.line("");
    out.line(std::string(g.in == In::first ? "-" : "+") + " failed: " + printable(g.gotcha.symptom));
    out.line("  mended: " + printable(g.gotcha.fix));
  }
}

}  // namespace

int diff(const App& app, const std::string& first, const std::string& second) {
  Reading reading(app);
  const distill::Run a = run_of(reading.catalog(), first), b = run_of(reading.catalog(), second);
  const distill::Comparison found = distill::compare(a, b);
  if (app.json)
    print_as_json(a, b, found);
  else
    say(a, b, found);
  return kDone;
}

}  // namespace galdr::drain::cmd
