#include "core/gate/fold.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <vector>

#include "core/distill/visible.hpp"

namespace galdr::gate {
namespace {

struct Range {
  char32_t first, last;
  std::string_view letters;  ///< one for each; the last ones repeat it
};

// Latin letters with marks, and those of other scripts that look like them.
constexpr std::array kRanges = {
    Range{0xC0, 0xFF, "aaaaaaaceeeeiiiidnooooo ouuuuyp aaaaaaaceeeeiiiidnooooo ouuuuypy"},
    Range{0x100, 0x17F,
          "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln"
          "nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"},
    Range{0x391, 0x3A9, "abgdezhuiklmnxoprrstufxyo"},
    Range{0x3B1, 0x3C9, "abydenhuikluvxoprsotufxyw"},
    Range{0x430, 0x44F, "abbrdexsnnkamhonpctyoxuywwbbbeor"},
    Range{0x410, 0x42F, "abbrdexsnnkamhonpctyoxuywwbbbeor"},
    Range{0x400, 0x40F, "eehresiijjbbhknyu"},
    Range{0x450, 0x45F, "eehresiijjbbhknyu"},
    Range{0xFF21, 0xFF3A, "abcdefghijklmnopqrstuvwxyz"},
    Range{0xFF41, 0xFF5A, "abcdefghijklmnopqrstuvwxyz"},
    Range{0x24B6, 0x24CF, "abcdefghijklmnopqrstuvwxyz"},
    Range{0x24D0, 0x24E9, "abcdefghijklmnopqrstuvwxyz"},
    Range{0x1F130, 0x1F149, "abcdefghijklmnopqrstuvwxyz"},
};

// The mathematical alphabets: 26 capitals and 26 small letters again and again.
constexpr char32_t kMathFirst = 0x1D400, kMathLast = 0x1D6A3;

char latin(char32_t c) {
  if (c < 0x80) return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (c >= kMathFirst && c <= kMathLast) return static_cast<char>('a' + (c - kMathFirst) % 26);
  for (const Range& range : kRanges) {
    if (c < range.first || c > range.last) continue;
    return range.letters[std::min<std::size_t>(c - range.first, range.letters.size() - 1)];
  }
  if (c == 0x131) return 'i';
  return c == 0x2019 ? '\'' : ' ';
}

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

char letter_of(char c) {
  constexpr std::string_view kFrom = "0134578@$!", kTo = "oieastbasi";
  const std::size_t at = kFrom.find(c);
  return at == std::string_view::npos ? c : kTo[at];
}

bool is_mark(char32_t c) { return c == '*' || c == '~' || c == '\'' || c == 0x2019; }
bool is_combining(char32_t c) { return c >= 0x300 && c < 0x370; }

bool ends_sentence(std::string_view text, std::size_t at) {
  return (text[at] == '.' || text[at] == '!' || text[at] == '?' || text[at] == ';') &&
         (at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n' || text[at + 1] == '"');
}

// "@host.top": what stands before it is a mailbox.
bool is_mail(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && end - at < 64 && std::isalnum(static_cast<unsigned char>(text[end])) != 0)
    ++end;
  return end > at + 1 && end + 1 < text.size() && text[end] == '.' && is_letter(text[end + 1]);
}

/// Words as they come; letters that stand alone wait for more of their kind.
class Words {
 public:
  void add(std::string_view word) {
    if (word.empty()) return;
    if (word.size() == 1 && is_letter(word[0])) {
      apart_ += word;
      return;
    }
    flush();
    put(word);
  }

  std::string take() {
    flush();
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kApart = 5;  // fewer may be "a b c", or a list's letters

  void put(std::string_view word) {
    if (!out_.empty()) out_ += ' ';
    out_ += word;
  }

  void flush() {
    if (apart_.size() >= kApart)
      put(apart_);
    else
      for (const char c : apart_) put({&c, 1});
    apart_.clear();
  }

  std::string out_, apart_;
};

// "1gn0re" is a word with digits in it; "0x41" or "v1" are none.
std::string plain(const std::string& word) {
  const auto letters = static_cast<std::size_t>(std::count_if(word.begin(), word.end(), is_letter));
  if (letters == word.size() || letters < 2 || letters * 2 < word.size()) {
    return std::all_of(word.begin(), word.end(), [](char c) { return is_letter(c) || is_digit(c); }) ? word
                                                                                                     : "";
  }
  std::string out;
  for (const char c : word) out += letter_of(c);
  return out;
}

// "&#105;" and "&#x69;" as the letters they are.
std::string without_entities(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool opens = text[at] == '&' && at + 3 < text.size() && text[at + 1] == '#';
    const bool hex = opens && (text[at + 2] == 'x' || text[at + 2] == 'X');
    const std::size_t first = at + (hex ? 3 : 2),
                      end = opens ? text.substr(0, first + 6).find(';', first) : text.npos;
    unsigned value = 0;
    const bool read = end != text.npos &&
                      std::from_chars(text.data() + first, text.data() + end, value, hex ? 16 : 10).ptr ==
                          text.data() + end;
    const bool letter = read && value >= 0x20 && value < 0x7F;
    out += letter ? static_cast<char>(value) : text[at];
    if (letter) at = end;
  }
  return out;
}

}  // namespace

std::string folded(std::string_view whole) {
  const std::string clean = whole.find("&#") == std::string_view::npos ? "" : without_entities(whole);
  const std::string_view text = clean.empty() ? whole : clean;
  Words words;
  std::string word;
  const auto end_word = [&] {
    while (!word.empty() && !is_letter(word.back()) && !is_digit(word.back())) word.pop_back();
    words.add(plain(word));
    word.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const distill::Rune rune = distill::rune_at(text, at);
    const std::size_t here = at;
    at += rune.length;
    if (is_mark(rune.value) || is_combining(rune.value) || distill::is_invisible(rune.value)) continue;
    const char c = latin(rune.value);
    if (c == '@' && is_mail(text, here)) {
      end_word();
      words.add("mailbox");
      continue;
    }
    const bool inner = c == '@' || c == '$' || c == '!';
    if (is_letter(c) || is_digit(c) || (inner && !(c == '!' && ends_sentence(text, here)))) {
      word += c;
      continue;
    }
    end_word();
    if (ends_sentence(text, here)) words.add(".");
  }
  end_word();
  return words.take();
}

}  // namespace galdr::gate
