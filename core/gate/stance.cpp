#include "core/gate/stance.hpp"

#include <algorithm>
#include <array>

#include "core/distill/text.hpp"

namespace galdr::gate {
namespace {

using distill::contains;
using Place = skill::Fences::Line;

// What is said in a line, without what it shows: code, addresses. In code, only the remark at its end.
std::string said_in(std::string_view line, bool code) {
  const std::string text(line.substr(0, 2048));
  if (code) {
    const std::size_t remark = std::min(text.find(" # "), text.find(" // "));
    return remark == std::string::npos ? "" : text.substr(remark);
  }
  std::string out;
  bool shown = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.compare(at, 3, "://") == 0)
      at = std::min(text.find_first_of(" `", at), text.size()) - 1;
    else if (text[at] == '`')
      shown = !shown;
    else if (!shown)
      out += text[at];
  }
  return out;
}

bool has_any(std::string_view low, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](auto word) { return contains(low, word); });
}

bool forbids(std::string_view low) {
  return has_any(low, {"never",           "do not",      "don't",      "don’t",
                       "dont ",           "avoid",       "must not",   "mustn't",
                       "should not",      "shouldn't",   "forbid",     "forbidden",
                       "block",           "deny",        "denied",     "reject",
                       "refus",           "prevent",     "prohibit",   "disallow",
                       "detect",          "❌",           "🚫",          "✗",
                       "malicious",       "unsafe",      "insecure",   "anti-pattern",
                       "antipattern",     "not allowed", "instead of", "guard against",
                       "protect against", "red flag",    "blacklist",  "denylist",
                       "blocklist",       "sanitiz",     "bad:",       "# bad",
                       "// bad",          "wrong",       "catastroph", "destructive",
                       "violation",       "vulnerab",    "exploit",    "suspicious"});
}

bool names_danger(std::string_view low) {
  return has_any(low,
                 {"dangerous ", "dangerous.", "dangerous:", "dangerous,", "attack", "injection", "harmful",
                  "threat", "jailbreak", "adversarial", "red team", "red-team", "look for", "flag "});
}

// Says to do it, whatever else it says.
bool urges(std::string_view low) {
  return has_any(low, {"you must",
                       "must run",
                       "must execute",
                       "run this",
                       "run the following",
                       "execute this",
                       "execute the following",
                       "please run",
                       "always run",
                       "now run",
                       "then run",
                       "first run",
                       "just run",
                       "go ahead",
                       "required to run",
                       "do not skip",
                       "don't skip",
                       "never skip",
                       "do not hesitate",
                       "immediately",
                       "do not ask",
                       "don't ask",
                       "paste"});
}

std::string head_of(std::string_view line) { return distill::lower(line.substr(0, 2048)); }

bool is_comment(std::string_view text) {
  return text.starts_with("#") || text.starts_with("//") || text.starts_with("--") ||
         text.starts_with("\"\"\"");
}

}  // namespace

bool warns(std::string_view line) {
  const std::string low = head_of(line);
  return !urges(low) && (forbids(low) || names_danger(low));
}

Stance::Stance(const Paper& paper) : markdown_(paper.is_markdown()) {}

void Stance::take(std::string_view line, Place place) {
  const std::size_t first = std::min(line.find_first_not_of(" \t\r"), line.size());
  const std::string_view text = line.substr(first);
  line_ = text;
  code_ = place == Place::inside;
  if (text.empty()) return;
  if (place == Place::inside) {
    if (is_comment(text)) comment_ = text;
    return;
  }
  comment_ = {};
  if (place != Place::outside) return;
  const bool item = text.starts_with("|") || text.starts_with("- ") || text.starts_with("* ");
  if (text.starts_with("#"))
    heading_ = text, prose_ = {};
  else if (!item)
    prose_ = text;
}

bool Stance::against_around() const {
  if (warns(comment_)) return true;
  // A table or a list below "What to flag" shows; a block of commands there may still be meant.
  const std::string heading = head_of(heading_);
  const bool listed =
      !code_ && (line_.starts_with("|") || line_.starts_with("- ") || line_.starts_with("* "));
  return markdown_ && (warns(said_in(prose_, false)) ||
                       ((forbids(heading) || (listed && names_danger(heading + " "))) && !urges(heading)));
}

bool Stance::against() const { return warns(said_in(line_, code_)) || against_around(); }

bool Stance::names_attacks() const {
  const std::string low = head_of(line_);
  return names_danger(low) || has_any(low, {"malicious", "detect", "treat", "such as", "e.g.", "phrases like",
                                            "attempt", "suspicious", "reject", "refuse", "untrusted",
                                            "as data", "not instructions", "block"});
}

}  // namespace galdr::gate
