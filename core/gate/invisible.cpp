#include "core/distill/text.hpp"
#include "core/distill/visible.hpp"
#include "core/gate/checks.hpp"

namespace galdr::gate {
namespace {

using distill::Rune;

/// What a line holds that does not show.
struct Hidden {
  bool grave = false;   ///< made to hide or to turn text round
  bool stray = false;   ///< of the kind that editors and other programs leave behind
  bool broken = false;  ///< not UTF-8
};

bool turns_text(char32_t c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }
bool is_tag(char32_t c) { return c >= 0xE0000 && c <= 0xE0FFF; }
bool is_private(char32_t c) { return (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xF0000 && c <= 0x10FFFD); }
bool is_latin(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Scripts whose writing needs joiners, or runs from right to left.
bool needs_marks(char32_t c) {
  return (c >= 0x590 && c < 0x900) || (c >= 0x900 && c < 0x1100) || (c >= 0x1780 && c < 0x18B0) ||
         (c >= 0xFB1D && c < 0xFE00) || (c >= 0xFE70 && c < 0xFEFF);
}

bool is_emoji(char32_t c) {
  return (c >= 0x2190 && c < 0x2C00) || (c >= 0x3030 && c < 0x3300) || c >= 0x1F000 || c == 0xFE0F ||
         c == 0x200D || (c < 0x3A && (c >= '0' || c == '#' || c == '*')) || c == 0xA9 || c == 0xAE ||
         c == 0x203C || c == 0x2049;
}

bool is_control(char32_t c) { return (c < 0x20 && c != '\t' && c != '\f') || (c >= 0x7F && c < 0xA0); }

/// Reads a line once; judges a hidden character by those around it.
class Reader {
 public:
  Hidden read(std::string_view line, bool first) {
    for (std::size_t at = 0; at < line.size();) {
      const Rune rune = distill::rune_at(line, at);
      const bool mark = first && at == 0 && rune.value == 0xFEFF;
      const bool last = at + rune.length >= line.size();
      const char32_t next = last ? 0 : distill::rune_at(line, at + rune.length).value;
      if (mark)
        out_.stray = true;
      else
        take(rune, next, last && rune.value == '\r');
      at += rune.length;
    }
    return out_;
  }

 private:
  void take(const Rune& rune, char32_t next, bool line_end) {
    const char32_t c = rune.value;
    const bool broken = c == 0xFFFD && rune.length == 1;
    if (broken) out_.broken = true;
    if (needs_marks(c)) marks_ = true;
    const bool hidden = distill::is_invisible(c);
    run_ = hidden || is_private(c) ? run_ + 1 : 0;
    if (run_ > 3 && !is_emoji(before_)) out_.grave = true;
    if (is_control(c) && !line_end)
      out_.grave = true;
    else if (hidden || is_private(c))
      judge(c, next);
    if (!hidden) before_ = c;
  }

  void judge(char32_t c, char32_t next) {
    if (turns_text(c) || is_tag(c)) {
      out_.grave = true;
      return;
    }
    const bool joins_emoji = (c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F)) && is_emoji(before_);
    const bool in_script = marks_ && (c == 0x200C || c == 0x200D || c == 0x200E || c == 0x200F);
    if (joins_emoji || in_script) return;
    const bool splits_word = is_latin(before_) && is_latin(next) && c != 0xAD && !is_private(c);
    (splits_word ? out_.grave : out_.stray) = true;
  }

  Hidden out_;
  bool marks_ = false;
  int run_ = 0;
  char32_t before_ = ' ';
};

bool is_ascii_text(std::string_view line) {
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x7F || (byte < 0x20 && byte != '\t')) return false;
  }
  return true;
}

bool ends_in_return(std::string_view line) { return !line.empty() && line.back() == '\r'; }

}  // namespace

void check_invisible(Paper& paper) {
  bool returns = false;
  for (const Line& line : paper.lines()) {
    returns = returns || ends_in_return(line.text);
    if (is_ascii_text(line.text.substr(0, line.text.size() - (ends_in_return(line.text) ? 1 : 0)))) continue;
    const Hidden hidden = Reader().read(line.text, line.number == 1);
    if (hidden.grave || hidden.stray)
      paper.judge(hidden.grave && paper.kind() != Paper::Kind::text, "security", "invisible",
                  hidden.grave ? "holds characters that do not show, or turn text round"
                               : "holds a character that does not show",
                  line.number);
    if (hidden.broken)
      paper.judge(paper.kind() == Paper::Kind::manual, "security", "not-utf8",
                  "holds bytes that are not UTF-8", line.number);
  }
  if (returns) paper.judge(false, "practicality", "line-ends", "lines end in CR LF: save it with LF", 1);
}

}  // namespace galdr::gate
