#include "core/event/named_edit.hpp"

#include <algorithm>

namespace galdr::event {
namespace {

constexpr std::size_t kLongestValue = 4096;
constexpr std::size_t kTornMin = 6, kTornMax = 4096;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Does a member of this name promise that its value is secret? Only such values are shown to the editor
/// together with their names; the editor decides.
bool is_telling(std::string_view name) {
  constexpr std::string_view kWords[] = {"pass", "pwd", "secret", "token", "key", "auth", "cred", "cookie"};
  constexpr unsigned kFirst = [] {
    unsigned letters = 0;
    for (const char c : {'p', 's', 't', 'k', 'a', 'c'}) letters |= 1u << (c - 'a');
    return letters;
  }();
  const auto same = [](char w, char c) { return w == (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); };
  name = name.substr(0, 128);
  for (std::size_t at = 0; at < name.size(); ++at) {
    const unsigned letter = (static_cast<unsigned char>(name[at]) | 0x20u) - 'a';
    if (letter > 25 || (kFirst >> letter & 1u) == 0) continue;
    for (const auto word : kWords)
      if (static_cast<unsigned>(word[0] - 'a') == letter && word.size() <= name.size() - at &&
          std::equal(word.begin(), word.end(), name.begin() + at, same))
        return true;
  }
  return false;
}

/// What would end the string or the line that an editor looks for.
bool is_awkward(char c) { return c == '"' || c == '\n' || c == '\r' || c == '\\'; }

}  // namespace

std::int64_t edit_named(std::string_view name, std::string& value, const StringEdit& edit) {
  if (value.empty() || value.size() > kLongestValue || !is_telling(name)) return 0;
  if (std::any_of(name.begin(), name.end(), [](char c) { return is_awkward(c) || c == '='; })) return 0;
  std::string plain = value;
  while (!plain.empty() && (plain.back() == '\n' || plain.back() == '\r')) plain.pop_back();
  std::replace_if(plain.begin(), plain.end(), is_awkward, '_');
  const std::string head = std::string(name) + "=\"";
  std::string assignment = head + plain + '"';
  const std::int64_t edits = edit(assignment);
  if (edits == 0 || !assignment.starts_with(head) || !assignment.ends_with('"')) return 0;
  value = assignment.substr(head.size(), assignment.size() - head.size() - 1);
  return edits;
}

bool is_label(std::string_view key) {
  return key == "name" || key == "key" || key == "Name" || key == "Key" || key == "header";
}

bool is_labelled(std::string_view key) { return key == "value" || key == "Value"; }

void drop_torn_word(std::string& text) {
  const auto in_word = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("_-+/=.~").find(c) != std::string_view::npos;
  };
  std::size_t begin = text.size();
  while (begin > 0 && text.size() - begin < kTornMax && in_word(text[begin - 1])) --begin;
  const std::string_view word = std::string_view(text).substr(begin);
  const auto in_id = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || c == '-'; };
  if (word.size() < kTornMin || word.front() == '/' || std::all_of(word.begin(), word.end(), in_id)) return;
  const bool mixed =
      std::any_of(word.begin(), word.end(), is_digit) && std::any_of(word.begin(), word.end(), is_letter);
  const bool headed = word.find_first_of("_-") != word.npos && word.size() < 16;  // "ghp_", and a little
  if (mixed || headed) text.resize(begin);
}

}  // namespace galdr::event
