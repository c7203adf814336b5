#include "core/distill/drafts.hpp"

#include <algorithm>
#include <utility>

#include "core/distill/commands.hpp"
#include "core/distill/diff.hpp"
#include "core/distill/json_text.hpp"

namespace galdr::distill {
namespace {

using Drafts = std::vector<Draft>;

constexpr std::size_t kShortLines = 30;
constexpr std::size_t kShortBytes = 1500;
constexpr std::size_t kOutlineLines = 8;

bool is_long(const std::string& text) {
  return text.size() > kShortBytes || split_lines(text).size() > kShortLines;
}

// A line that opens something at the left margin: a heading, a definition, a key.
bool opens(const std::string& line) {
  if (line.empty() || line[0] == ' ' || line[0] == '\t') return false;
  const char last = trim(line).back();
  return line[0] == '#' || last == '{' || last == ':' || last == '(' || last == '[';
}

std::string outline(const std::string& text) {
  std::string out;
  std::size_t told = 0;
  const std::vector<std::string> lines = split_lines(text);
  for (const std::string& line : lines) {
    if (trim(line).empty() || !opens(line) || told == kOutlineLines) continue;
    out += clip(trim(line), 120) + "\n";
    ++told;
  }
  return std::to_string(lines.size()) + " lines" + (out.empty() ? "" : ", such as:\n" + out);
}

std::string content_of(const Call& call) {
  return string_field(call.input, {"content", "contents", "file_text", "text"});
}

// The drafts since the last one that did something beyond files and checks.
Drafts::iterator recent(Drafts& drafts) {
  auto at = drafts.end();
  while (at != drafts.begin()) {
    const Call& call = std::prev(at)->call;
    if (!std::prev(at)->look && !call.changes_file() && call.tool_class != "read" && !is_check(call)) break;
    --at;
  }
  return at;
}

// `after` was made on top of `before`: told as one where the later one changes what the earlier one wrote.
void add_change(std::vector<Change>& changes, const Change& next) {
  for (Change& change : changes) {
    const std::size_t at = next.before.empty() ? std::string::npos : change.after.find(next.before);
    if (at == std::string::npos) continue;
    change.after.replace(at, next.before.size(), next.after);
    return;
  }
  changes.push_back(next);
}

// Applies an edit to a file that this run wrote. False if the text to replace is not there.
bool apply(Call& write, const Call& edit) {
  std::string content = content_of(write);
  const std::vector<Change> changes = changes_of(edit.input);
  for (const Change& change : changes) {
    const std::size_t at = change.before.empty() ? std::string::npos : content.find(change.before);
    if (at == std::string::npos) return false;
    content.replace(at, change.before.size(), change.after);
  }
  if (changes.empty()) return false;
  write.input = with_string(without_keys(write.input, {"contents", "file_text", "text"}), "content", content);
  return true;
}

bool fold_edit(Drafts& drafts, const Call& edit) {
  const auto same = [&](const Draft& d) { return d.call.changes_file() && d.call.path == edit.path; };
  const auto written = std::find_if(drafts.begin(), drafts.end(),
                                    [&](const Draft& d) { return same(d) && d.call.tool_class == "write"; });
  if (written != drafts.end()) return apply(written->call, edit);
  const auto edited = std::find_if(recent(drafts), drafts.end(), same);
  if (edited == drafts.end()) return false;
  if (edited->changes.empty()) edited->changes = changes_of(edited->call.input);
  const std::vector<Change> more = changes_of(edit.input);
  if (edited->changes.empty() || more.empty()) return false;
  for (const Change& change : more) add_change(edited->changes, change);
  return true;
}

bool fold_write(Drafts& drafts, const Call& write) {
  const auto written = std::find_if(drafts.begin(), drafts.end(), [&](const Draft& d) {
    return d.call.tool_class == "write" && d.call.path == write.path;
  });
  if (written == drafts.end()) return false;
  written->call = write;
  return true;
}

// A repeat in a row, or a second look at a file, adds nothing. A check counts where it was last made.
bool fold_repeat(Drafts& drafts, const Call& call) {
  const auto same =
      std::find_if(drafts.begin(), drafts.end(), [&](const Draft& d) { return same_action(d.call, call); });
  if (same == drafts.end()) return false;
  if (call.tool_class == "read" || std::next(same) == drafts.end()) return true;
  if (is_check(call)) drafts.erase(same);
  return false;
}

bool folded(Drafts& drafts, const Call& call) {
  if (call.tool_class == "write") return fold_write(drafts, call);
  if (call.tool_class == "edit") return fold_edit(drafts, call);
  return fold_repeat(drafts, call);
}

// The same again, with at most looks in between: a retry, or a poll.
bool is_retry(const Drafts& drafts, const Call& call) {
  const auto last = std::find_if(drafts.rbegin(), drafts.rend(), [](const Draft& d) { return !d.look; });
  return last != drafts.rend() && same_action(last->call, call);
}

bool folded(Drafts& drafts, const Call& call, Among among) {
  const bool file = call.tool_class == "write" || call.tool_class == "edit" || call.tool_class == "read";
  return among == Among::itself || file ? folded(drafts, call) : is_retry(drafts, call);
}

// The words of the first try of the same thing: "Run the tests", not "Run the tests again".
std::string first_about(const Story& story, const Call& call) {
  const auto first = std::find_if(story.calls.begin(), story.calls.end(),
                                  [&](const Call& c) { return !c.about.empty() && same_action(c, call); });
  return first == story.calls.end() ? call.about : first->about;
}

void shorten(Draft& draft) {
  Call& call = draft.call;
  if (!draft.changes.empty()) call.input = with_changes(call.input, std::exchange(draft.changes, {}));
  call.input = without_keys(call.input, {"description", "timeout", "run_in_background", "yield_time_ms",
                                         "limit", "offset", "dangerouslyDisableSandbox"});
  const std::string content = content_of(call);
  if (is_long(content)) {
    draft.note = outline(content);
    draft.material = content;
    call.input = without_keys(call.input, {"content", "contents", "file_text", "text"});
  }
  const std::vector<Change> changes = changes_of(call.input);
  for (const Change& change : changes) {
    if (!is_long(change.after)) continue;
    draft.note = outline(change.after);
    draft.material = as_diff(changes);
    draft.material_is_diff = true;
    call.input = with_changes(call.input, {});
    return;
  }
}

bool is_fix(const std::vector<Mend>& mends, std::size_t at) {
  return std::any_of(mends.begin(), mends.end(), [&](const Mend& m) {
    return std::find(m.fixes.begin(), m.fixes.end(), at) != m.fixes.end();
  });
}

}  // namespace

std::vector<Draft> drafts_of(const Story& story, const std::vector<Role>& roles,
                             const std::vector<Mend>& mends, Among among) {
  Drafts out;
  for (std::size_t i = 0; i < story.calls.size(); ++i) {
    const Call& call = story.calls[i];
    const bool look = roles[i] == Role::look && among == Among::others;
    if ((roles[i] != Role::step && !look) || folded(out, call, among)) continue;
    out.push_back({call, "", call.is_shell() && is_fix(mends, i), i, look});
    out.back().call.about = first_about(story, call);
  }
  for (Draft& draft : out) shorten(draft);
  return out;
}

}  // namespace galdr::distill
