#include <algorithm>
#include <optional>

#include "core/distill/text.hpp"
#include "core/gate/checks.hpp"
#include "core/gate/danger.hpp"
#include "core/gate/fold.hpp"
#include "core/gate/patterns.hpp"
#include "core/gate/stance.hpp"
#include "core/skill/markdown.hpp"

namespace galdr::gate {
namespace {

using distill::contains;
using skill::Fences;

constexpr std::size_t kMostOfParagraph = 16 << 10, kMostOfHidden = 4 << 10;

// In quotes, in code, in a list's or a table's cell: shown rather than said.
bool is_shown(std::string_view line, bool in_code) {
  const std::string text = distill::trim(line);
  return in_code || text.starts_with("|") || text.starts_with(">") || contains(text, "\"") ||
         contains(text, "“") || contains(text, "`") || contains(text, " '");
}

bool begins_item(std::string_view line) {
  const std::string text = distill::trim(line.substr(0, 16));
  return text.starts_with("- ") || text.starts_with("* ") || text.starts_with("|") || text.starts_with("#") ||
         (text.size() > 2 && text[0] >= '0' && text[0] <= '9' && (text[1] == '.' || text[2] == '.'));
}

// A line without what stands in backticks.
std::string without_spans(std::string_view line) {
  std::string out;
  bool inside = false;
  for (const char c : line) {
    if (c == '`') inside = !inside;
    out += inside ? ' ' : c;
  }
  return out;
}

std::string rot13(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>('a' + (c - 'a' + 13) % 26);
  return text;
}

/// Reads a text paragraph by paragraph; what runs over a line's end is found, too.
class Talk {
 public:
  explicit Talk(Paper& paper) : paper_(paper), stance_(paper) {
    std::string low = distill::lower(paper.text().substr(0, 1 << 20));
    if (const std::size_t name = low.find("\nname:"); name < 256)  // a name alone proves nothing
      low.erase(name, low.find('\n', name + 1) - name);
    turned_ = contains(low, "rot13") || contains(low, "rot-13") || contains(low, "rot 13") ||
              contains(low, "caesar");
    reversed_ = contains(low, "backward") || contains(low, "reverse");
    about_attacks_ = contains(low, "prompt injection") || contains(low, "prompt-injection") ||
                     contains(low, "jailbreak") || contains(low, "red team") || contains(low, "red-team") ||
                     contains(low, "adversarial");
  }

  void read() {
    Fences fences;
    for (std::size_t i = 0; i < paper_.lines().size(); ++i) {
      const Line& line = paper_.lines()[i];
      const auto place = paper_.is_markdown() ? fences.take(line.text) : Fences::Line::outside;
      const bool blank = line.text.find_first_not_of(" \t\r") == std::string_view::npos;
      if (blank || begins_item(line.text) || paragraph_.size() + line.text.size() > kMostOfParagraph) end();
      const Stance before = stance_;
      stance_.take(line.text, place);
      if (blank) continue;
      judge_forged(line, place == Fences::Line::inside);
      paragraph_.append(line.text).push_back('\n');
      lines_.push_back({i, is_shown(line.text, place == Fences::Line::inside), before, stance_});
    }
    end();
  }

 private:
  struct Seen {
    std::size_t index;
    bool shown;
    Stance before, stance;
  };

  void end() {
    if (!paragraph_.empty()) {
      const std::string text = folded(paragraph_);
      const auto fold = [](std::string_view line) { return folded(line); };
      look(phrase_patterns(), text, fold);
      look(guise_patterns(), text, fold);
      if (turned_) judge_turned(rot13(text));
      if (reversed_) judge_turned({text.rbegin(), text.rend()});
      look(script_patterns(), paragraph_, [](std::string_view line) { return std::string(line); });
    }
    paragraph_.clear();
    lines_.clear();
  }

  void judge_turned(const std::string& text) {
    for (const Pattern* pattern : phrase_patterns().in(text))
      if (pattern->grave)
        paper_.error("security", "encoded", std::string("hides a text that ") + pattern->message,
                     paper_.lines()[lines_.front().index].number);
  }

  // Documents of models' formats show them in code; elsewhere they are read as what they are.
  void judge_forged(const Line& line, bool in_code) {
    for (const Pattern* pattern : forged_patterns().in(line.text)) {
      bool shown = in_code || stance_.against_around() || stance_.names_attacks();
      if (!shown) {
        const auto plain = forged_patterns().in(without_spans(line.text));
        shown = std::find(plain.begin(), plain.end(), pattern) == plain.end();
      }
      paper_.judge(!shown, "security", pattern->code, pattern->message, line.number);
    }
  }

  template <typename Fold>
  void look(const Patterns& patterns, const std::string& text, const Fold& fold) {
    for (const Pattern* pattern : patterns.in(text)) {
      bool told = false;
      for (const Seen& seen : lines_) {
        const auto here = patterns.in(fold(paper_.lines()[seen.index].text));
        if (std::find(here.begin(), here.end(), pattern) == here.end()) continue;
        tell(*pattern, seen);
        told = true;
      }
      if (!told) tell(*pattern, lines_.front());
    }
  }

  void tell(const Pattern& pattern, const Seen& seen) {
    const bool against = seen.before.against_around() || seen.stance.names_attacks();
    const bool quoted = seen.shown && (against || about_attacks_);
    const bool spoken_of =
        about_attacks_ && (seen.before.against_around() || warns(paper_.lines()[seen.index].text));
    if (!pattern.grave)
      return paper_.warning("security", pattern.code, pattern.message, paper_.lines()[seen.index].number);
    paper_.judge(!quoted && !spoken_of, "security", pattern.code, pattern.message,
                 paper_.lines()[seen.index].number);
  }

  Paper& paper_;
  Stance stance_;
  bool about_attacks_ = false, turned_ = false, reversed_ = false;  // what the whole text speaks of
  std::string paragraph_;
  std::vector<Seen> lines_;
};

// The bytes that base64 stands for; "" if they are no plain text.
std::string decoded(std::string_view word) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0, value = 0;
  for (const char c : word) {
    value = value << 6 | static_cast<unsigned>(kDigits.find(c) & 63);
    if ((bits += 6) < 8) continue;
    bits -= 8;
    const auto byte = static_cast<unsigned char>(value >> bits);
    if (byte >= 0x7F || (byte < 0x20 && byte != '\n' && byte != '\t')) return "";
    out += static_cast<char>(byte);
  }
  return out;
}

// What is written in base64 is read as if it stood there.
void check_encoded(Paper& paper) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t kLeast = 20, kMost = 8 << 10;
  for (const Line& line : paper.lines()) {
    for (std::size_t at = line.text.find_first_of(kDigits); at != std::string_view::npos;) {
      const std::size_t end = std::min(line.text.find_first_not_of(kDigits, at), line.text.size());
      const std::string text =
          end - at < kLeast || end - at > kMost ? "" : decoded(line.text.substr(at, end - at));
      at = line.text.find_first_of(kDigits, end);
      if (text.empty()) continue;
      const auto grave = [](const Pattern* p) { return p->grave; };
      const auto talk = phrase_patterns().in(folded(text)), code = code_patterns().in(text);
      if (std::any_of(talk.begin(), talk.end(), grave) || std::any_of(code.begin(), code.end(), grave) ||
          is_dangerous(danger_in(text)))
        paper.error("security", "encoded", "hides a command or an instruction in base64", line.number);
    }
  }
}

int line_at(std::string_view text, std::size_t at) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

void judge_hidden(Paper& paper, std::string_view content, int line) {
  const std::string text = folded(content.substr(0, kMostOfHidden));
  const auto found = hidden_patterns().in(text);
  if (!found.empty()) paper.error("security", found[0]->code, found[0]->message, line);
}

void check_comments(Paper& paper) {
  const std::string_view text = paper.text();
  constexpr int kMost = 2000;
  int line = 1, count = 0;
  std::size_t counted = 0;
  for (std::size_t at = text.find("<!--"); at != std::string_view::npos && count < kMost;
       at = text.find("<!--", at), ++count) {
    const std::size_t end = std::min(text.find("-->", at + 4), text.size());
    line += line_at(text.substr(counted, at - counted), at - counted) - 1;
    counted = at;
    judge_hidden(paper, text.substr(at + 4, end > at + 4 ? end - at - 4 : 0), line);
    if (paper.ours()) paper.error("security", "live-form", "an HTML comment, which nobody sees", line);
    at = std::min(end + 3, text.size());
  }
}

// "[//]: # (…)", "[note]: <> (…)": a link to nowhere, with a title that is not shown.
bool is_reference_comment(std::string_view line) {
  const std::size_t open = std::min(line.find_first_not_of(" \t>"), line.size());
  const std::size_t end = line.find("]:", open);
  if (open == line.size() || line[open] != '[' || end == std::string_view::npos || end > open + 80)
    return false;
  const std::size_t target = line.find_first_not_of(" \t", end + 2);
  return target != std::string_view::npos &&
         (line[target] == '#' || line.substr(target, 2) == "<>" || line.substr(target, 3) == "<#>") &&
         line.find_first_of("(\"'", target) != std::string_view::npos;
}

// The text of "[words](address "title")" and "![alt](address)" that a reader does not see.
std::vector<std::string_view> unseen_in(std::string_view line) {
  std::vector<std::string_view> out;
  for (std::size_t at = line.find("]("); at != std::string_view::npos && out.size() < 64;
       at = line.find("](", at + 2)) {
    const std::size_t end = std::min(line.find(')', at), line.size());
    const std::size_t title = line.find_first_of("\"'", at);
    if (title < end) out.push_back(line.substr(title + 1, end - title - 1));
    const std::size_t open = line.rfind('[', at);
    if (open != std::string_view::npos && open > 0 && line[open - 1] == '!')
      out.push_back(line.substr(open + 1, at - open - 1));
  }
  if (is_reference_comment(line)) out.push_back(line);
  return out;
}

// Styled so that it does not show.
bool is_styled_away(std::string_view line) {
  if (line.find('<') == std::string_view::npos) return false;
  std::string packed;
  for (const char c : distill::lower(line.substr(0, 4096)))
    if (c != ' ' && c != '\t') packed += c;
  for (const std::string_view style :
       {"display:none",        "visibility:hidden", "font-size:0",     "font-size:1px", "opacity:0;",
        "opacity:0\"",         "opacity:0'",        "color:white",     "color:#fff",    "color:transparent",
        "color:rgba(0,0,0,0)", "text-indent:-9",    "max-height:0",    "height:0;",     "width:0;",
        "clip:rect",           "clip-path:inset",   "<templatehidden", "<divhidden",    "<phidden",
        "<spanhidden",         "left:-9999"})
    if (contains(packed, style)) return true;
  return false;
}

// Words that a page hides from its reader, where there is no page: an agent reads them all the same.
void judge_styled(Paper& paper, const Line& line) {
  constexpr std::size_t kLabel = 5;  // words; "Skip to content"
  const std::size_t rest = static_cast<std::size_t>(line.text.data() - paper.text().data());
  const std::size_t end = std::min(paper.text().find("\n\n", rest), rest + kMostOfHidden);
  const std::string_view block = paper.text().substr(rest, end - rest);
  judge_hidden(paper, block, line.number);
  std::string words;
  bool tag = false;
  for (const char c : block) {
    tag = c == '<' || (tag && c != '>');
    words += tag || c == '>' ? ' ' : c;
  }
  const std::string text = folded(words);
  if (static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')) >= kLabel)
    paper.error("security", "hidden-instruction", "hides a text where nobody reads it", line.number);
}

void check_unseen(Paper& paper) {
  Fences fences;
  for (const Line& line : paper.lines()) {
    if (fences.take(line.text) != Fences::Line::outside) continue;
    for (const std::string_view text : unseen_in(line.text)) judge_hidden(paper, text, line.number);
    if (is_styled_away(line.text)) judge_styled(paper, line);
  }
}

// "…</description></skill>": agents put descriptions between such tags.
bool closes_tags(std::string_view text) {
  const std::string low = distill::lower(text);
  for (const std::string_view tag : {"</description", "</skill", "</name", "</location", "</available",
                                     "<skill>", "</system", "<system", "<|", "</tool", "</function", "]]>"})
    if (contains(low, tag)) return true;
  return false;
}

}  // namespace

void check_persuasion(Paper& paper, const skill::FrontMatter& front) {
  if (paper.is_markdown()) Talk(paper).read();
  check_encoded(paper);
  if (!paper.is_markdown()) return;
  check_comments(paper);
  check_unseen(paper);
  for (const auto& entry : front.entries) {
    const std::string text = folded(entry.value);
    for (const Patterns* patterns : {&phrase_patterns(), &guise_patterns()}) {
      for (const Pattern* pattern : patterns->in(text))
        paper.judge(pattern->grave && !warns(entry.value), "security", pattern->code, pattern->message,
                    entry.line);
    }
    if (entry.key == "description" || entry.key == "when_to_use") {
      for (const Pattern* pattern : choice_patterns().in(text))
        paper.error("security", pattern->code, pattern->message, entry.line);
    }
    for (const Pattern* pattern : forged_patterns().in(entry.value))
      paper.error("security", pattern->code, pattern->message, entry.line);
    if (entry.key == "description" && closes_tags(entry.value))
      paper.error("security", "prompt-injection", "closes what an agent lists, or speaks in its voice",
                  entry.line);
    const std::string top = entry.key.substr(0, entry.key.find('.'));
    if (top != "name" && top != "description" && top != "hooks") judge_hidden(paper, entry.value, entry.line);
  }
}

}  // namespace galdr::gate
