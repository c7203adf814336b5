#include <algorithm>
#include <array>

#include "core/base/version.hpp"
#include "core/distill/diff.hpp"
#include "core/distill/json_text.hpp"
#include "core/distill/text.hpp"
#include "core/distill/visible.hpp"
#include "core/skill/blocks.hpp"
#include "core/skill/markdown.hpp"
#include "core/skill/neutral.hpp"
#include "core/skill/shelf.hpp"
#include "core/skill/skill.hpp"

namespace galdr::skill {
namespace {

using distill::code_span;
using distill::Skill;
using distill::Step;

constexpr std::size_t kMaxLines = 490;
constexpr std::size_t kMaxBytes = 18'000;
constexpr std::size_t kLongestDescription = 250;  // characters

/// How much of long material is told; tried from the most to the least.
struct Limits {
  std::size_t block_lines, steps, gotchas;
};
constexpr std::array<Limits, 5> kLimits = {{{40, 60, 20}, {20, 60, 20}, {8, 60, 12}, {4, 40, 8}, {2, 25, 5}}};

constexpr std::size_t kShortAnswer = 8;  ///< `ok` tells nothing
constexpr std::string_view kRecorded = "As in the recorded run:\n\n";
constexpr std::string_view kOnce = "It differs from run to run. Once it was:\n\n";

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : " ") + item;
  return out;
}

// A name that a reader of YAML would take for a number, a date or a truth value is quoted.
std::string name_value(const std::string& name) {
  constexpr std::array<std::string_view, 9> kWords = {"true", "false", "null", "yes", "no",
                                                      "on",   "off",   "y",    "n"};
  const bool word = !name.empty() && name[0] >= 'a' && name[0] <= 'z';
  return word && std::find(kWords.begin(), kWords.end(), name) == kWords.end() ? name : quoted(name);
}

// The trigger at the end stays whole; what comes before it is cut.
std::string description_of(const Skill& skill) {
  const std::string text = distill::one_line(neutralised(skill.description, Place::prose));
  const std::size_t length = distill::characters(text);
  if (length <= kLongestDescription) return text;
  const std::size_t when = std::min(text.rfind(" Use when"), text.size());
  const std::string trigger = distill::first_characters(text.substr(when), kLongestDescription / 2);
  return distill::first_characters(text.substr(0, when), kLongestDescription - distill::characters(trigger)) +
         trigger;
}

std::string front_matter(const Skill& skill) {
  std::string out = "---\nname: " + name_value(skill.name) +
                    "\ndescription: " + quoted(description_of(skill)) + "\nmetadata:\n";
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

std::string support_told(const Step& step, int runs) {
  if (step.mends && step.optional) return " (only if needed: see Gotchas)";
  if (runs < 2 || step.support == runs) return "";
  return " (in " + std::to_string(step.support) + " of " + std::to_string(runs) + " runs)";
}

/// The line that every run saw it print, where it says something.
std::string check_told(const Step& step, const std::string& indent) {
  constexpr std::string_view kPrints = "exit 0, prints ";
  const bool says = step.check.starts_with(kPrints) && step.check.size() > kPrints.size() + kShortAnswer;
  return says ? "\n" + indent + "It prints " + prose(step.check.substr(kPrints.size())) + ".\n" : "";
}

std::string path_of(const Step& step) {
  return distill::string_field(step.template_json,
                               {"file_path", "filePath", "absolute_path", "notebook_path", "path"});
}

std::string link(const std::string& folder, const std::string& name) {
  return "[" + folder + name + "](" + folder + name + ")";
}

std::string left_out(std::size_t count, const std::string& what) {
  return count == 0 ? "" : "\nLeft out for length: " + std::to_string(count) + " " + what + ".\n";
}

std::string seen_told(int seen, int runs) {
  if (runs > 1) return " (in " + std::to_string(seen) + " of " + std::to_string(runs) + " runs)";
  return seen > 1 ? " (seen " + std::to_string(seen) + " times)" : "";
}

std::string gotcha_text(const distill::Gotcha& gotcha, int runs, const Room& room) {
  const std::string seen = seen_told(gotcha.seen, runs);
  const std::string where = gotcha.where.empty() ? "A step" : distill::code_span(gotcha.where);
  return "- " + prose(where) + " fails with\n\n" + fenced("text", gotcha.symptom, room, "  ").text + "\n  " +
         prose(gotcha.fix) + seen + "\n";
}

/// One attempt at the files of a skill, with so much of long material in SKILL.md; the rest goes to
/// references.
class Attempt {
 public:
  Attempt(const Skill& skill, const Limits& limits) : skill_(skill), limits_(limits), shelf_(skill.name) {}

  Files files() {
    Files out;
    out.skill_md = front_matter(skill_) + "\n# " + prose(skill_.title) + "\n" +
                   section("When to use", when_to_use(skill_)) + section("Inputs", inputs(skill_)) +
                   section("Preconditions", bullets(skill_.preconditions)) + section("Steps", steps()) +
                   section("Verification", bullets(skill_.verification)) + section("Gotchas", gotchas());
    out.others = shelf_.take();
    return out;
  }

 private:
  struct Target {
    Room room;
    std::string folder;  ///< of references, as seen from the text
  };
  Target here() const { return {{limits_.block_lines, 600, SIZE_MAX}, "references/"}; }
  Target aside() const { return {{SIZE_MAX, SIZE_MAX, 16 << 10}, ""}; }

  // What the step does to its file, where the template tells.
  Block file_block(const Step& step, const std::string& path, const Target& target,
                   std::string_view indent) const {
    const std::string content = distill::string_field(step.template_json, {"content", "contents", "text"});
    const auto changes = distill::changes_of(step.template_json);
    if (content.empty() && changes.empty()) return {};
    Block out = content.empty() ? fenced("diff", distill::as_diff(changes), target.room, indent)
                                : fenced(language_of(path), content, target.room, indent);
    out.text = std::string(indent) + std::string(step.varies ? kOnce : kRecorded) + out.text;
    return out;
  }

  Block step_block(const Step& step, const Target& target, std::string_view indent) const {
    const std::string command = distill::string_field(step.template_json, {"command"});
    if (!command.empty()) return fenced("bash", command, target.room, indent);
    const std::string path = path_of(step);
    if (path.empty()) return fenced("json", step.template_json, target.room, indent);
    return file_block(step, path, target, indent);
  }

  // The long text of a step: a link, or what it held where there is no room for it.
  std::string material(std::size_t index, const Target& target, const std::string& indent) {
    const Step& step = skill_.steps[index];
    if (step.note.empty()) return "";
    if (kept_.size() < skill_.steps.size()) kept_.resize(skill_.steps.size());
    std::string& name = kept_[index];
    if (name.empty() && !step.material.empty())
      name = shelf_.keep(path_of(step), step.material, step.material_is_diff);
    if (!name.empty())
      return "\n" + indent + (step.material_is_diff ? "The change" : "The text") +
             ", as in the recorded run: " + link(target.folder, name) + "\n";
    const std::string size =
        step.material.empty() ? ""
                              : ", too long to be kept (" + std::to_string(step.material.size()) + " bytes)";
    return "\n" + indent + "In the recorded run it held" + size + "\n\n" +
           fenced("text", step.note, target.room, indent).text;
  }

  // `whole` is told by whether nothing of the step was cut.
  Block step_text(std::size_t index, const Target& target) {
    const Step& step = skill_.steps[index];
    std::string out = std::to_string(index + 1) + ". ";
    const std::string indent(out.size(), ' ');  // what belongs to a list's item stands below its text
    out += prose(step.intent) + support_told(step, skill_.runs) + "\n";
    const Block block = step_block(step, target, indent);
    if (!block.text.empty()) out += "\n" + block.text;
    out += material(index, target, indent) + check_told(step, indent);
    if (step.angle)
      out += "\n" + indent + "Inputs are written `<name>` in this step; its double braces are literal.\n";
    return {out, block.whole};
  }

  std::string step_here(std::size_t index) {
    const Block told = step_text(index, here());
    if (told.whole || !shelf_.add("steps", step_text(index, aside()).text + "\n")) return told.text + "\n";
    const std::string indent(std::to_string(index + 1).size() + 2, ' ');
    return told.text + "\n" + indent + "The whole of it: " + link("references/", "steps.md") + "\n\n";
  }

  std::string steps() {
    const std::size_t count = std::min(skill_.steps.size(), limits_.steps);
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += step_here(i);
    std::size_t told = count;
    while (told < skill_.steps.size() && shelf_.add("steps", step_text(told, aside()).text + "\n")) ++told;
    if (told > count)
      out += "Go on with steps " + std::to_string(count + 1) + " to " + std::to_string(told) + ": " +
             link("references/", "steps.md") + "\n\n";
    return out.substr(0, out.find_last_not_of('\n') + 1) + "\n" +
           left_out(skill_.steps.size() - told, "more steps of the recording");
  }

  std::string gotchas() {
    const std::size_t count = std::min(skill_.gotchas.size(), limits_.gotchas);
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += gotcha_text(skill_.gotchas[i], skill_.runs, here().room);
    std::size_t told = count;
    while (told < skill_.gotchas.size() &&
           shelf_.add("gotchas", gotcha_text(skill_.gotchas[told], skill_.runs, aside().room) + "\n"))
      ++told;
    if (told > count)
      out += "\n" + std::to_string(told - count) + " more: " + link("references/", "gotchas.md") + "\n";
    return out + left_out(skill_.gotchas.size() - told, "more failures that were mended");
  }

  const Skill& skill_;
  const Limits& limits_;
  Shelf shelf_;
  std::vector<std::string> kept_;  ///< by step: the reference that holds its long text
};

bool fits(const Files& files) {
  const auto lines = static_cast<std::size_t>(std::count(files.skill_md.begin(), files.skill_md.end(), '\n'));
  return lines <= kMaxLines && files.skill_md.size() <= kMaxBytes;
}

}  // namespace

Files files_of(const Skill& skill) {
  Files out;
  for (const Limits& limits : kLimits) {
    out = Attempt(skill, limits).files();
    if (fits(out)) break;
  }
  return out;
}

std::string render(const Skill& skill) { return files_of(skill).skill_md; }

}  // namespace galdr::skill
