#include "core/distill/gotchas.hpp"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "core/distill/commands.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/pattern.hpp"
#include "core/distill/visible.hpp"

namespace galdr::distill {
namespace {

constexpr std::size_t kMaxLines = 3;
constexpr std::size_t kMaxLine = 200;
constexpr std::size_t kMaxFixes = 4;
constexpr std::size_t kShortChange = 80;
constexpr double kAnotherForm = 0.6;

bool has_any(std::string_view text, std::initializer_list<const char*> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const char* part) { return contains(text, part); });
}

// "# fail 6", "FAILED (failures=1)": how many, not what.
bool is_tally(std::string_view low) {
  std::string word;
  bool number = false, other = false;
  for (const char c : std::string(low) + " ") {
    number = number || (c >= '0' && c <= '9');
    if (std::isalpha(static_cast<unsigned char>(c))) {
      word += c;
      continue;
    }
    other = other || (!word.empty() &&
                      !has_any("fail failed failing failures failure tests test errors error passed pass "
                               "total and suites files",
                               {word.c_str()}));
    word.clear();
  }
  return number && !other;
}

// How much a line tells of a failure: 0 nothing, 2 names it.
int weight_of(const std::string& line) {
  const std::string low = lower(line);
  if (is_tally(low) || has_any(low, {"complete log of this run", "npm err! a complete", "run with -v",
                                     "for more information"}))
    return 0;
  if (has_any(low, {"error:", "error[", "error code", "fatal:", "panic:", "exception:", "assertionerror",
                    "cannot find", "not found", "permission denied", "backoff", "refused"}))
    return 2;
  return has_any(low, {"error",    "fail",      "assert",  "cannot",  "can't",     "could not",
                       "couldn't", "denied",    "unable",  "missing", "undefined", "unexpected",
                       "expected", "timed out", "timeout", "invalid", "exception", "no such",
                       "conflict", "rejected",  "abort",   "unknown", "required",  "must "})
             ? 1
             : 0;
}

// Rulers, exit codes and blank lines tell nothing.
bool is_decoration(const std::string& line) {
  if (line.rfind("Exit code ", 0) == 0) return true;
  return std::none_of(line.begin(), line.end(), [](unsigned char c) { return std::isalpha(c); });
}

std::vector<std::string> useful_lines(std::string_view error) {
  std::vector<std::string> out;
  for (const std::string& raw : split_lines(visible(error))) {
    const std::string line = trim(raw);
    if (is_decoration(line) || std::find(out.begin(), out.end(), line) != out.end()) continue;
    out.push_back(line);
  }
  return out;
}

// The indices of the lines to tell, in their order: the heaviest first, the earlier of equals.
std::vector<std::size_t> chosen(const std::vector<std::string>& lines) {
  std::vector<std::size_t> out;
  for (int weight = 2; weight > 0; --weight) {
    for (std::size_t i = 0; i < lines.size() && out.size() < kMaxLines; ++i) {
      if (weight_of(lines[i]) == weight) out.push_back(i);
    }
  }
  if (out.empty() && !lines.empty()) out.push_back(lines.size() - 1);
  std::sort(out.begin(), out.end());
  return out;
}

std::string change_told(const Change& change) {
  const bool brief = change.before.size() <= kShortChange && change.after.size() <= kShortChange &&
                     !contains(change.before, "\n") && !contains(change.after, "\n");
  if (!brief || change.before.empty()) return "";
  if (change.after.empty()) return "remove " + code_span(change.before);
  return "replace " + code_span(change.before) + " with " + code_span(change.after);
}

std::string edit_told(const Call& call) {
  std::string out = "edit " + code_span(call.path);
  const std::vector<Change> changes = changes_of(call.input);
  const std::string change = changes.size() == 1 ? change_told(changes[0]) : "";
  return change.empty() ? out : "in " + code_span(call.path) + " " + change;
}

std::string deed_told(const Call& call) {
  if (call.is_shell()) return "run " + code_span(clip(call.command, 300));
  if (call.tool_class == "edit") return edit_told(call);
  if (call.tool_class == "write") return "write " + code_span(call.path);
  return "call " + code_span(call.tool);
}

std::string program_of_call(const Call& call) {
  const std::vector<Simple> deeds = deeds_of(call);
  return deeds.empty() ? "" : program_of(deeds.front());
}

// Most of the same words for the same program: "docker buildx build -t a ." for "docker build -t a .".
bool another_form(const Call& a, const Call& b) {
  return a.is_shell() && b.is_shell() && program_of_call(a) == program_of_call(b) &&
         likeness(a.command, b.command) >= kAnotherForm;
}

std::optional<std::size_t> next_success(const Story& story, std::size_t failed) {
  std::optional<std::size_t> similar, form;
  for (std::size_t i = failed + 1; i < story.calls.size(); ++i) {
    const Call& call = story.calls[i];
    if (!call.ok()) continue;
    if (same_action(call, story.calls[failed])) return i;
    if (!similar && similar_action(call, story.calls[failed])) similar = i;
    if (!form && another_form(call, story.calls[failed])) form = i;
  }
  return similar ? similar : form;
}

// What was done between a failure and its success; checks only where there is nothing else.
std::vector<std::size_t> fixes_between(const Story& story, const std::vector<Role>& roles, const Mend& mend) {
  std::vector<std::size_t> deeds, checks;
  for (std::size_t i = mend.failed + 1; i < mend.success; ++i) {
    const Call& call = story.calls[i];
    if (roles[i] != Role::step || call.tool_class == "read" || same_action(call, story.calls[mend.failed]))
      continue;
    (is_check(call) ? checks : deeds).push_back(i);
  }
  std::vector<std::size_t>& out = deeds.empty() ? checks : deeds;
  if (out.size() > kMaxFixes) out.resize(kMaxFixes);
  return out;
}

}  // namespace

std::string fix_told(const Story& story, const Mend& mend) {
  const Call& failed = story.calls[mend.failed];
  const Call& success = story.calls[mend.success];
  std::vector<std::string> deeds;
  for (const std::size_t i : mend.fixes) deeds.push_back(deed_told(story.calls[i]));
  const bool other_form = failed.is_shell() && !same_action(failed, success);
  if (!deeds.empty() && !other_form) return capitalised(listed(deeds)) + ", then try again.";
  if (!deeds.empty()) return capitalised(listed(deeds)) + ", then " + deed_told(success) + ".";
  if (!other_form) return "Try again: it worked the second time, with nothing changed.";
  return "Use " + code_span(clip(success.command, 300)) + " instead of " +
         code_span(clip(failed.command, 200)) + ".";
}

std::string telling_lines(std::string_view error) {
  const std::vector<std::string> lines = useful_lines(error);
  std::string out;
  for (const std::size_t i : chosen(lines)) out += (out.empty() ? "" : "\n") + clip(lines[i], kMaxLine);
  return out;
}

std::vector<Mend> mends_of(const Story& story, const std::vector<Role>& roles) {
  std::vector<Mend> out;
  for (std::size_t i = 0; i < story.calls.size(); ++i) {
    if (roles[i] != Role::failed) continue;
    const auto success = next_success(story, i);
    const std::string symptom = telling_lines(story.calls[i].error);
    if (!success || symptom.empty()) continue;
    const auto before =
        std::find_if(out.begin(), out.end(), [&](const Mend& m) { return m.gotcha.symptom == symptom; });
    Mend mend{i, *success, {}, {symptom, "", 1, clip(one_line(story.calls[i].command), 120)}};
    mend.fixes = fixes_between(story, roles, mend);
    mend.gotcha.fix = fix_told(story, mend);
    if (before == out.end()) {
      out.push_back(std::move(mend));
    } else {
      mend.gotcha.seen = before->gotcha.seen + 1;  // what came before the last failure did not mend it
      *before = std::move(mend);
    }
  }
  return out;
}

}  // namespace galdr::distill
