#include <nlohmann/json.hpp>

#include "core/event/span_tree.hpp"
#include "drain/cmd/commands.hpp"
#include "drain/cmd/json.hpp"
#include "drain/cmd/output.hpp"

namespace galdr::drain::cmd {
namespace {

using event::Event;
using event::Span;
using event::SpanKind;

Json step_json(const event::Event& event) {
  return Json::parse(event::to_public_line(event), nullptr, false);
}

Json span_json(const Span& span, std::size_t id, const std::vector<Event>& events) {
  const auto seq = [&](const std::optional<std::size_t>& index) {
    return index ? Json(events[*index].seq) : Json();
  };
  return {{"span", id},
          {"parent", span.parent ? Json(*span.parent) : Json()},
          {"kind", event::name_of(span.kind)},
          {"id", span.id},
          {"name", span.name},
          {"started_at", format_utc(span.begin)},
          {"ended_at", time_or_null(span.end)},
          {"duration_ms", span.duration_ms ? Json(*span.duration_ms) : Json()},
          {"status", span.status == event::Status::none ? Json() : Json(event::name_of(span.status))},
          {"first_seq", seq(span.first_event)},
          {"last_seq", seq(span.last_event)}};
}

void show_json(const Named& found, const std::vector<Event>& steps) {
  Json rows = Json::array(), spans = Json::array();
  for (const auto& step : steps) rows.push_back(step_json(step));
  const auto tree = event::span_tree(steps);
  for (std::size_t i = 0; i < tree.size(); ++i) spans.push_back(span_json(tree[i], i, steps));
  print_json({{"recording",
               found.recording ? to_json(*found.recording, static_cast<std::int64_t>(steps.size())) : Json()},
              {"session", found.session ? to_json(*found.session) : Json()},
              {"steps", rows},
              {"spans", spans}});
}

std::string duration_text(std::int64_t ms) {
  if (ms < 10'000) return std::to_string(ms) + " ms";
  return ms < 600'000 ? std::to_string(ms / 1000) + " s" : std::to_string(ms / 60'000) + " min";
}

/// "Bash  error 3  npm test  812 ms"
std::string call_text(const Span& span, const std::vector<Event>& steps) {
  std::string text = span.name;
  const Event& begin = steps[*span.first_event];
  const Event& end = steps[span.last_event.value_or(*span.first_event)];
  if (!span.end) text += "  open";
  if (span.end && span.status != event::Status::ok) text += "  " + std::string(event::name_of(span.status));
  if (end.exit_code && *end.exit_code != 0) text += " " + std::to_string(*end.exit_code);
  return text + "  " + shortened(printable(gist(begin)), 90);
}

std::string span_text(const Span& span, const std::vector<Event>& steps) {
  switch (span.kind) {
    case SpanKind::turn:
      return "> " + shortened(printable(span.name), 90);
    case SpanKind::subagent:
      return "subagent " + (span.name.empty() ? span.id : span.name);
    case SpanKind::call:
      return call_text(span, steps);
    case SpanKind::session:
      return "";
  }
  return "";
}

/// A tree on its way out: children below their parents, which a list in the order of time does not give.
class TreePrinter {
 public:
  TreePrinter(Output& out, const std::vector<Span>& tree, const std::vector<Event>& steps)
      : out_(out), tree_(tree), steps_(steps), children_(tree.size()) {
    for (std::size_t i = 1; i < tree.size(); ++i) children_[*tree[i].parent].push_back(i);
  }

  void below(std::size_t parent, const std::string& indent) {
    for (const std::size_t i : children_[parent]) {
      const Span& span = tree_[i];
      std::string line = indent + format_utc(span.begin).substr(11, 8) + "  " + span_text(span, steps_);
      if (span.duration_ms) line += "  " + duration_text(*span.duration_ms);
      out_.line(printable(line));
      below(i, indent + "  ");
    }
  }

 private:
  Output& out_;
  const std::vector<Span>& tree_;
  const std::vector<Event>& steps_;
  std::vector<std::vector<std::size_t>> children_;
};

}  // namespace

int show(const App& app, const std::string& ref) {
  Reading reading(app);
  auto& catalog = reading.catalog();
  const Named found = resolve(catalog, ref);
  std::vector<Event> steps;
  if (found.session)
    store::read_events(catalog, *found.session, found.slice, [&](const Event& e) { steps.push_back(e); });
  if (app.json) return show_json(found, steps), kDone;
  Output out;
  if (found.recording)
    out.line("recording " + found.recording->rec_id + "  " + printable(found.recording->name) + "  " +
             found.recording->state);
  if (found.session)
    out.line("session " + printable(found.session->session_id) + "  " + printable(found.session->agent) +
             "  " + printable(found.session->cwd.value_or("")));
  const auto tree = event::span_tree(steps);
  if (!tree.empty()) TreePrinter(out, tree, steps).below(0, "");
  return kDone;
}

}  // namespace galdr::drain::cmd
