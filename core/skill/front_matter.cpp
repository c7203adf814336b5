#include "core/skill/front_matter.hpp"

#include <algorithm>
#include <cctype>

#include "core/distill/text.hpp"

namespace galdr::skill {
namespace {

using distill::trim;

bool is_key(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_' || c == '.';
  });
}

bool is_closed(std::string_view value) {
  for (std::size_t i = 1; i < value.size(); ++i) {
    if (value[i] == '\\')
      ++i;
    else if (value[i] == '"')
      return i + 1 == value.size();
  }
  return false;
}

std::string unquoted(std::string_view value) {
  std::string out;
  for (std::size_t i = 1; i + 1 < value.size(); ++i) {
    if (value[i] == '\\' && i + 2 < value.size()) ++i;
    out += value[i];
  }
  return out;
}

// A plain value that every reader takes for the same string.
bool is_safe_plain(std::string_view value) {
  constexpr std::string_view kSpecial = "[]{}&*!|>'\"%@`#,?-";
  return kSpecial.find(value.front()) == std::string_view::npos && !distill::contains(value, ": ") &&
         !distill::contains(value, " #") && value.back() != ':';
}

/// Reads line by line; knows the key that an indented line belongs to.
class Reader {
 public:
  FrontMatter read(std::string_view text) {
    std::vector<std::string> lines = distill::split_lines(text);
    for (std::string& line : lines) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
    }
    if (lines.empty() || lines[0] != "---")
      return problem("does not start with front matter (---)", 1), std::move(out_);
    for (std::size_t i = 1; i < lines.size(); ++i) {
      if (lines[i] == "---") return out_.body_line = static_cast<int>(i) + 2, std::move(out_);
      take(lines[i], static_cast<int>(i) + 1);
    }
    return problem("front matter is not closed", 1), std::move(out_);
  }

 private:
  void problem(const std::string& message, int line) { out_.problems.push_back({message, line}); }

  void take(const std::string& line, int number) {
    if (trim(line).empty()) return;
    const std::size_t indent = line.find_first_not_of(' ');
    const std::size_t colon = line.find(':');
    if (distill::contains(line, "\t")) return problem("tab in front matter", number);
    if (distill::contains(line, "---")) problem("--- in front matter: some readers end it there", number);
    if (colon == std::string::npos) return problem("no key: value", number);
    const std::string key = line.substr(indent, colon - indent);
    if (!is_key(key)) return problem("not a plain key", number);
    if (indent > 0 && parent_.empty()) return problem("indented below nothing", number);
    if (indent == 0) parent_.clear();
    add(parent_.empty() ? key : parent_ + "." + key, trim(line.substr(colon + 1)), number);
  }

  void add(const std::string& key, const std::string& value, int line) {
    if (out_.find(key) != nullptr) problem("key twice: " + key, line);
    const bool in_quotes = !value.empty() && value[0] == '"';
    if (value.empty())
      parent_ = key;
    else if (in_quotes ? !is_closed(value) : !is_safe_plain(value))
      problem("value of " + key + " must be quoted", line);
    out_.entries.push_back({key, in_quotes ? unquoted(value) : value, line});
  }

  std::string parent_;
  FrontMatter out_;
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
