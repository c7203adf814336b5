#include <algorithm>
#include <array>
#include <span>

#include "core/base/version.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/text.hpp"
#include "core/skill/neutral.hpp"
#include "core/skill/skill.hpp"

namespace galdr::skill {
namespace {

using distill::code_span;
using distill::Skill;
using distill::Step;

constexpr std::size_t kMaxLines = 490;
constexpr std::size_t kMaxBytes = 18'000;

/// How much of long material is told; tried from the most to the least.
struct Limits {
  std::size_t block_lines, steps, gotchas;
};
constexpr std::array<Limits, 5> kLimits = {{{40, 60, 20}, {20, 60, 20}, {8, 60, 12}, {4, 40, 8}, {2, 25, 5}}};

constexpr std::string_view kRecorded = "As in the recorded run:\n\n";

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : distill::one_line(neutralised(text, Place::prose))) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : " ") + item;
  return out;
}

std::string prose(std::string_view text) { return distill::one_line(neutralised(text, Place::prose)); }

std::size_t longest_ticks(std::string_view text) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  return longest;
}

std::string cut(const std::string& text, std::size_t max_lines) {
  const std::vector<std::string> lines = distill::split_lines(text);
  std::string out;
  for (std::size_t i = 0; i < std::min(lines.size(), max_lines); ++i)
    out += distill::clip(lines[i], 600) + "\n";
  if (lines.size() > max_lines) out += "… (" + std::to_string(lines.size() - max_lines) + " more lines)\n";
  return out;
}

// A fenced block that nothing inside can close, indented to stand in a list.
std::string fenced(std::string_view language, std::string_view text, const Limits& limits,
                   std::string_view indent = "") {
  const std::string body = cut(neutralised(text, Place::code), limits.block_lines);
  const std::string fence(std::max<std::size_t>(3, longest_ticks(body) + 1), '`');
  std::string out;
  for (const std::string& line : distill::split_lines(fence + std::string(language) + "\n" + body + fence))
    out += (line.empty() ? "" : std::string(indent)) + line + "\n";
  return out;
}

std::string front_matter(const Skill& skill) {
  std::string out =
      "---\nname: " + skill.name + "\ndescription: " + quoted(skill.description) + "\nmetadata:\n";
  out += "  generator: \"galdr\"\n  galdr-version: " + quoted(kVersion) + "\n";
  if (!skill.recordings.empty()) out += "  recordings: " + quoted(joined(skill.recordings)) + "\n";
  if (!skill.sessions.empty()) out += "  sessions: " + quoted(joined(skill.sessions)) + "\n";
  return out + "---\n";
}

std::string bullets(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += "- " + prose(item) + "\n";
  return out;
}

std::string section(std::string_view heading, const std::string& body) {
  return body.empty() ? "" : "\n## " + std::string(heading) + "\n\n" + body;
}

std::string when_to_use(const Skill& skill) {
  std::string out = skill.when_to_use.empty()
                        ? ""
                        : "When the task is like this one:\n\n> " + prose(skill.when_to_use) + "\n";
  if (skill.wishes.empty()) return out;
  return out + "\nThe request also said:\n\n" + bullets(skill.wishes);
}

std::string values_told(const distill::Parameter& parameter) {
  std::vector<std::string> values;
  for (const std::string& value : parameter.values) {
    if (values.size() < 4) values.push_back(code_span(distill::clip(value, 80)));
  }
  return values.empty() ? "" : " (recorded: " + distill::listed(values) + ")";
}

std::string inputs(const Skill& skill) {
  std::string out;
  for (const distill::Parameter& p : skill.parameters) {
    out += "- `{{" + p.name + "}}`: " + prose(p.description + values_told(p));
    out += p.derived_from.empty() ? "\n" : "; follows from `{{" + p.derived_from + "}}`\n";
  }
  return out;
}

std::string language_of(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  const std::string end = dot == std::string::npos || path.size() - dot > 6 ? "" : path.substr(dot + 1);
  const bool plain = std::all_of(end.begin(), end.end(), [](unsigned char c) { return std::isalnum(c); });
  return plain ? end : "";
}

std::string prefixed(std::span<const std::string> lines, char mark) {
  std::string out;
  for (const std::string& line : lines) out += std::string(1, mark) + line + "\n";
  return out;
}

// One replacement as a diff: the lines that both ends share are its context.
std::string hunk(const distill::Change& change) {
  const std::vector<std::string> before = distill::split_lines(change.before);
  const std::vector<std::string> after = distill::split_lines(change.after);
  const std::size_t most = std::min(before.size(), after.size());
  std::size_t head = 0, tail = 0;
  while (head < most && before[head] == after[head]) ++head;
  while (tail < most - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  const std::span<const std::string> old(before), fresh(after);
  return prefixed(old.first(head), ' ') + prefixed(old.subspan(head, old.size() - head - tail), '-') +
         prefixed(fresh.subspan(head, fresh.size() - head - tail), '+') + prefixed(old.last(tail), ' ');
}

std::string as_diff(const std::vector<distill::Change>& changes) {
  std::string out;
  for (const distill::Change& change : changes) out += (out.empty() ? "" : "@@\n") + hunk(change);
  return out;
}

// What the step does to its file, where the template tells.
std::string file_block(const Step& step, const std::string& path, const Limits& limits,
                       std::string_view indent) {
  const std::string content = distill::string_field(step.template_json, {"content", "contents", "text"});
  const auto changes = distill::changes_of(step.template_json);
  if (content.empty() && changes.empty()) return "";
  const std::string block = content.empty() ? fenced("diff", as_diff(changes), limits, indent)
                                            : fenced(language_of(path), content, limits, indent);
  return std::string(indent) + std::string(kRecorded) + block;
}

std::string step_block(const Step& step, const Limits& limits, std::string_view indent) {
  const std::string command = distill::string_field(step.template_json, {"command"});
  if (!command.empty()) return fenced("bash", command, limits, indent);
  const std::string path = distill::string_field(
      step.template_json, {"file_path", "filePath", "absolute_path", "notebook_path", "path"});
  if (path.empty()) return fenced("json", step.template_json, limits, indent);
  return file_block(step, path, limits, indent);
}

std::string support_told(const Step& step, int runs) {
  if (runs < 2 || step.support == runs) return step.optional ? " (only if needed: see Gotchas)" : "";
  return " (in " + std::to_string(step.support) + " of " + std::to_string(runs) + " runs)";
}

std::string step_text(const Step& step, std::size_t number, int runs, const Limits& limits) {
  std::string out = std::to_string(number) + ". ";
  const std::string indent(out.size(), ' ');  // what belongs to a list's item stands below its text
  out += prose(step.intent) + support_told(step, runs) + "\n";
  const std::string block = step_block(step, limits, indent);
  if (!block.empty()) out += "\n" + block;
  if (!step.note.empty())
    out += "\n" + indent + "In the recorded run it held\n\n" + fenced("text", step.note, limits, indent);
  if (step.angle)
    out += "\n" + indent + "Inputs are written `<name>` in this step; its double braces are literal.\n";
  return out + "\n";
}

std::string steps(const Skill& skill, const Limits& limits) {
  std::string out;
  const std::size_t count = std::min(skill.steps.size(), limits.steps);
  for (std::size_t i = 0; i < count; ++i) out += step_text(skill.steps[i], i + 1, skill.runs, limits);
  if (count < skill.steps.size())
    out += "Left out for length: " + std::to_string(skill.steps.size() - count) +
           " more steps of the recording.\n";
  return out.substr(0, out.find_last_not_of('\n') + 1) + "\n";
}

std::string gotcha_text(const distill::Gotcha& gotcha, const Limits& limits) {
  const std::string seen = gotcha.seen > 1 ? " (seen " + std::to_string(gotcha.seen) + " times)" : "";
  const std::string fix = prose(gotcha.fix) + seen + "\n";
  const std::string where = gotcha.where.empty() ? "A step" : code_span(gotcha.where);
  return "- " + prose(where) + " fails with\n\n" + fenced("text", gotcha.symptom, limits, "  ") + "\n  " +
         fix;
}

std::string gotchas(const Skill& skill, const Limits& limits) {
  std::string out;
  for (std::size_t i = 0; i < std::min(skill.gotchas.size(), limits.gotchas); ++i)
    out += gotcha_text(skill.gotchas[i], limits);
  return out;
}

std::string within(const Skill& skill, const Limits& limits) {
  return front_matter(skill) + "\n# " + prose(skill.title) + "\n" +
         section("When to use", when_to_use(skill)) + section("Inputs", inputs(skill)) +
         section("Preconditions", bullets(skill.preconditions)) + section("Steps", steps(skill, limits)) +
         section("Verification", bullets(skill.verification)) + section("Gotchas", gotchas(skill, limits));
}

}  // namespace

std::string render(const Skill& skill) {
  std::string out;
  for (const Limits& limits : kLimits) {
    out = within(skill, limits);
    const auto lines = static_cast<std::size_t>(std::count(out.begin(), out.end(), '\n'));
    if (lines <= kMaxLines && out.size() <= kMaxBytes) break;
  }
  return out;
}

}  // namespace galdr::skill
