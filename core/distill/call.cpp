#include "core/distill/call.hpp"

#include <algorithm>

#include "core/distill/commands.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/patch.hpp"
#include "core/distill/visible.hpp"

namespace galdr::distill {
namespace {

using event::Event;
using event::Kind;

constexpr std::initializer_list<const char*> kCommandKeys = {"command", "cmd", "script"};
constexpr std::initializer_list<const char*> kPathKeys = {"file_path", "filePath",      "absolute_path",
                                                          "path",      "notebook_path", "target_file"};

constexpr std::size_t kLongestPatch = std::size_t{1} << 20;

/// A call whose end may still come.
struct Open {
  const Event* start;
  std::size_t index;
};

// "cd <the working directory> && x" is x.
std::string without_bare_cd(std::string command) {
  for (const std::string_view prefix : {"cd . && ", "cd . ; ", "cd .; ", "cd .\n"}) {
    if (command.rfind(prefix, 0) == 0) return command.substr(prefix.size());
  }
  return command;
}

// Nothing hidden, and nobody named.
std::string told(const Places& places, std::string_view text) { return localise(places, visible(text)); }

void take_input(Call& call, const Event& event, const Places& places) {
  call.seq = event.seq;
  call.tool = told(places, event.tool);
  call.tool_class = std::string(event::tool_class(event));
  call.input = map_strings(event.input, [&](const std::string& text) { return told(places, text); });
  call.about = one_line(string_field(call.input, {"description"}));
  if (call.tool_class == "shell") {
    call.command = without_bare_cd(trim(string_field(call.input, kCommandKeys)));
    call.input = with_string(call.input, "command", call.command);
  }
  call.path = string_field(call.input, kPathKeys);
}

void take_end(Call& call, const Event& event, const Places& places) {
  call.status = event.status;
  call.ended = event.source == event::Source::hook;
  call.output = told(places, all_strings(event.output));
  if (call.ok()) return;
  const bool has_error = event.error && !event.error->empty();
  call.error = has_error ? told(places, *event.error) : call.output;
}

bool is_end_of(const Event& end, const Event& start) {
  if (!end.call_id.empty() || !start.call_id.empty()) return end.call_id == start.call_id;
  return end.tool == start.tool && end.parent_agent == start.parent_agent &&
         (end.input.empty() || end.input == start.input);
}

void add_end(Story& story, std::vector<Open>& open, const Event& event) {
  const auto found =
      std::find_if(open.begin(), open.end(), [&](const Open& o) { return is_end_of(event, *o.start); });
  if (found == open.end()) {
    take_input(story.calls.emplace_back(), event, story.places);
    take_end(story.calls.back(), event, story.places);
    return;
  }
  take_end(story.calls[found->index], event, story.places);
  open.erase(found);
}

Call change_of(const Call& call, const FileChange& file) {
  Call out = call;
  out.path = file.path;
  out.input = with_string("{}", "file_path", file.path);
  out.tool_class = file.kind == FileChange::Kind::add ? "write" : "edit";
  if (file.kind == FileChange::Kind::add) out.input = with_string(out.input, "content", file.content);
  if (file.kind == FileChange::Kind::update) out.input = with_changes(out.input, file.changes);
  return out;
}

/// A patch of several files is a change of each, as if the agent's tool took one at a time.
void expand_patches(std::vector<Call>& calls) {
  std::vector<Call> out;
  for (Call& call : calls) {
    const bool may_be = call.changes_file() && call.path.empty();
    const std::vector<FileChange> files =
        may_be ? read_patch(all_strings(call.input, kLongestPatch)) : std::vector<FileChange>();
    for (const FileChange& file : files) out.push_back(change_of(call, file));
    if (files.empty()) out.push_back(std::move(call));
  }
  calls = std::move(out);
}

// Agents put messages of their own where prompts are told.
bool is_from_person(const std::string& prompt) {
  const std::string text = trim(prompt);
  return !text.empty() && text[0] != '<' && text[0] != '/';
}

std::string working_directory(const Run& run) {
  const auto found =
      std::find_if(run.events.begin(), run.events.end(), [](const Event& e) { return !e.cwd.empty(); });
  return found == run.events.end() ? "" : found->cwd;
}

std::string main_signature(const Call& call) {
  const std::vector<Simple> deeds = deeds_of(call);
  return deeds.empty() ? call.command : signature_of(deeds.front());
}

}  // namespace

Story story_of(const Run& run) {
  Story story;
  story.places = places_of(working_directory(run));
  if (!trim(run.goal).empty()) story.prompts.push_back(told(story.places, trim(run.goal)));
  std::vector<Open> open;
  for (const Event& event : run.events) {
    if (!event.duplicate_of.empty()) continue;
    if (event.kind == Kind::prompt && event.prompt && is_from_person(*event.prompt)) {
      story.prompts.push_back(told(story.places, trim(*event.prompt)));
    } else if (event.kind == Kind::tool_start) {
      take_input(story.calls.emplace_back(), event, story.places);
      open.push_back({&event, story.calls.size() - 1});
    } else if (event.kind == Kind::tool_end) {
      add_end(story, open, event);
    }
  }
  expand_patches(story.calls);
  return story;
}

bool same_action(const Call& a, const Call& b) {
  if (a.tool != b.tool) return false;
  if (a.is_shell() || b.is_shell()) return a.command == b.command;
  return a.input == b.input;
}

bool similar_action(const Call& a, const Call& b) {
  if (a.tool_class != b.tool_class) return false;
  if (a.is_shell()) return main_signature(a) == main_signature(b);
  if (!a.path.empty()) return a.path == b.path;
  return a.tool == b.tool;
}

std::vector<Simple> deeds_of(const Call& call) {
  std::vector<Simple> out;
  for (Simple& simple : parse_shell(call.command)) {
    if (!does_nothing(simple)) out.push_back(std::move(simple));
  }
  return out;
}

bool is_check(const Call& call) {
  const std::vector<Simple> deeds = deeds_of(call);
  return !deeds.empty() && std::all_of(deeds.begin(), deeds.end(), [](const Simple& s) {
    return is_check(s) || only_looks(s);
  }) && std::any_of(deeds.begin(), deeds.end(), [](const Simple& s) { return is_check(s); });
}

}  // namespace galdr::distill
