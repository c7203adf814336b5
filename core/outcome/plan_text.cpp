#include <algorithm>
#include <array>
#include <cctype>

#include "core/distill/text.hpp"
#include "core/outcome/plan.hpp"
#include "core/skill/front_matter.hpp"
#include "core/skill/markdown.hpp"

namespace galdr::outcome {
namespace {

using distill::contains;
using distill::lower;
using distill::trim;

constexpr std::size_t kMostSteps = 300;

/// What a section of a skill is for, by its heading.
enum class Section { other, steps, checks, aside };

template <std::size_t N>
bool says_any(const std::string& text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return contains(text, word); });
}

Section section_of(const std::string& heading) {
  const std::string text = lower(heading);
  constexpr std::array<std::string_view, 5> kChecks{"verif", "validat", "acceptance", "done when", "checks"};
  constexpr std::array<std::string_view, 14> kAside{
      "gotcha",      "trouble",   "example", "precondition", "prerequisite", "input",  "parameter",
      "when to use", "reference", "note",    "limit",        "faq",          "output", "pitfall"};
  constexpr std::array<std::string_view, 6> kSteps{"step",    "workflow",    "procedure",
                                                   "process", "instruction", "how to"};
  if (says_any(text, kChecks)) return Section::checks;
  if (says_any(text, kAside)) return Section::aside;
  return says_any(text, kSteps) ? Section::steps : Section::other;
}

struct Fence {
  std::string language, text;
};

/// A numbered item, or a numbered heading and what stands below it.
struct Item {
  std::string title;
  std::vector<std::string> lines;  ///< of prose, the title first
  std::vector<Fence> fences;
  Section section = Section::other;
  bool heading = false;
};

struct Document {
  std::vector<Item> items, loose;   ///< loose: shell blocks that stand in no item
  std::vector<std::string> checks;  ///< lines of the sections that tell how to verify
  std::vector<std::string> parameters;
};

/// "3. Text" or "3) Text" gives "Text"; "" where it is no such line.
std::string numbered(std::string_view line) {
  const std::size_t end = line.find_first_not_of("0123456789");
  if (end == 0 || end == line.npos || end > 3 || (line[end] != '.' && line[end] != ')')) return "";
  return line.size() > end + 1 && line[end + 1] == ' ' ? trim(line.substr(end + 2)) : "";
}

/// The same of a heading: "Step 2: Text", "2. Text".
std::string numbered_heading(const std::string& heading) {
  std::string text = heading;
  if (lower(text).starts_with("step ")) {
    text.erase(0, 5);
    const std::size_t end = text.find_first_not_of("0123456789");
    if (end == 0 || text.empty()) return "";
    const std::size_t begin = end == std::string::npos ? end : text.find_first_not_of(" :.)-\t", end);
    return begin == std::string::npos ? heading : trim(text.substr(begin));
  }
  return numbered(text);
}

class DocumentReader {
 public:
  Document read(std::string_view skill_md) {
    const int body = skill::read_front_matter(skill_md).body_line;
    const auto lines = distill::split_lines(skill_md);
    for (std::size_t i = body > 0 ? static_cast<std::size_t>(body) - 1 : 0; i < lines.size(); ++i)
      take(lines[i]);
    return std::move(out_);
  }

 private:
  using Line = skill::Fences::Line;

  void take(const std::string& line) {
    for (std::string& name : skill::placeholders_in(line))
      if (std::find(out_.parameters.begin(), out_.parameters.end(), name) == out_.parameters.end())
        out_.parameters.push_back(std::move(name));
    switch (fences_.take(line)) {
      case Line::opens:
        return open_fence(line);
      case Line::inside:
        return add_to_fence(line);
      case Line::closes:
        fence_ = nullptr;
        return;
      default:
        return take_prose(line);
    }
  }

  void open_fence(const std::string& line) {
    const std::string text = trim(line);
    indent_ = line.find_first_not_of(" \t");
    std::string language = lower(trim(text.substr(std::min(text.find_first_not_of("`~"), text.size()))));
    language = language.substr(0, language.find_first_of(" {"));
    if (item_ == nullptr) out_.loose.push_back({"", {}, {}, section_, false});
    Item& into = item_ != nullptr ? *item_ : out_.loose.back();
    fence_ = &into.fences.emplace_back(Fence{std::move(language), ""});
  }

  void add_to_fence(const std::string& line) {
    if (fence_ == nullptr) return;
    const std::size_t text = std::min(line.find_first_not_of(" \t"), line.size());
    fence_->text += line.substr(std::min(text, indent_)) + "\n";
  }

  void take_prose(const std::string& line) {
    if (line.starts_with('#')) return take_heading(line);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const std::string title = indent < 3 ? numbered(trim(line)) : "";
    if (section_ == Section::checks && !trim(line).empty()) out_.checks.push_back(line);
    const bool below_heading = item_ != nullptr && item_->heading;
    if (!title.empty() && !below_heading)
      begin(title, false);
    else if (item_ != nullptr && !trim(line).empty())
      item_->lines.push_back(trim(line));
  }

  void take_heading(const std::string& line) {
    const std::size_t level = line.find_first_not_of('#');
    const std::string text = level == std::string::npos ? "" : trim(line.substr(level));
    item_ = nullptr;
    const std::string title = numbered_heading(text);
    if (!title.empty() && out_.items.size() < kMostSteps) {
      if (section_ == Section::checks) section_ = Section::other;
      return begin(title, true);
    }
    section_ = section_of(text);
  }

  void begin(const std::string& title, bool heading) {
    if (out_.items.size() >= kMostSteps) return;
    out_.items.push_back({title, {title}, {}, section_, heading});
    item_ = &out_.items.back();
  }

  Document out_;
  skill::Fences fences_;
  Section section_ = Section::other;
  Item* item_ = nullptr;
  Fence* fence_ = nullptr;
  std::size_t indent_ = 0;
};

bool is_shell(const Fence& fence) {
  constexpr std::array<std::string_view, 8> kShells{"bash",          "sh",       "shell", "zsh", "console",
                                                    "shell-session", "terminal", ""};
  return std::find(kShells.begin(), kShells.end(), fence.language) != kShells.end();
}

/// What is typed: of lines with a prompt only those.
std::string typed(const std::string& text) {
  std::string out;
  for (const std::string& line : distill::split_lines(text))
    if (line.starts_with("$ ")) out += line.substr(2) + "\n";
  return out.empty() ? text : out;
}

bool is_path(std::string_view text) {
  return text.find_first_of(" \t") == std::string_view::npos &&
         text.find_first_of("./") != std::string_view::npos;
}

bool begins_with(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.starts_with(word) && (text.size() == word.size() || text[word.size()] == ' ');
  });
}

/// What a sentence asks for: a file to be read or changed, or the first command in it.
std::vector<Part> parts_of_prose(const std::string& line, const std::vector<std::string>& parameters) {
  const auto spans = skill::code_spans(line);
  if (spans.empty()) return {};
  const std::string text = lower(line), first = with_holes(spans[0], parameters, false);
  const bool reads = begins_with(text, {"read", "open", "look", "inspect", "see", "review"});
  const bool changes =
      begins_with(text, {"edit", "write", "create", "update", "change", "modify", "add", "bump"});
  if (is_path(first) && (reads || changes)) return {file_part(first, changes)};
  const bool run = begins_with(text, {"run", "execute", "call", "then run", "use"}) && !is_path(first);
  return run || contains(first, " ") ? parts_of_command(first) : std::vector<Part>{};
}

bool is_optional(const Item& item) {
  const std::string text = lower(item.title);
  constexpr std::array<std::string_view, 5> kWords{"optional", "only if", "if needed", "if necessary",
                                                   "when needed"};
  if (says_any(text, kWords) || text.starts_with("if ")) return true;
  int in = 0, of = 0;
  const std::size_t at = text.rfind("(in ");
  return at != std::string::npos && std::sscanf(text.c_str() + at, "(in %d of %d runs)", &in, &of) == 2 &&
         in < of;
}

PlanStep step_of(const Item& item, const std::vector<std::string>& parameters) {
  PlanStep out;
  out.intent = item.title;
  out.optional = is_optional(item);
  const bool angle = std::any_of(item.lines.begin(), item.lines.end(), [](const std::string& line) {
    return line.starts_with("Inputs are written `<name>`");
  });
  for (const Fence& fence : item.fences) {
    if (!is_shell(fence)) continue;
    for (Part& part : parts_of_command(with_holes(typed(fence.text), parameters, angle)))
      out.parts.push_back(std::move(part));
  }
  for (const std::string& line : item.lines) {
    if (!out.parts.empty()) break;
    out.parts = parts_of_prose(line, parameters);
  }
  out.key = key_of(out);
  return out;
}

/// The items that are the steps: those of a section that says so, or the numbered headings, or all; else the
/// shell blocks.
std::vector<Item> steps_of(const Document& document) {
  const auto those = [&](const auto& wanted) {
    std::vector<Item> out;
    std::copy_if(document.items.begin(), document.items.end(), std::back_inserter(out), wanted);
    return out;
  };
  auto out = those([](const Item& i) { return i.section == Section::steps && !i.heading; });
  if (out.empty()) out = those([](const Item& i) { return i.heading; });
  if (out.empty()) out = those([](const Item& i) { return i.section == Section::other; });
  if (!out.empty()) return out;
  for (const Item& item : document.loose) {
    const bool asks = item.section == Section::other || item.section == Section::steps;
    if (asks && is_shell(item.fences[0]) && !item.fences[0].language.empty()) out.push_back(item);
  }
  return out;
}

}  // namespace

Plan plan_of_text(std::string_view skill_md) {
  const Document document = DocumentReader().read(skill_md);
  Plan out;
  out.parameters = document.parameters;
  for (const Item& item : steps_of(document)) {
    PlanStep step = step_of(item, out.parameters);
    if (step.intent.empty()) step.intent = step.key;
    out.steps.push_back(std::move(step));
  }
  for (const std::string& line : document.checks)
    if (auto check = check_of(line, out.parameters)) out.checks.push_back(std::move(*check));
  return out;
}

}  // namespace galdr::outcome
