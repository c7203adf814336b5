#include "core/outcome/deeds.hpp"

#include <algorithm>
#include <array>

#include "core/distill/call.hpp"
#include "core/distill/text.hpp"
#include "core/store/fold.hpp"

namespace galdr::outcome {
namespace {

using distill::Call;
using event::Status;

Went how_it_went(const Call& call) {
  if (call.status == Status::ok) return Went::well;
  const bool wrong = call.status == Status::error || call.status == Status::cancelled;
  return wrong ? Went::wrong : Went::unknown;
}

/// Does a line of what was printed begin as an error's does?
bool tells_error(std::string_view output) {
  constexpr std::size_t kMost = std::size_t{64} << 10;
  constexpr std::array<std::string_view, 9> kHeads{"error:",    "error ",    "npm err!",
                                                   "npm error", "fatal:",    "traceback (",
                                                   "panic:",    "make: ***", "failed: "};
  const std::string low = distill::lower(output.substr(output.size() - std::min(output.size(), kMost)));
  for (const std::string& line : distill::split_lines(low)) {
    const std::string text = distill::trim(line);
    if (std::any_of(kHeads.begin(), kHeads.end(), [&](auto head) { return text.starts_with(head); }))
      return true;
    if (text.ends_with(": command not found") || text.ends_with(": permission denied")) return true;
  }
  return false;
}

/// How a part of a call went that as a whole went so; where its exit status is another's, only its output
/// tells.
Went part_went(const Part& part, const Call& call) {
  const Went went = how_it_went(call);
  if (went != Went::well || part.own_exit || part.looks) return went;
  return tells_error(call.output) ? Went::wrong : Went::unknown;
}

/// Plans, lists, questions, skills themselves.
bool keeps_house(const Call& call) {
  const std::string name = distill::lower(call.tool);
  constexpr std::array<std::string_view, 14> kParts{
      "todo",  "update_plan", "taskcreate", "taskupdate", "tasklist",      "taskget",       "taskoutput",
      "skill", "bashoutput",  "killshell",  "askuser",    "report_intent", "complete_task", "toolsearch"};
  return name.empty() || call.tool_class == "agent" ||
         std::any_of(kParts.begin(), kParts.end(),
                     [&](std::string_view part) { return distill::contains(name, part); });
}

std::vector<Part> parts_of(const Call& call) {
  if (call.is_shell()) return parts_of_command(call.command);
  if (!call.path.empty() && (call.changes_file() || call.tool_class == "read"))
    return {file_part(call.path, call.changes_file())};
  Part part = tool_part(call.tool, call.input);
  part.looks = call.tool_class == "search" || call.tool_class == "web" || call.tool_class == "shell";
  return {std::move(part)};
}

/// The turn that each prompt of a person begins, by seq.
std::vector<std::int64_t> turns_of(const std::vector<event::Event>& events) {
  std::vector<std::int64_t> out;
  for (std::size_t i = 1; i < events.size(); ++i)
    if (events[i].kind == event::Kind::prompt && store::is_from_user(events[i])) out.push_back(events[i].seq);
  return out;
}

/// The deeds of one failed call: what came before the one that failed went well, if that one is known.
void blame(std::vector<Deed>& deeds, std::size_t begin, std::size_t end) {
  const auto tried_again = [&](std::size_t at) {
    return std::any_of(deeds.begin() + static_cast<std::ptrdiff_t>(end), deeds.end(), [&](const Deed& later) {
      return later.part.kind == deeds[at].part.kind && later.part.signature == deeds[at].part.signature &&
             later.part.path == deeds[at].part.path;
    });
  };
  std::size_t failed = begin;
  while (failed < end && (deeds[failed].part.looks || !tried_again(failed))) ++failed;
  const bool known = failed < end;
  if (!known) failed = end - 1;
  while (!known && failed > begin && deeds[failed].part.looks) --failed;
  for (std::size_t i = begin; i < end; ++i)
    deeds[i].went = i >= failed ? Went::wrong : known ? Went::well : Went::unknown;
}

}  // namespace

std::vector<Deed> deeds_of(const std::vector<event::Event>& events) {
  distill::Run run;
  run.events = events;
  const auto turns = turns_of(events);
  std::vector<Deed> out;
  std::vector<std::pair<std::size_t, std::size_t>> failed;
  for (const Call& call : distill::story_of(run).calls) {
    if (keeps_house(call) || call.status == Status::denied) continue;
    const std::size_t begin = out.size();
    const auto turn = std::upper_bound(turns.begin(), turns.end(), call.seq) - turns.begin();
    for (Part& part : parts_of(call)) {
      const Went went = part_went(part, call);
      out.push_back({std::move(part), went, call.seq, static_cast<int>(turn), call.output, call.error});
    }
    if (out.size() > begin + 1 && how_it_went(call) == Went::wrong) failed.emplace_back(begin, out.size());
  }
  for (const auto& [begin, end] : failed) blame(out, begin, end);
  return out;
}

}  // namespace galdr::outcome
