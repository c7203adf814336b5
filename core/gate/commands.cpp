#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/distill/text.hpp"
#include "core/gate/checks.hpp"
#include "core/gate/danger.hpp"
#include "core/gate/patterns.hpp"
#include "core/gate/stance.hpp"
#include "core/gate/unmasked.hpp"
#include "core/skill/markdown.hpp"

namespace galdr::gate {
namespace {

using distill::contains;
using skill::Fences;

constexpr std::size_t kLongest = 16 << 10;

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
  constexpr std::array<std::string_view, 14> kPrograms = {"curl ",  "wget ",  "rm ",    "sudo ",  "dd ",
                                                          "mkfs",   "chmod ", "bash ",  "sh ",    "eval ",
                                                          "chown ", "find ",  "shred ", "wipefs "};
  return std::any_of(kPrograms.begin(), kPrograms.end(), [&](auto p) { return text.rfind(p, 0) == 0; });
}

// A command in the middle of a sentence, or in another language's string.
Danger danger_in_prose(std::string_view line) {
  constexpr int kMostTries = 32;
  int tries = 0;
  for (std::size_t at = 0; at < line.size() && tries < kMostTries; ++at) {
    const bool starts = at == 0 || contains(" \t(:\"'`[", line.substr(at - 1, 1));
    if (!starts || !starts_program(line.substr(at))) continue;
    ++tries;
    std::string_view rest = line.substr(at, 2048);
    const char mark = at > 0 ? line[at - 1] : ' ';
    if (mark == '"' || mark == '\'' || mark == '`') rest = rest.substr(0, rest.find(mark));
    if (const Danger danger = danger_in(rest); !danger.what.empty()) return danger;
  }
  return {};
}

// Does a line hold a word that danger_in() looks for? Most do not.
bool may_be_dangerous(std::string_view line) {
  static const re2::RE2 kWords(
      R"(rm\b|dd\b|mkfs|chmod|chown|curl|wget|find|shred|wipefs|blkdiscard|sgdisk|mv\b|iwr|irm|(?i:download|invoke-)|/dev/|\(\s*\)\s*\{)");
  return re2::RE2::PartialMatch({line.data(), line.size()}, kWords);
}

Danger danger_of_line(std::string_view line, bool is_shell) {
  if (!may_be_dangerous(line)) return {};
  if (const Danger danger = danger_in(unmarked(line)); !danger.what.empty() || is_shell) return danger;
  for (const std::string& span : skill::code_spans(line)) {
    if (const Danger danger = danger_in(span); !danger.what.empty()) return danger;
  }
  return danger_in_prose(line);
}

/// Reads a file line by line; lines that end in a backslash belong to the next.
class Reader {
 public:
  explicit Reader(Paper& paper) : paper_(paper), stance_(paper) {}

  void read() {
    std::string joined;
    Fences fences;
    for (std::size_t i = 0; i < paper_.lines().size(); ++i) {
      const std::string_view line = paper_.lines()[i].text;
      const auto place = paper_.is_markdown() ? fences.take(line) : Fences::Line::inside;
      stance_.take(line, place);
      joined += line;
      if (!line.empty() && line.back() == '\\' && joined.size() < kLongest) {
        joined.back() = ' ';
        continue;
      }
      judge(joined, paper_.lines()[i].number, place == Fences::Line::inside);
      joined.clear();
    }
    judge_parts();
  }

 private:
  void judge(const std::string& line, int number, bool in_code) {
    if (line.empty()) return;
    const bool is_shell = paper_.kind() == Paper::Kind::shell || (paper_.is_markdown() && in_code);
    const Danger danger = danger_of_line(line, is_shell);
    if (!danger.what.empty()) tell("dangerous-command", danger.what, danger.grave, number);
    bool grave = is_dangerous(danger);
    for (const Patterns* patterns : {&code_patterns(), &harm_patterns()}) {
      for (const Pattern* pattern : patterns->in(line)) {
        grave = grave || pattern->grave;
        if (danger.what != pattern->message) tell(pattern->code, pattern->message, pattern->grave, number);
      }
    }
    if (in_code && !grave) judge_masked(line, number);
    if (in_code) {
      for (const Pattern* part : part_patterns().in(line))
        if (!stance_.against()) parts_.emplace(part, number);
    }
  }

  // What a line becomes once its pieces are put together.
  void judge_masked(const std::string& line, int number) {
    for (const std::string& reading : unmasker_.readings(line)) {
      Danger danger = danger_of_line(reading, true);
      for (const Patterns* patterns : {&code_patterns(), &harm_patterns()}) {
        for (const Pattern* pattern : patterns->in(reading))
          if (pattern->grave && !is_dangerous(danger)) danger = {pattern->message, true};
      }
      if (is_dangerous(danger))
        return tell("obfuscated", danger.what + ", once it is put together", true, number);
    }
  }

  // Lines that are harmless by themselves and do harm together: the table has them in pairs.
  void judge_parts() {
    for (const auto& [part, number] : parts_) {
      const bool first = part->code == nullptr;
      const auto other = parts_.find(first ? part + 1 : part - 1);
      if (!first && other != parts_.end())
        paper_.judge(part->grave, "security", part->code, std::string("commands here ") + part->message,
                     number);
    }
  }

  void tell(const char* code, const std::string& what, bool grave, int number) {
    if (!grave && std::string_view(code) != "dangerous-command")
      return paper_.warning("security", code, "a command here " + what, number);
    const bool told_against = stance_.against();
    paper_.judge(grave && !told_against, "security", code,
                 "a command here " + what + (told_against ? ", if somebody runs it" : ""), number);
  }

  Paper& paper_;
  Stance stance_;
  Unmasker unmasker_;
  std::map<const Pattern*, int> parts_;  // and the first line that holds it
};

}  // namespace

void check_commands(Paper& paper) { Reader(paper).read(); }

}  // namespace galdr::gate
