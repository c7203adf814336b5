#include "core/distill/loops.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "core/distill/commands.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/pattern.hpp"
#include "core/distill/substitution.hpp"

namespace galdr::distill {
namespace {

constexpr std::size_t kFewest = 3;

using At = std::vector<Draft>::iterator;

/// The one hole of the commands, if they have one and it is a word that is never the same.
std::optional<Pattern> loop_of(At first, At last) {
  Values commands;
  for (auto at = first; at != last; ++at) commands.emplace_back(at->call.command);
  Pattern out = pattern_of(commands);
  const auto hole = std::find_if(out.begin(), out.end(), [](const Piece& p) { return p.is_hole(); });
  if (hole == out.end() || out.size() < 2 ||
      std::count_if(out.begin(), out.end(), [](const Piece& p) { return p.is_hole(); }) != 1)
    return std::nullopt;
  std::set<std::string> words;
  for (const auto& value : hole->values) {
    if (value->find_first_of(" \t\n\"'") != std::string::npos) return std::nullopt;
    words.insert(*value);
  }
  return words.size() == hole->values.size() ? std::optional(out) : std::nullopt;
}

std::vector<std::string> signatures(const Draft& draft) {
  std::vector<std::string> out;
  for (const Simple& deed : deeds_of(draft.call)) out.push_back(signature_of(deed));
  return out;
}

/// The end of the longest loop that begins here; `first` itself where none does.
At end_of_loop(At first, At end) {
  At out = first;
  for (At last = first + 1; last != end && last->call.is_shell(); ++last) {
    if (signatures(*last) != signatures(*first)) break;  // lint, test, build are three things
    if (last - first + 1 < static_cast<std::ptrdiff_t>(kFewest)) continue;
    if (!loop_of(first, last + 1)) break;
    out = last + 1;
  }
  return out;
}

void fold(Draft& draft, const Pattern& loop) {
  std::string command;
  for (const Piece& piece : loop) {
    command += piece.is_hole() ? std::string(kItem) : piece.literal;
    for (const auto& value : piece.values) draft.each.push_back(*value);
  }
  draft.call.command = command;
  draft.call.input = with_string(draft.call.input, "command", command);
}

std::string replaced(std::string text, const std::string& name) {
  for (std::size_t at = text.find(kItem); at != std::string::npos; at = text.find(kItem, at))
    text.replace(at, kItem.size(), name);
  return text;
}

}  // namespace

void fold_loops(std::vector<Draft>& drafts) {
  std::vector<Draft> out;
  for (At at = drafts.begin(); at != drafts.end();) {
    const At end = at->call.is_shell() && !at->look ? end_of_loop(at, drafts.end()) : at;
    const auto loop = end == at ? std::nullopt : loop_of(at, end);
    out.push_back(std::move(*at));
    if (loop) fold(out.back(), *loop);
    at = loop ? end : at + 1;
  }
  drafts = std::move(out);
}

void name_item(Step& step, const std::vector<std::string>& each, std::vector<Parameter>& parameters) {
  std::string name = "item";
  const auto taken = [&](const Parameter& p) { return p.name == name; };
  for (int n = 2; std::any_of(parameters.begin(), parameters.end(), taken); ++n)
    name = "item_" + std::to_string(n);
  const std::string written = marked(name, step.angle ? Mark::angle : Mark::braces);
  step.template_json =
      map_strings(step.template_json, [&](const std::string& text) { return replaced(text, written); });
  step.intent = replaced(step.intent, written) + ", for each " + written;
  parameters.push_back({name, "one after another", each, ""});
}

}  // namespace galdr::distill
