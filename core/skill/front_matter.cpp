#include "core/skill/front_matter.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "core/distill/text.hpp"

namespace galdr::skill {
namespace {

using distill::trim;

bool is_key(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_' || c == '.';
  });
}

// Where the quoted text that `value` begins with ends: past its closing mark; 0 if nothing closes it.
std::size_t closed_at(std::string_view value) {
  const char mark = value[0];
  for (std::size_t i = 1; i < value.size(); ++i) {
    const bool twice = mark == '\'' && value.substr(i, 2) == "''";
    if ((mark == '"' && value[i] == '\\') || twice)
      ++i;
    else if (value[i] == mark)
      return i + 1;
  }
  return 0;
}

bool only_comment(std::string_view rest) { return trim(rest).empty() || trim(rest)[0] == '#'; }

void append_utf8(std::string& out, unsigned long c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(c < 0x10000 ? 0xE0 | c >> 12 : 0xF0 | (c >> 18 & 7));
    if (c >= 0x10000) out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// What an escape at `at` (past the backslash) stands for is added; returns where it ends.
std::size_t unescape(std::string_view value, std::size_t at, std::string& out) {
  constexpr std::string_view kNamed = "ntr0eab", kMeaning("\n\t\r\0\x1b\a\b", 7);
  const std::size_t digits = value[at] == 'x' ? 2 : value[at] == 'u' ? 4 : value[at] == 'U' ? 8 : 0;
  const std::string hex(value.substr(at + 1, digits));
  if (digits > 0 && hex.size() == digits &&
      hex.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos)
    return append_utf8(out, std::stoul(hex, nullptr, 16) & 0x1FFFFF), at + 1 + digits;
  const std::size_t named = kNamed.find(value[at]);
  out += named == std::string_view::npos ? value[at] : kMeaning[named];
  return at + 1;
}

// `value` ends with its closing mark.
std::string unquoted(std::string_view value) {
  const char mark = value[0];
  std::string out;
  for (std::size_t i = 1; i + 1 < value.size();) {
    if (mark == '"' && value[i] == '\\' && i + 2 < value.size()) {
      i = unescape(value, i + 1, out);
      continue;
    }
    if (mark == '\'' && value[i] == '\'') ++i;
    out += value[i++];
  }
  return out;
}

// How many brackets are open at its end.
int open_brackets(std::string_view text) {
  int open = 0;
  for (const char c : text) open += (c == '[' || c == '{') - (c == ']' || c == '}');
  return open;
}

bool is_block_header(std::string_view value) {
  const std::size_t end = value.find_first_not_of("|>+-0123456789");
  return (value[0] == '|' || value[0] == '>') &&
         (end == std::string_view::npos || (value[end] == ' ' && only_comment(value.substr(end))));
}

// "&name", "*name", "<<", "!tag": what makes one value of another, or an object.
bool is_reference(std::string_view value) {
  if (value[0] == '!') return true;
  if (value[0] != '&' && value[0] != '*') return false;
  const std::size_t end = value.find(' ');
  const std::string_view name = value.substr(1, end == std::string_view::npos ? end : end - 1);
  return is_key(name) && name[0] != '.';
}

// A plain value that every reader takes for the same string.
bool is_safe_plain(std::string_view value) {
  constexpr std::string_view kSpecial = "[]{}&*!|>'\"%@`#,?-";
  return kSpecial.find(value.front()) == std::string_view::npos && !distill::contains(value, ": ") &&
         !distill::contains(value, " #") && value.back() != ':';
}

/// Reads line by line; knows what an indented line belongs to.
class Reader {
 public:
  FrontMatter read(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) {
      problem("begins with a byte order mark", 1, true);
      text.remove_prefix(3);
    }
    for (int number = 1; !text.empty(); ++number) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      text.remove_prefix(std::min(end + 1, text.size()));
      const bool rule = line.starts_with("---") && trim(line.substr(3)).empty();
      if (number == 1 && !rule) break;
      if (rule && line.size() > 3) problem("blanks after ---: some readers do not see it", number);
      if (number > 1 && rule) return close(number), std::move(out_);
      if (number > 1) take(line, number);
    }
    return unended(), std::move(out_);
  }

 private:
  static constexpr int kMostLines = 400;
  static constexpr std::size_t kLongestKey = 128, kMostLevels = 8, kLongestValue = 64 << 10;
  enum class Open { nothing, block, quote, brackets };
  struct Level {
    std::size_t indent;
    std::string key;
  };

  void problem(const std::string& message, int line, bool fatal = false) {
    if (out_.problems.size() < 50) out_.problems.push_back({message, line, fatal});
  }

  void unended() {
    if (seen_ == 0)
      problem("does not start with front matter (---)", 1, true);
    else
      problem("front matter is not closed", 1, true);
  }

  void close(int number) {
    if (open_ == Open::quote || open_ == Open::brackets)
      problem("a quote or bracket is not closed", out_.entries.back().line, true);
    out_.body_line = number + 1;
  }

  void take(std::string_view line, int number) {
    if (++seen_ > kMostLines) {
      if (seen_ == kMostLines + 1) problem("front matter of more than 400 lines", number, true);
      return;
    }
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    if (open_ == Open::block && (trim(line).empty() || indent > levels_.back().indent))
      return extend(line, number);
    if (open_ == Open::quote || open_ == Open::brackets) return extend(line, number);
    open_ = Open::nothing;
    if (trim(line).empty()) return;
    if (line[indent] == '\t') return problem("tab in front matter", number, true);
    if (line.find('\t') != std::string_view::npos) problem("tab in front matter", number);
    if (line == "...") return problem("... ends the front matter for a reader of YAML", number, true);
    if (distill::contains(line, "---")) problem("--- in front matter: some readers end it there", number);
    if (line[indent] == '#') return problem("a comment", number);
    plain_line(line, indent, number);
  }

  void plain_line(std::string_view line, std::size_t indent, int number) {
    if (line[indent] == '-' && (indent + 1 == line.size() || line[indent + 1] == ' '))
      return item(trim(line.substr(indent + 1)), number);
    const std::size_t colon = key_end(line, indent);
    if (colon == std::string_view::npos) return continued(line, indent, number);
    std::string key = trim(line.substr(indent, colon - indent));
    if (key.size() > kLongestKey) return problem("a key of more than 128 bytes", number, true);
    if (key == "<<") problem("<< takes over other values", number, true);
    if (!is_key(key)) problem("not a plain key", number);
    while (!levels_.empty() && levels_.back().indent >= indent) levels_.pop_back();
    if (levels_.size() >= kMostLevels) return problem("nested too deeply", number, true);
    if (indent > 0 && levels_.empty()) problem("indented below nothing", number);
    levels_.push_back({indent, levels_.empty() ? key : levels_.back().key + "." + key});
    add(levels_.back().key, trim(line.substr(colon + 1)), number);
  }

  // Where the colon of "key:" stands; npos if this is none.
  static std::size_t key_end(std::string_view line, std::size_t indent) {
    const bool quotes = line[indent] == '"' || line[indent] == '\'';
    const std::size_t from = indent + (quotes ? closed_at(line.substr(indent)) : 0);
    for (std::size_t at = line.find(':', from); at != std::string_view::npos; at = line.find(':', at + 1))
      if (at + 1 == line.size() || line[at + 1] == ' ' || line[at + 1] == '\t') return at;
    return std::string_view::npos;
  }

  void item(const std::string& text, int number) {
    if (out_.entries.empty()) return problem("a list of nothing", number, true);
    FrontMatter::Entry& entry = out_.entries.back();
    if (entry.form != FrontMatter::Form::list) problem(entry.key + " is a list", number);
    entry.form = FrontMatter::Form::list;
    if (!text.empty() && is_reference(text)) problem("an anchor, alias or tag", number, true);
    if (entry.value.size() < kLongestValue) entry.value += (entry.value.empty() ? "" : "\n") + text;
  }

  void continued(std::string_view line, std::size_t indent, int number) {
    if (out_.entries.empty() || indent == 0) return problem("no key: value", number, indent == 0);
    problem("a value over several lines", number);
    FrontMatter::Entry& entry = out_.entries.back();
    if (entry.form == FrontMatter::Form::map) entry.form = FrontMatter::Form::plain;
    if (entry.value.size() < kLongestValue) entry.value += (entry.value.empty() ? "" : " ") + trim(line);
  }

  void extend(std::string_view line, int number) {
    FrontMatter::Entry& entry = out_.entries.back();
    if (entry.value.size() > kLongestValue) return;
    entry.value += (open_ == Open::block ? "\n" : " ") + trim(line);
    if (number - entry.line > kMostLines) return;
    const bool ends = open_ == Open::quote
                          ? line.find(entry.value[0]) != std::string_view::npos
                          : open_ == Open::brackets && (brackets_ += open_brackets(line)) <= 0;
    if (!ends) return;
    if (open_ == Open::quote) {
      const std::size_t end = closed_at(entry.value);
      if (end == 0) return;
      entry.value = unquoted(std::string_view(entry.value).substr(0, end));
    }
    open_ = Open::nothing;
  }

  void add(const std::string& key, const std::string& value, int line) {
    using Form = FrontMatter::Form;
    if (!keys_.insert(key).second) problem("key twice: " + key, line, true);
    out_.entries.push_back({key, value, line, Form::plain});
    if (value.empty()) return void(out_.entries.back().form = Form::map);
    const char first = value[0];
    if (first == '"' || first == '\'') return quoted_value(value, line);
    if (is_block_header(value)) {
      open_ = Open::block;
      out_.entries.back() = {key, "", line, Form::block};
      return problem("value of " + key + " over several lines", line);
    }
    if (first == '[' || first == '{') {
      out_.entries.back().form = Form::flow;
      brackets_ = open_brackets(value);
      if (brackets_ > 0) open_ = Open::brackets;
    }
    if (is_reference(value)) problem("value of " + key + " is an anchor, alias or tag", line, true);
    if (!is_safe_plain(value)) problem("value of " + key + " must be quoted", line);
  }

  void quoted_value(const std::string& value, int line) {
    FrontMatter::Entry& entry = out_.entries.back();
    entry.form = FrontMatter::Form::quoted;
    const std::size_t end = closed_at(value);
    if (end == 0) {
      open_ = Open::quote;
      return problem("value of " + entry.key + " must be quoted on one line", line);
    }
    if (value[0] == '\'') problem("value of " + entry.key + " must be in double quotes", line);
    if (!only_comment(value.substr(end)))
      problem("value of " + entry.key + " goes on after its quotes", line, true);
    else if (end != value.size())
      problem("a comment", line);
    entry.value = unquoted(std::string_view(value).substr(0, end));
  }

  FrontMatter out_;
  std::set<std::string, std::less<>> keys_;
  std::vector<Level> levels_;
  Open open_ = Open::nothing;
  int seen_ = 0, brackets_ = 0;
};

}  // namespace

const FrontMatter::Entry* FrontMatter::find(std::string_view key) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

std::string FrontMatter::value(std::string_view key) const {
  const Entry* entry = find(key);
  return entry == nullptr ? "" : entry->value;
}

FrontMatter read_front_matter(std::string_view skill_md) { return Reader().read(skill_md); }

}  // namespace galdr::skill
