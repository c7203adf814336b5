#include "core/gate/lines.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/distill/text.hpp"
#include "core/distill/visible.hpp"
#include "core/gate/danger.hpp"
#include "core/skill/markdown.hpp"
#include "core/skill/neutral.hpp"

namespace galdr::gate {
namespace {

using distill::contains;
using skill::Fences;

bool tells_mail(const std::string& line) {
  const std::string local = distill::localise({}, line);
  const auto count = [](const std::string& text) {
    std::size_t n = 0;
    for (std::size_t at = text.find("<email>"); at != std::string::npos; at = text.find("<email>", at + 1))
      ++n;
    return n;
  };
  return count(local) > count(line);
}

bool is_hidden(const distill::Rune& rune) {
  const char32_t c = rune.value;
  const bool broken = c == 0xFFFD && rune.length == 1;
  return broken || distill::is_invisible(c) || (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0);
}

bool hides_something(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    const distill::Rune rune = distill::rune_at(line, at);
    if (is_hidden(rune)) return true;
    at += rune.length;
  }
  return false;
}

void check_line(Paper& paper, const privacy::Redactor& redactor, std::size_t index) {
  std::string_view line = paper.lines[index];
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);  // told once, for all lines
  const int number = static_cast<int>(index) + 1;
  std::string clean(line);
  if (redactor.redact(clean) > 0) paper.error("security", "secret", "looks like a secret", number);
  if (distill::tells_home(line))
    paper.error("security", "personal-path", "names a person's home folder", number);
  if (tells_mail(std::string(line))) paper.error("security", "email", "holds an e-mail address", number);
  if (hides_something(line))
    paper.error("security", "invisible", "holds characters that do not show, or are not UTF-8", number);
  const std::string_view live = skill::live_form(line);
  if (!live.empty())
    paper.error("security", "live-form", "an agent runs or replaces it on load: " + std::string(live),
                number);
}

void check_line_ends(Paper& paper) {
  for (std::size_t i = 0; i < paper.lines.size(); ++i) {
    if (paper.lines[i].empty() || paper.lines[i].back() != '\r') continue;
    paper.error("practicality", "line-ends", "lines end in CR LF: save it with LF", static_cast<int>(i) + 1);
    return;
  }
}

// A secret that only shows over several lines, such as a key block.
void check_whole(Paper& paper, const privacy::Redactor& redactor) {
  const bool told = std::any_of(paper.findings.begin(), paper.findings.end(),
                                [](const Finding& f) { return f.code == "secret"; });
  std::string clean = paper.text;
  if (!told && redactor.redact(clean) > 0)
    paper.error("security", "secret", "looks like a secret over several lines");
}

// Without what stands before a command: a diff's sign, a prompt, a list's or a quote's mark.
std::string_view unmarked(std::string_view line) {
  for (;;) {
    const std::size_t at = std::min(line.find_first_not_of(" \t"), line.size());
    line.remove_prefix(at);
    if (line.empty() || !contains("+-*>$", line.substr(0, 1))) return line;
    line.remove_prefix(1);
  }
}

bool starts_program(std::string_view text) {
  constexpr std::array<std::string_view, 10> kPrograms = {"curl ", "wget ",  "rm ",   "sudo ", "dd ",
                                                          "mkfs",  "chmod ", "bash ", "sh ",   "eval "};
  return std::any_of(kPrograms.begin(), kPrograms.end(), [&](auto p) { return text.rfind(p, 0) == 0; });
}

// A command in the middle of a sentence.
std::string danger_in_prose(std::string_view line) {
  constexpr int kMostTries = 32;
  int tries = 0;
  for (std::size_t at = 0; at < line.size() && tries < kMostTries; ++at) {
    const bool starts = at == 0 || contains(" \t(:\"", line.substr(at - 1, 1));
    if (!starts || !starts_program(line.substr(at))) continue;
    ++tries;
    if (const std::string danger = danger_in(line.substr(at)); !danger.empty()) return danger;
  }
  return "";
}

std::string danger_of_line(std::string_view line, bool in_fence) {
  if (const std::string danger = danger_in(unmarked(line)); !danger.empty() || in_fence) return danger;
  for (const std::string& span : skill::code_spans(line)) {
    if (const std::string danger = danger_in(span); !danger.empty()) return danger;
  }
  return danger_in_prose(line);
}

void check_commands(Paper& paper) {
  Fences fences;
  std::string joined;  // lines that end in a backslash belong to the next
  for (std::size_t i = 0; i < paper.lines.size(); ++i) {
    const std::string& line = paper.lines[i];
    const bool in_fence = fences.take(line) == Fences::Line::inside;
    joined += line;
    if (!line.empty() && line.back() == '\\' && joined.size() < (16 << 10)) {
      joined.back() = ' ';
      continue;
    }
    const std::string danger = danger_of_line(joined, in_fence);
    if (!danger.empty())
      paper.error("security", "dangerous-command", "a command here " + danger, static_cast<int>(i) + 1);
    joined.clear();
  }
}

}  // namespace

void check_security(Paper& paper, const privacy::Redactor& redactor) {
  check_line_ends(paper);
  for (std::size_t i = 0; i < paper.lines.size(); ++i) check_line(paper, redactor, i);
  check_whole(paper, redactor);
  check_commands(paper);
}

}  // namespace galdr::gate
